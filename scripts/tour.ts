/**
 * The tour (`npm start` without a terminal): a Hub in a temporary folder and real `hf` commands against it, each shown with
 * what it prints. Ends with 0 only if every step held; leaves nothing behind.
 */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Build from "../test/support/Build.ts"
import * as FaultProxy from "../test/support/FaultProxy.ts"
import * as Process from "../test/support/Process.ts"
import * as RandomFiles from "../test/support/RandomFiles.ts"
import * as TempDir from "../test/support/TempDir.ts"
import * as Trees from "../test/support/Trees.ts"

class StepFailed extends Data.TaggedError("StepFailed")<{ readonly step: string; readonly why: string }> {
  override get message() {
    return `${this.step}: ${this.why}`
  }
}

const say = (text: string) => Effect.sync(() => console.log(text))
const chapter = (title: string) => say(`\n── ${title}`)
const check = (step: string, holds: boolean, why = "it did not hold") =>
  holds ? say(`   ✓ ${step}`) : Effect.fail(new StepFailed({ step, why }))

const tour = Effect.gen(function* () {
  yield* Effect.promise(Build.ensureBuilt)
  const work = yield* TempDir.make("tour")
  const [data, home, project, local] = ["hub", "home", "project", "local"].map((name) => join(work, name)) as [
    string,
    string,
    string,
    string
  ]

  yield* chapter("A Hub of your own")
  yield* say("$ hf hub serve --port 0 --data ./hub")
  const hub = yield* Process.start(process.execPath, [Build.bin, "hub", "serve", "--port", "0", "--data", data], {
    env: { HF_HOME: home }
  })
  const [line, url = ""] = yield* hub.line(/Hub listening at (\S+)/)
  yield* say(line)
  const token = (yield* Effect.promise(() => readFile(join(data, "owner.token"), "utf8"))).trim()
  // A counter on the wire: what a second download moves is seen here, not believed.
  const wire = yield* FaultProxy.make(url)

  /** Runs and shows it as a person would see it, folders and token shortened. */
  const hf = (...args: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const shown = (text: string) => text.replaceAll(token, "hf_****").replaceAll(work, ".").replaceAll(wire.url, url)
      yield* say(`$ hf ${shown(args.join(" "))}`)
      const end = yield* Process.run(process.execPath, [Build.bin, ...args], {
        cwd: work,
        env: { HF_HOME: home, HF_ENDPOINT: wire.url },
        timeout: "5 minutes"
      })
      for (const text of [end.stdout, end.stderr]) if (text.trim() !== "") yield* say(shown(text.trimEnd()))
      if (end.code !== 0) {
        return yield* new StepFailed({ step: `hf ${args[0]}`, why: `ended with ${end.code ?? end.signal}` })
      }
      return end.stdout.trim()
    })

  yield* chapter("Log in")
  yield* hf("auth", "login", "--token", token)
  const who = yield* hf("auth", "whoami")
  yield* check("the Hub knows you", who.includes("local"), who)

  yield* chapter("Create a repo and upload a folder")
  yield* Trees.write(project, {
    "README.md": "---\nlicense: mit\n---\n# A model\n",
    "config.json": '{"hidden_size": 768}\n',
    "tokenizer/vocab.txt": "a\nb\nc\n",
    "tokenizer/ünïcode 漢字.txt": "any name will do\n",
    "empty.txt": ""
  })
  yield* RandomFiles.write(join(project, "model.safetensors"), 64 * 1024 * 1024, "tour")
  const expected = yield* Trees.read(project)
  const repo = "local/a-model"
  yield* hf("repos", "create", repo)
  yield* hf("upload", repo, project, ".")

  yield* chapter("List it")
  const listing = yield* hf("download", repo, "--dry-run")
  yield* check(
    "every file is listed",
    Object.keys(expected).every((path) => listing.includes(path))
  )

  yield* chapter("Download it, into the shared cache and into a folder")
  const snapshot = (yield* hf("download", repo, "--quiet")).replace(/^\./, work)
  yield* hf("download", repo, "--local-dir", local)

  yield* chapter("Download it again")
  yield* wire.reset
  yield* hf("download", repo, "--quiet")
  yield* hf("download", repo, "--local-dir", local)
  const again = wire.seen({ method: "GET" }).filter((request) => !request.path.startsWith("/api/"))
  const moved = again.reduce((sum, request) => sum + request.down, 0)
  yield* say(`   on the wire: ${wire.seen().length} requests about the repo, ${moved} bytes of files`)
  yield* check("the second download moved no byte of a file", again.length === 0 && moved === 0)

  const cached = yield* hf("download", repo, "--dry-run")

  yield* chapter("Tag it and give it another name")
  yield* hf("repos", "tag", "create", repo, "v1.0")
  yield* hf("repos", "move", repo, "local/renamed")
  const tagged = yield* hf("download", repo, "--revision", "v1.0", "--dry-run")
  yield* check("the old name and the tag lead to the same files, all of them here already", tagged === cached)

  yield* chapter("Verify every byte (SHA-256, by node:crypto)")
  for (const [place, folder] of [
    ["the cache", snapshot],
    ["--local-dir", local]
  ] as const) {
    const tree = yield* Trees.read(folder)
    for (const [path, print] of Object.entries(expected)) {
      yield* check(`${place}: ${path} ${print.slice(-64, -52)}…`, tree[path] === print, `${tree[path]} is not ${print}`)
    }
  }
  yield* check("nothing half was left behind", (yield* Trees.leftovers(work)).length === 0)

  yield* hub.kill("SIGTERM")
  yield* say("\nEvery step held.")
})

/** Runs it as this process. */
export const run = (): void => tour.pipe(Effect.scoped, NodeRuntime.runMain)
