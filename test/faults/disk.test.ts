/** Disks that are full, read-only or not what was expected. */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { chmod, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Nobody from "../support/Nobody.ts"
import * as Process from "../support/Process.ts"
import * as RandomFiles from "../support/RandomFiles.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"

const asRoot = process.getuid?.() === 0

const works = (command: string, ...args: ReadonlyArray<string>): boolean => {
  try {
    execFileSync(command, args, { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

/** A file system of 4 MiB; needs root and the right to mount. */
const smallDisk = Effect.flatMap(TempDir.make("small-disk"), (dir) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "none", dir])
      return dir
    }),
    () => Effect.sync(() => execFileSync("umount", ["-l", dir]))
  )
)

const canMount =
  asRoot &&
  works("sh", "-c", 'd=$(mktemp -d) && mount -t tmpfs -o size=4m none "$d" && umount "$d"; r=$?; rmdir "$d"; exit $r')
if (!canMount) console.warn("\n!!! SKIPPED: the full-disk tests need root and the right to mount a tmpfs\n")

const asNobody = (who: Hf.Who, ...args: ReadonlyArray<string>) => {
  const [program = "", ...words] = Nobody.command(process.execPath, Build.bin, ...args)
  return Process.run(program, words, Hf.options(who))
}

describe("disks", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("a token's file that cannot be read: exit code 8, whatever is asked with the token", () =>
      Effect.gen(function* () {
        const { token: _, ...who } = yield* (yield* World).who()
        yield* Effect.promise(() => mkdir(join(who.home, "token")))
        const questions = ["collections info a/b-64f9a55bb3115b4f513ec026", "jobs inspect a/b", "endpoints ls"]
        for (const words of questions) {
          const end = yield* Hf.run(who, ...words.split(" "))
          assert.strictEqual(end.code, 8, end.stderr)
          assert.include(end.stderr, "token': it is a directory.")
        }
      })
    )

    for (const place of ["cache", "local-dir"] as const) {
      it.scoped.skipIf(!canMount)(`a full disk under the ${place}: exit code 8, one clear line, nothing half`, () =>
        Effect.gen(function* () {
          const world = yield* World
          const disk = yield* smallDisk
          const repo = yield* world.repo(`full-${place}`, {
            "model.bin": RandomFiles.buffer(8_000_000, "full"),
            "small.txt": "fits\n"
          })
          const who = yield* world.who(place === "cache" ? { home: disk } : {})
          const where = place === "cache" ? [] : ["--local-dir", join(disk, "target")]
          const end = yield* Hf.run(who, "download", repo, "model.bin", ...where)
          assert.strictEqual(end.code, 8, end.stderr)
          assert.match(end.stderr, /no space left/i)
          assert.notMatch(end.stderr, /^\s+at .*:\d+:\d+/m)
          const tree = yield* Trees.read(disk, /\.incomplete$/)
          assert.deepStrictEqual(
            Object.keys(tree).filter((path) => /model\.bin$/.test(path)),
            []
          )
          // What is left leaves room for what fits.
          yield* Hf.ok(who, "download", repo, "small.txt", ...where)
        })
      )
    }

    it.scoped.skipIf(!Nobody.canBe)("a read-only cache still serves what it holds, and says so when it does not", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("read-only", { "here.txt": "here\n", "missing.txt": "missing\n" })
        const cache = yield* TempDir.make("read-only")
        yield* Effect.promise(() => chmod(cache, 0o777))
        const home = yield* TempDir.make("nobody")
        yield* Effect.promise(() => chmod(home, 0o777))
        const who: Hf.Who = {
          home,
          endpoint: world.hub.url,
          token: Accounts.tokens.alice,
          env: { HF_HUB_CACHE: cache }
        }
        const first = yield* asNobody(who, "download", repo, "here.txt", "-q")
        assert.strictEqual(first.code, 0, first.stderr)
        yield* Effect.acquireRelease(
          Effect.sync(() => execFileSync("chmod", ["-R", "a-w", cache])),
          () => Effect.sync(() => execFileSync("chmod", ["-R", "u+w", cache]))
        )
        const again = yield* asNobody(who, "download", repo, "here.txt", "-q")
        assert.strictEqual(again.code, 0, again.stderr)
        assert.strictEqual(again.stdout, first.stdout)
        const before = yield* Trees.files(cache)
        const missing = yield* asNobody(who, "download", repo, "missing.txt", "-q")
        assert.strictEqual(missing.code, 8, missing.stderr)
        assert.match(missing.stderr, /permission denied|read-only/i)
        assert.deepStrictEqual(yield* Trees.files(cache), before)
      })
    )

    it.scoped("--local-dir that is a file is refused before anything is fetched", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("local-file", { "a.txt": "a\n" })
        const who = yield* world.who()
        const target = join(who.home, "target")
        yield* Effect.promise(() => writeFile(target, "mine\n"))
        const end = yield* Hf.run(who, "download", repo, "--local-dir", target)
        assert.notStrictEqual(end.code, 0)
        assert.include(end.stderr, target)
        assert.deepStrictEqual(yield* Trees.read(target), {})
        assert.strictEqual(readFileSync(target, "utf8"), "mine\n")
      })
    )

    it.scoped("a folder where a file must go is left alone", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("folder-in-the-way", { "a.txt": "a\n" })
        const who = yield* world.who()
        const target = join(who.home, "target")
        yield* Effect.promise(async () => {
          await mkdir(join(target, "a.txt"), { recursive: true })
          await writeFile(join(target, "a.txt/mine"), "mine\n")
        })
        const end = yield* Hf.run(who, "download", repo, "a.txt", "--local-dir", target)
        assert.notStrictEqual(end.code, 0)
        assert.deepStrictEqual(yield* Trees.read(target), { "a.txt/mine": `5 ${RandomFiles.sha256("mine\n")}` })
      })
    )
  })
})
