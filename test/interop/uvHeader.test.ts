/** `[tool.hf-jobs]` of uv scripts, by both clients: they tell the same summary and ask for the same job. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import * as TempDir from "../support/TempDir.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

const script = `# /// script
# dependencies = ["torch"]
#
# [tool.hf-jobs]
# image = "my/uv"
# flavor = "t4-small"
# python = "3.12"
# timeout = 90
# name = "train"
# network_group = "g"
# network_aliases = ["one"]
# secrets = ["WANDB_KEY"]
# volumes = ["hf://a/b:/m", "hf://datasets/a/b:/n:ro"]
#
# [tool.hf-jobs.env]
# A = "of the script"
# B = "two words"
#
# [tool.hf-jobs.labels]
# team = "ml"
# ///
print("ran")
`

const scripts = { "train.py": script, "plain.py": script.replace(/^# network_.*\n/gm, "") }

const lines = [
  ["uv", "run", "--dry-run", "train.py", "x"],
  ["uv", "run", "--dry-run", "train.py", "--flavor", "cpu-basic", "-e", "A=ours", "-l", "team=us", "-v", "hf://c/d:/m"],
  ["uv", "run", "--dry-run", "--image", "i", "-p", "3.11", "--timeout", "5m", "--name", "n", "train.py"],
  ["scheduled", "uv", "run", "@daily", "--dry-run", "plain.py"],
  ["uv", "run", "--dry-run", "HUB/alice/headers/resolve/main/train.py?download=true", "x"],
  ["scheduled", "uv", "run", "@daily", "--dry-run", "HUB/alice/headers/resolve/main/plain.py"]
]

describe("the header of a script", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    const somebody = Effect.gen(function* () {
      const world = yield* World
      const cwd = yield* TempDir.make("work")
      for (const [name, text] of Object.entries(scripts)) writeFileSync(join(cwd, name), text)
      return yield* world.who({ cwd })
    })

    it.scoped.skipIf(Python.missing)("is told of alike, below what the command line says", () =>
      Effect.gen(function* () {
        const who = yield* somebody
        yield* (yield* World).repo("headers", scripts)
        for (const key of ["known", undefined])
          for (const typed of lines) {
            const line = typed.map((word) => word.replace(/^HUB/, who.endpoint))
            const as = { ...who, env: { WANDB_KEY: key } }
            const theirs = yield* Python.hf(as, "jobs", ...line)
            const ours = yield* Hf.run(as, "jobs", ...line)
            assert.strictEqual(theirs.code, 0, theirs.stderr)
            assert.strictEqual(ours.stdout, theirs.stdout, line.join(" "))
            assert.strictEqual(ours.code, 0)
            assert.strictEqual(ours.stderr.includes("WANDB_KEY"), theirs.stderr.includes("WANDB_KEY"), ours.stderr)
          }
      })
    )

    it.scoped.skipIf(Python.missing)("makes the same job", () =>
      Effect.gen(function* () {
        const who = yield* somebody
        const sendable = script.replace(/^# volumes.*\n/m, "")
        writeFileSync(join(who.cwd ?? "", "train.py"), sendable)
        const as = { ...who, env: { WANDB_KEY: "known" } }
        const id = yield* (yield* World).repo("sent", { "train.py": sendable })
        const spec = Effect.fnUntraced(function* (id: string) {
          const [job] = JSON.parse(yield* Hf.ok(who, "jobs", "inspect", "--json", id.trim()))
          const { arguments: args, command, docker_image, environment, flavor, labels, secrets, timeout } = job
          return { args, command, docker_image, environment, flavor, labels, secrets, timeout }
        })
        for (const script of ["train.py", `${who.endpoint}/${id}/resolve/main/train.py`]) {
          const line = ["jobs", "uv", "run", "-d", "-q", script] as const
          const theirs = yield* spec((yield* Python.hfOk(as, ...line)).split("\n").at(-1) ?? "")
          const ours = yield* spec(yield* Hf.ok(as, ...line))
          assert.deepStrictEqual(ours, theirs)
          assert.include(JSON.stringify(ours), "my/uv")
          assert.include(ours.command, "/data/train.py")
        }
      })
    )

    it.scoped("is refused before any request: a key it does not have, a secret that is not set here", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = { ...(yield* somebody), endpoint: proxy.url }
        const unset = yield* Hf.run(who, "jobs", "uv", "run", "train.py")
        assert.strictEqual(unset.code, 1)
        assert.include(unset.stderr, "WANDB_KEY")
        writeFileSync(join(who.cwd ?? "", "train.py"), script.replace("flavor", "flavour"))
        const unknown = yield* Hf.run(who, "jobs", "uv", "run", "train.py")
        assert.strictEqual(unknown.code, 1)
        assert.include(unknown.stderr, "flavour")
        writeFileSync(join(who.cwd ?? "", "train.py"), script)
        const as = { ...who, env: { WANDB_KEY: "known" } }
        const grouped = yield* Hf.run(as, "jobs", "scheduled", "uv", "run", "@daily", "train.py")
        assert.strictEqual(grouped.code, 1)
        assert.include(grouped.stderr, "network_group")
        assert.deepStrictEqual(proxy.seen(), [])
      })
    )
  })
})
