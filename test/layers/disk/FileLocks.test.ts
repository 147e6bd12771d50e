import { spawn, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as FileLocksLive from "../../../src/layers/disk/FileLocks.ts"
import { viaHelper } from "../../../src/layers/disk/flock.ts"
import { FileLocks } from "../../../src/services/FileLocks.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-locks-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)
const hasHelper = spawnSync("flock", ["--version"]).status === 0

/** Exit status of `flock -n`: 0 when it could have the lock, 1 when somebody holds it. */
const probe = (path: string) => spawnSync("flock", ["-x", "-n", path, "true"]).status

describe("FileLocks", () => {
  it.scopedLive("holds out a foreign flock until the scope closes, and leaves an empty 0664 file", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "deep", "er", "x.lock")
      const locks = yield* FileLocks
      const held = yield* Effect.scoped(
        Effect.gen(function* () {
          const lock = yield* locks.acquire(path)
          if (hasHelper) expect(probe(path)).toBe(1)
          return lock
        })
      )
      expect(held.exclusive).toBe(true)
      if (hasHelper) expect(probe(path)).toBe(0)
      const stat = fs.statSync(path)
      expect([stat.size, stat.mode & 0o777]).toEqual([0, 0o664])
    }).pipe(Effect.provide(FileLocksLive.layer))
  )

  it.scopedLive.skipIf(!hasHelper)("waits for a foreign flock, whichever program holds it", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x.lock")
      const locks = yield* FileLocks
      const holder = yield* Effect.acquireRelease(
        Effect.async<ReturnType<typeof spawn>>((resume) => {
          // Says "held" once it is, and holds until its stdin ends.
          const child = spawn("flock", ["-x", path, "sh", "-c", "echo held; cat"], {
            stdio: ["pipe", "pipe", "ignore"]
          })
          child.stdout.once("data", () => resume(Effect.succeed(child)))
        }),
        (child) => Effect.sync(() => child.kill("SIGKILL"))
      )
      expect(Option.isNone(yield* Effect.scoped(locks.tryAcquire(path)))).toBe(true)
      const order: Array<string> = []
      const waiting = yield* Effect.fork(
        Effect.scoped(
          Effect.zipRight(
            locks.acquire(path),
            Effect.sync(() => order.push("ours"))
          )
        )
      )
      yield* Effect.async<void>((resume) => {
        holder.once("exit", () => {
          order.push("theirs")
          resume(Effect.void)
        })
        holder.stdin?.end()
      })
      yield* Fiber.join(waiting)
      expect(order).toEqual(["theirs", "ours"])
    }).pipe(Effect.provide(FileLocksLive.layer))
  )

  it.scopedLive("notices that the file it locked was unlinked, and locks the one that stands there now", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x.lock")
      const locks = yield* FileLocks
      const other = yield* FileLocks.pipe(Effect.provide(FileLocksLive.layer))
      const waiting = yield* Effect.scoped(
        Effect.gen(function* () {
          yield* locks.acquire(path)
          const fiber = yield* Effect.forkDaemon(
            Effect.scoped(other.acquire(path).pipe(Effect.as(fs.statSync(path).ino)))
          )
          yield* Effect.yieldNow()
          fs.unlinkSync(path)
          fs.writeFileSync(path, "")
          return fiber
        })
      )
      yield* Fiber.join(waiting)
      expect((yield* Effect.scoped(locks.acquire(path))).exclusive).toBe(true)
    }).pipe(Effect.provide(FileLocksLive.layer))
  )

  it.scopedLive("lets the fibers of one process in one at a time", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x.lock")
      const locks = yield* FileLocks
      let inside = 0
      let most = 0
      const enter = Effect.scoped(
        Effect.gen(function* () {
          yield* locks.acquire(path)
          inside++
          most = Math.max(most, inside)
          yield* Effect.yieldNow()
          inside--
        })
      )
      yield* Effect.all(
        Array.from({ length: 50 }, () => enter),
        { concurrency: 50 }
      )
      expect(most).toBe(1)
    }).pipe(Effect.provide(FileLocksLive.layer))
  )

  it.scopedLive("gives its place in the queue back when interrupted", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x.lock")
      const locks = yield* FileLocks
      const inside = yield* Deferred.make<void>()
      const holder = yield* Effect.fork(
        Effect.scoped(
          Effect.zipRight(locks.acquire(path), Effect.zipRight(Deferred.succeed(inside, undefined), Effect.never))
        )
      )
      yield* Deferred.await(inside)
      const waiting = yield* Effect.fork(Effect.scoped(locks.acquire(path)))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(waiting)
      yield* Fiber.interrupt(holder)
      expect(Option.isSome(yield* Effect.scoped(locks.tryAcquire(path)))).toBe(true)
    }).pipe(Effect.provide(FileLocksLive.layer))
  )

  it.scopedLive.skipIf(!hasHelper)("agrees with the helper program it falls back to", () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "x.lock")
      const first = fs.openSync(path, "w+")
      const second = fs.openSync(path, "r+")
      expect([yield* viaHelper(first), yield* viaHelper(second)]).toEqual(["locked", "busy"])
      fs.closeSync(first)
      expect(yield* viaHelper(second)).toBe("locked")
      fs.closeSync(second)
    })
  )

  it.scopedLive("refuses a symbolic link in the lock's place", () =>
    Effect.gen(function* () {
      const root = yield* folder
      fs.writeFileSync(join(root, "victim"), "precious")
      fs.symlinkSync("victim", join(root, "x.lock"))
      const locks = yield* FileLocks
      const error = yield* Effect.flip(Effect.scoped(locks.acquire(join(root, "x.lock"))))
      expect(error._tag).toBe("DiskError")
      expect(fs.readFileSync(join(root, "victim"), "utf8")).toBe("precious")
    }).pipe(Effect.provide(FileLocksLive.layer))
  )
})
