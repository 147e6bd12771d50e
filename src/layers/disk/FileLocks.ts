/** {@link FileLocks} by `flock(2)`, and between the fibers of this process by a mutex for each path. */
import * as fs from "node:fs"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import type { DiskError } from "../../domain/errors.ts"
import { FileLocks, type HeldLock, type LockOptions } from "../../services/FileLocks.ts"
import * as Disk from "./Disk.ts"
import type { LockAnswer } from "./flock.ts"

const pollInterval = 50
/** What Python leaves. */
const defaultMode = 0o664
const logEvery = 10_000 / pollInterval

/** Opening with Windows' "share nothing" is the lock itself there: whoever opens second is refused (libuv's UV_FS_O_EXLOCK). */
const windows = process.platform === "win32"
const shareNothing = 0x10000000
const flags = fs.constants.O_RDWR | fs.constants.O_CREAT | (windows ? shareNothing : fs.constants.O_NOFOLLOW)

const openOnce = (path: string, mode: number): number | "busy" | "forbidden" => {
  try {
    return fs.openSync(path, flags, mode)
  } catch (cause) {
    const code = Disk.codeOf(cause) ?? ""
    if (windows && (code === "EBUSY" || code === "EPERM")) return "busy"
    if (["EACCES", "EPERM", "EROFS"].includes(code)) return "forbidden"
    throw cause
  }
}

const open = (path: string, mode: number): number | "busy" | "forbidden" => {
  try {
    return openOnce(path, mode)
  } catch (cause) {
    if (Disk.codeOf(cause) !== "ENOENT") throw cause
    Disk.makeFolders(dirname(path))
    return openOnce(path, mode)
  }
}

/**
 * Other holders may have unlinked the file while we waited (some versions of Python's filelock do): then we hold what nobody
 * else will ever look at. Mode and emptiness are what Python leaves.
 */
const isStillTheFile = (fd: number, path: string, mode: number): boolean => {
  const held = fs.fstatSync(fd)
  const named = fs.statSync(path, { throwIfNoEntry: false })
  if (held.nlink === 0 || named === undefined || named.ino !== held.ino || named.dev !== held.dev) return false
  if (held.size > 0) fs.ftruncateSync(fd, 0)
  if ((held.mode & 0o777) !== mode) {
    try {
      fs.fchmodSync(fd, mode)
    } catch (cause) {
      // Somebody else's file on a shared cache: the lock holds all the same.
      if (Disk.codeOf(cause) !== "EPERM") throw cause
    }
  }
  return true
}

/** Without the comparison of fiber refs that `Effect.addFinalizer` makes: there is a lock for every small file. */
const atEnd = (finalizer: Effect.Effect<unknown>): Effect.Effect<void, never, Scope.Scope> =>
  Effect.flatMap(Effect.scope, (scope) => Scope.addFinalizer(scope, finalizer))

type Attempt =
  | { readonly _tag: "Held"; readonly fd: number | undefined; readonly exclusive: boolean }
  | { readonly _tag: "Busy" }

const busy: Attempt = { _tag: "Busy" }

const make = Effect.gen(function* () {
  const flock = yield* Effect.cached(
    Effect.flatMap(
      Effect.promise(() => import("./flock.ts")),
      ({ make }) => make
    )
  )
  const queues = new Map<string, { readonly turn: Effect.Semaphore; users: number }>()

  /** One try at the file; whoever gets `Held` closes the descriptor. */
  const attempt = (path: string, mode: number): Effect.Effect<Attempt, DiskError> =>
    Effect.gen(function* () {
      const fd = yield* Disk.attempt("lock", path, () => open(path, mode))
      if (fd === "busy") return busy
      if (fd === "forbidden") {
        // A cache others own, or a read-only one: whoever cannot write there has nothing to protect.
        yield* Effect.logDebug(`Going on without the lock ${path}: it cannot be opened.`)
        return { _tag: "Held", fd: undefined, exclusive: false }
      }
      if (windows) return { _tag: "Held", fd, exclusive: true }
      const answer = yield* Effect.flatMap(flock, (tryLock) => tryLock.effect(fd))
      if (answer === "unsupported") {
        yield* Effect.logDebug(`Going on without the lock ${path}: this file system has none.`)
        return { _tag: "Held", fd, exclusive: false }
      }
      return yield* Effect.try({
        try: () => {
          if (answer === "locked" && isStillTheFile(fd, path, mode))
            return { _tag: "Held" as const, fd, exclusive: true }
          fs.closeSync(fd)
          return busy
        },
        catch: (cause) => {
          fs.closeSync(fd)
          return Disk.toDiskError("lock", path)(cause)
        }
      })
    })

  const hold = (path: string, mode: number) =>
    Effect.uninterruptible(
      Effect.tap(attempt(path, mode), (tried) =>
        tried._tag === "Held" && tried.fd !== undefined
          ? atEnd(Effect.sync(() => fs.closeSync(tried.fd ?? -1)))
          : Effect.void
      )
    )

  /** Two descriptors of one process exclude one another too: a fiber must not wait for another one by polling. */
  const takeTurn = (path: string) =>
    Effect.uninterruptibleMask((restore) => {
      const queue = queues.get(path) ?? { turn: Effect.unsafeMakeSemaphore(1), users: 0 }
      queues.set(path, queue)
      queue.users++
      const leave = Effect.sync(() => {
        if (--queue.users === 0) queues.delete(path)
      })
      return restore(queue.turn.take(1)).pipe(
        Effect.onInterrupt(() => leave),
        Effect.zipRight(atEnd(Effect.zipRight(queue.turn.release(1), leave)))
      )
    })

  const acquire = Effect.fnUntraced(function* (path: string, options?: LockOptions) {
    yield* takeTurn(path)
    for (let polls = 1; ; polls++) {
      const tried = yield* hold(path, options?.mode ?? defaultMode)
      if (tried._tag === "Held") return { exclusive: tried.exclusive } satisfies HeldLock
      if (polls % logEvery === 0) yield* Effect.logInfo(`Still waiting for the lock ${path}.`)
      yield* Effect.sleep(pollInterval)
    }
  })

  const tryAcquire = Effect.fnUntraced(function* (path: string) {
    if (queues.has(path)) return Option.none<HeldLock>()
    yield* takeTurn(path)
    const tried = yield* hold(path, defaultMode)
    return tried._tag === "Held" ? Option.some<HeldLock>({ exclusive: tried.exclusive }) : Option.none<HeldLock>()
  })

  const at = (tryLock: (fd: number) => LockAnswer) => (path: string) => {
    // A fiber of ours holds it or waits for it.
    if (queues.has(path)) return undefined
    const fd = open(path, defaultMode)
    if (typeof fd !== "number") return undefined
    try {
      if (tryLock(fd) === "locked" && isStillTheFile(fd, path, defaultMode)) return () => fs.closeSync(fd)
    } catch (cause) {
      fs.closeSync(fd)
      throw cause
    }
    fs.closeSync(fd)
    return undefined
  }

  const immediate = Effect.map(flock, ({ immediate }) =>
    windows || immediate === undefined ? Option.none() : Option.some(at(immediate))
  )

  return FileLocks.of({ acquire, tryAcquire, immediate })
})

export const layer: Layer.Layer<FileLocks> = Layer.effect(FileLocks, make)
