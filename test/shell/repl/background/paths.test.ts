/** What a command line means in every folder. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { plan } from "../../../../src/shell/argv/planner.ts"
import { unwrap } from "../../../../src/shell/argv/sentinel.ts"
import { placed } from "../../../../src/shell/repl/background/paths.ts"
import { table } from "../../../../src/shell/table.ts"
import * as TempDir from "../../../support/TempDir.ts"

describe("paths of a command in the background", () => {
  it.scopedLive("are those of the folder where it was started", () =>
    Effect.gen(function* () {
      const folder = yield* TempDir.make("paths")
      writeFileSync(join(folder, "a.txt"), "")
      mkdirSync(join(folder, "sub"))
      const read = (line: string) => {
        const planned = plan(table, line.split(" "))
        assert(planned._tag === "Run", line)
        const { anchored, reads, run } = placed(table, planned, folder)
        return { words: run.argv.map(unwrap).join(" "), anchored, reads }
      }
      const words = (line: string) => read(line).words
      assert.include(words("download a/b --local-dir out"), `--local-dir ${folder}/out`)
      assert.include(words("download a/b ./x --cache-dir ../c"), "-- a/b ./x")
      assert.include(words("upload a/b a.txt a.txt"), `-- a/b ${folder}/a.txt a.txt`)
      assert.include(words("upload a/b ./sub"), `-- a/b ${folder}/sub`)
      assert.include(words("cp x hf://a/b/y"), `-- ${folder}/x hf://a/b/y`)
      assert.include(words("cp hf://a/b/y -"), "-- hf://a/b/y -")
      assert.include(words("upload a/b ~/x"), "-- a/b ~/x")
      assert.deepStrictEqual(
        ["upload a/b", "upload a/b *.json", "upload a/b a.txt", "download a/b"].map((line) => read(line).anchored),
        [true, true, false, false]
      )
      assert.deepStrictEqual([read("cp - hf://a/b/y").reads, read("cp hf://a/b/y -").reads], [true, false])
    })
  )
})
