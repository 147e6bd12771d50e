/** What becomes of a secret that is typed into `hf shell`: it is in no message, no list, no file. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import { World } from "../support/World.ts"
import { open, site } from "./shellTerminal.ts"

const value = "hush-hush"

const failing = [
  `jobs run --secrets FOO=${value} --flavor`,
  `jobs run -s FOO=${value} --flavor`,
  `repos ls --token=${value} --nope`,
  `repos ls --token ${value} --nope`,
  `set endpoint https://me:${value}@host:1`,
  `download https://me:${value}@host:1/x`,
  `version -q | !false https://me:${value}@host/`,
  `version -q | !false -H 'Authorization: Bearer ${value}'`,
  `version -q | !false ghp_${value}`
]

describe("a secret", () => {
  it.scopedLive("is not in what a script says of the line that failed, nor in what `hf` prints of it", () =>
    Effect.gen(function* () {
      const who = yield* (yield* World).who()
      const file = join(who.home, "script")
      writeFileSync(file, failing.flatMap((line) => [line, "hf"]).join("\n"))
      const ran = yield* Hf.run(who, "shell", "-c", `set -e off; ${failing[0]}`)
      assert.match(ran.stderr, /\n {2}at -c:1: jobs run --secrets FOO=\*\*\*\* --flavor\n/)
      const all = yield* Hf.run(who, "shell", "--rc", file, "-c", "version")
      assert.strictEqual(all.stderr.split("\n  at ").length - 1, failing.length)
      assert.match(all.stdout, /!false https:\/\/me:\*\*\*\*@host\//)
      assert.notInclude(all.stdout + all.stderr, value)
      const typed = yield* Hf.run(who, "shell", "-c", `jobs run --dry-run -s FOO=${value} x y; hf`)
      assert.include(typed.stdout, "\nhf jobs run --dry-run -s FOO x y\n")
      assert.include(typed.stderr, "Note: Secrets are left out: set FOO.\n")
    }).pipe(Effect.provide(World.layer))
  )

  it.scopedLive.skipIf(process.platform !== "linux")(
    "typed at the prompt is in neither the history nor a recording, and a warning says where it stays",
    () =>
      Effect.gen(function* () {
        const at = yield* site({})
        const shell = yield* open(at)
        yield* shell.prompts()
        shell.line(`record ${join(at.home, "record")}`)
        yield* shell.prompts()
        shell.line(`jobs run --dry-run -s FOO=${value} x y`)
        yield* shell.shows(
          "Warning: A secret that is typed stays in logs of this terminal (the shell's history leaves it out)"
        )
        yield* shell.prompts()
        for (const line of failing) {
          shell.line(line)
          yield* shell.prompts()
        }
        shell.line(`echo x | !sh -c 'exec sleep 1000' ghp_${value} &`)
        yield* shell.shows(/^\[1\] echo x \| !sh -c 'exec sleep 1000' ghp_\*\*\*\*$/)
        shell.line("cancel --all; echo the end")
        yield* shell.shows(/^the end$/)
        yield* shell.prompts()
        assert.include(readFileSync(join(at.home, "record"), "utf8"), "the end")
        for (const file of ["record", "hf/shell_history"].map((name) => join(at.home, name)))
          assert.isFalse(existsSync(file) && readFileSync(file, "utf8").includes(value), file)
      })
  )
})
