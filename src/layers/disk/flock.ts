/**
 * `flock(2)` on an open descriptor. Node has no such call, and nothing else excludes the Python client: not lock files, not
 * `fcntl` record locks. Tried in this order: the C function by FFI (microseconds), util-linux's `flock` on an inherited
 * descriptor (the lock stays with the open file after the helper is gone; milliseconds), nothing.
 */
import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import { codeOf } from "./Disk.ts"

/** `unsupported`: neither way, or the file system has no locks. */
export type LockAnswer = "locked" | "busy" | "unsupported"

export interface TryLock {
  readonly effect: (fd: number) => Effect.Effect<LockAnswer>
  /** The same at once, where no helper process is needed. */
  readonly immediate?: (fd: number) => LockAnswer
}

const LOCK_EX = 2
const LOCK_NB = 4

// The libraries that koffi opens are those of the process itself: libc is there already, on Linux and on macOS.
const loadForeign = Effect.tryPromise(async (): Promise<TryLock> => {
  const { default: koffi } = await import("koffi")
  const call = koffi.load(null).func("int flock(int fd, int operation)")
  const { EAGAIN, EWOULDBLOCK, EINTR } = koffi.os.errno
  const immediate = (fd: number): LockAnswer => {
    for (;;) {
      if (call(fd, LOCK_EX | LOCK_NB) === 0) return "locked"
      const errno = koffi.errno()
      if (errno === EINTR) continue
      return errno === EAGAIN || errno === EWOULDBLOCK ? "busy" : "unsupported"
    }
  }
  return { immediate, effect: (fd) => Effect.sync(() => immediate(fd)) }
})

const helperBusy = 75

const byHelper: TryLock["effect"] = (fd) =>
  Effect.uninterruptible(
    Effect.async<LockAnswer>((resume) => {
      const child = spawn("flock", ["-x", "-n", "-E", String(helperBusy), "3"], {
        stdio: ["ignore", "ignore", "ignore", fd]
      })
      child.once("error", () => resume(Effect.succeed("unsupported")))
      child.once("exit", (code) =>
        resume(Effect.succeed(code === 0 ? "locked" : code === helperBusy ? "busy" : "unsupported"))
      )
    })
  )

const helperExists = Effect.async<boolean>((resume) => {
  const child = spawn("flock", ["--version"], { stdio: "ignore" })
  child.once("error", (error) => resume(Effect.succeed(codeOf(error) !== "ENOENT")))
  child.once("exit", (code) => resume(Effect.succeed(code === 0)))
})

const none: TryLock = { effect: () => Effect.succeed("unsupported") }

/** What this machine offers; loading takes some 13 ms, so do it when the first lock is wanted, and once. */
export const make: Effect.Effect<TryLock> = loadForeign.pipe(
  Effect.catchAll((error) =>
    Effect.logDebug(`No flock by FFI: ${error.message}`).pipe(
      Effect.zipRight(helperExists),
      Effect.flatMap((found) =>
        found
          ? Effect.succeed<TryLock>({ effect: byHelper })
          : Effect.as(Effect.logDebug("No flock helper either: going on without file locks."), none)
      )
    )
  )
)

/** Exported for the test that both ways agree. */
export const viaHelper: TryLock["effect"] = byHelper
