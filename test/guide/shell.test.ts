/** The guide's commands in `hf shell -f`: the same words without the `hf`, the same output, the same codes. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide } from "./Guide.ts"

/** What reads, and what changes the same way twice. */
const lines = [
  "auth whoami",
  "download Wauplin/shelled config.json --local-dir=./models/shelled",
  'download Wauplin/shelled --include="*.json" --include="*.md" --exclude="vocab.json" --dry-run',
  "download Wauplin/shelled --quiet",
  "download Wauplin/none",
  "upload Wauplin/shelled ./seed .",
  'upload Wauplin/shelled ./seed . --commit-message="Epoch 34/50" --commit-description="Val accuracy: 68%. Check tensorboard for more details."',
  "repo tag create Wauplin/shelled -l",
  "repos ls --search shelled -q",
  "cache ls -q",
  'cache ls --filter "size>30g" --revisions',
  "cache rm model/Wauplin/shelled --dry-run",
  "cache rm $(hf cache ls -q) --dry-run",
  "cache verify Wauplin/shelled",
  "collections list --owner Wauplin",
  "collections info Wauplin/none-0123456789abcdef01234567",
  "endpoints ls",
  "jobs hardware --json",
  "jobs run python:3.12 python -c 'print(\"Hello from the cloud!\")'",
  "jobs ps -q",
  "download --nonsense"
]

describe("the guide in hf shell", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped("each line prints what it prints outside, and ends as it does there", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { cwd, play, run } = yield* session()
        yield* play(`
>>> mkdir seed && for f in config.json vocab.json README.md; do echo 1 >seed/$f; done
>>> hf upload Wauplin/shelled seed .
https://huggingface.co/Wauplin/shelled/tree/main/
>>> hf download Wauplin/shelled -q >/dev/null
>>> hf repo tag create Wauplin/shelled v1.0 -q >/dev/null
`)
        const outside = yield* Effect.forEach(lines, (line) => run(`hf ${line}`))
        const script = join(cwd, "guide.hfsh")
        yield* Effect.promise(() => writeFile(script, ["set -e off", ...lines].join("\n")))
        const inside = yield* run(`hf shell -f ${script}`)
        assert.deepStrictEqual(
          inside.stdout.split("\n"),
          outside
            .map(({ stdout }) => stdout)
            .join("")
            .split("\n")
        )
        const failed = outside.flatMap(({ code }, at) => (code === 0 ? [] : [[code, lines[at]]]))
        assert.deepStrictEqual(
          failed.map(([, line]) => line),
          [...inside.stderr.matchAll(/^ {2}at .*?:\d+: (.*)$/gm)].map(([, line]) => line)
        )
        for (const [code, line] of failed) {
          const alone = yield* run(`hf shell -c '${String(line).replaceAll("'", "'\\''")}'`)
          assert.strictEqual(alone.code, code, String(line))
        }
      })
    )
  })
})
