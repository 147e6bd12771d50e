/** How a program that uses the Hub is tested: the Hub in a box instead of the network, nothing mocked. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import * as Embedded from "../src/embedded.ts"
import { download, Repo, RepoId, upload } from "../src/index.ts"
import * as LoggedProgress from "./progress.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-example-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

it.scoped("what was uploaded is downloaded, and its progress is heard of", () =>
  Effect.gen(function* () {
    const root = yield* folder
    const weights = join(root, "weights.bin")
    writeFileSync(weights, Buffer.alloc(100_000, 7))
    const heard: Array<unknown> = []
    const listening = Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ message }) => void heard.push(message))
    )

    const repo = Repo.make("model", RepoId.make("acme/tiny"))
    const path = yield* Effect.gen(function* () {
      yield* upload({ repo, localPath: weights })
      const { path } = yield* download({ repo, filenames: ["weights.bin"] }).pipe(
        Effect.provide([LoggedProgress.layer, listening])
      )
      return path
    }).pipe(Effect.provide(Embedded.layer({ dataDir: join(root, "hub"), settings: { cacheDir: join(root, "cache") } })))

    assert.deepStrictEqual(readFileSync(path), readFileSync(weights))
    assert.include(String(heard.at(-1)), "100 %")
  })
)

it("the program in the README is the one in examples/", () => {
  const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8")
  const program = read("examples/readme.ts").replace('"../src/index.ts"', '"hf-effect"')
  assert.include(read("README.md"), `\`\`\`ts\n${program}\`\`\`\n`)
})
