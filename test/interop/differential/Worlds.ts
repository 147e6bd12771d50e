/** Equal worlds: one Hub with something in it, copied as often as needed, and a home and a folder for each side. */
import { cp, mkdir } from "node:fs/promises"
import { join } from "node:path"
import { uploadFiles } from "@huggingface/hub"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as HubApp from "../../../src/hub/HubApp.ts"
import * as HubServer from "../../../src/hub/HubServer.ts"
import * as Accounts from "../../support/Accounts.ts"
import * as TempDir from "../../support/TempDir.ts"
import * as Trees from "../../support/Trees.ts"
import { commit } from "../../support/World.ts"
import * as Python from "../Python.ts"
import * as Aged from "./aged.ts"
import * as Collections from "./collections.ts"
import type { Line } from "./Line.ts"

const accessToken = Accounts.tokens.alice

/** In this process, over a socket: starting one takes milliseconds. */
const serve = (dataDir: string, accountsFile: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const services = yield* Layer.build(HubApp.layer({ dataDir, accountsFile, jobs: {} }))
    const { url } = yield* Effect.provide(HubServer.serve({ drain: 0 }), services)
    return url
  }).pipe(Effect.orDie)

const post = async (url: string, body: unknown = {}): Promise<void> => {
  const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" }
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
}

const weights = Buffer.alloc(20_000, "weights ")

const endpoint = {
  name: "idle",
  type: "authenticated",
  provider: { vendor: "aws", region: "us-east-1" },
  compute: {
    accelerator: "cpu",
    instanceSize: "x2",
    instanceType: "intel-icl",
    scaling: { minReplica: 1, maxReplica: 1, scaleToZeroTimeout: null }
  },
  model: { repository: "alice/tiny", framework: "pytorch", revision: null, image: { huggingface: {} } }
}

const seed = (url: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    const create = (type: string, name: string, more: object = {}) =>
      Effect.promise(() => post(`${url}/api/repos/create`, { type, name, ...more }))
    yield* create("model", "tiny")
    yield* commit(url, "alice/tiny", { "config.json": '{"old": true}\n', "vocab.json": "[]\n" }, "First")
    yield* commit(url, "alice/tiny", {
      "README.md": "---\nlicense: mit\n---\n# Tiny\n",
      "config.json": '{"hidden": 12}\n',
      "data/a.csv": "a,b\n1,2\n",
      "data/deep/b.csv": "a,b\n3,4\n",
      "model.safetensors": weights,
      "onnx/config.json": "{}\n"
    })
    yield* Effect.promise(() => post(`${url}/api/models/alice/tiny/branch/dev`))
    yield* Effect.promise(() => post(`${url}/api/models/alice/tiny/tag/main`, { tag: "v1", message: "First release" }))
    yield* Effect.promise(() =>
      uploadFiles({
        repo: "alice/tiny",
        hubUrl: url,
        accessToken,
        useXet: false,
        isPullRequest: true,
        files: [{ path: "pr.txt", content: new Blob(["from a pull request\n"]) }]
      })
    )
    yield* create("dataset", "squad")
    yield* commit(url, { type: "dataset", name: "alice/squad" }, { "train.csv": "q,a\n", "README.md": "# Squad\n" })
    yield* create("space", "demo", { sdk: "static" })
    yield* commit(url, { type: "space", name: "alice/demo" }, { "app.py": "print(1)\n" })
    yield* create("model", "secret", { private: true })
    yield* commit(url, "alice/secret", { "key.txt": "secret\n" })
    yield* create("model", "shared", { organization: "acme" })
    yield* create("model", "empty")
    yield* Effect.promise(() => Collections.seed((path, body) => post(url + path, body)))
    yield* Effect.promise(() => post(`${url}/v2/endpoint/alice`, endpoint))
    yield* Effect.promise(() => post(`${url}/v2/endpoint/alice/idle/pause`))
  })

/** The folder the commands are typed in. */
const work = {
  "README.md": "---\nlicense: mit\n---\n# Work\n",
  ".env": "# Variables\nD=4\nA=from the file\nexport E='five'\n",
  "config.json": '{"hidden": 13}\n',
  "empty.txt": "",
  "logs/a.log": "line\n",
  "data/x.csv": "x\n",
  "data/more/y.csv": "y\n",
  "weights/model.safetensors": Buffer.alloc(30_000, "other weights "),
  "tiny/config.json": '{"hidden": 12}\n'
}

export interface Side {
  readonly root: string
  readonly home: string
  readonly cwd: string
}

export class Worlds extends Context.Tag("test/differential/Worlds")<
  Worlds,
  {
    /** A Hub that is only read, the same for all. */
    readonly shared: string
    /** A Hub of one's own, gone with the scope. */
    readonly own: Effect.Effect<string, never, Scope.Scope>
    readonly side: (line: Line) => Effect.Effect<Side, never, Scope.Scope>
  }
>() {
  static readonly layer = Layer.scoped(
    Worlds,
    Effect.gen(function* () {
      const dir = yield* TempDir.make("differential")
      const accounts = yield* Accounts.write(dir)
      const template = join(dir, "template")
      yield* Effect.scoped(Effect.flatMap(serve(template, accounts), seed))
      yield* Effect.promise(() => Collections.settle(template))
      const copy = (name: string) =>
        Effect.flatMap(
          Effect.promise(() => cp(template, join(dir, name), { recursive: true })),
          () => serve(join(dir, name), accounts)
        )
      const shared = yield* copy("shared")
      let copies = 0
      const who = { home: join(dir, "cached"), endpoint: shared, token: accessToken }
      /** Filled once, when the first line asks for it. */
      const cached = yield* Effect.cached(
        Effect.gen(function* () {
          yield* Python.hfOk(who, "download", "alice/tiny", "config.json", "--revision", "v1", "-q")
          yield* Python.hfOk(who, "download", "alice/tiny", "-q", "--revision", "refs/pr/1")
          yield* Python.hfOk(who, "download", "alice/tiny", "-q")
          yield* Python.hfOk(who, "download", "alice/squad", "train.csv", "--type", "dataset", "-q")
        }).pipe(Effect.orDie)
      )
      /** The homes of people who logged in, each made once by Python. */
      const loggedIn = (name: string, ...tokens: ReadonlyArray<string>) =>
        Effect.cached(
          Effect.as(
            Effect.forEach(tokens, (token) =>
              Python.hfOk({ home: join(dir, name), endpoint: shared }, "auth", "login", "--token", token)
            ),
            join(dir, name)
          ).pipe(Effect.orDie)
        )
      const homes = {
        saved: yield* loggedIn("saved", accessToken),
        both: yield* loggedIn("both", accessToken, Accounts.tokens.reader)
      }
      const now = new Date()
      const side = (line: Line) =>
        Effect.gen(function* () {
          const root = yield* TempDir.make("side")
          const made = { root, home: join(root, "home"), cwd: join(root, "work") }
          yield* Effect.promise(() => mkdir(made.home))
          yield* Trees.write(made.cwd, work)
          if (line.cached === "aged") Aged.seed(join(made.home, "hub"), now)
          if (line.cached === true) {
            yield* cached
            yield* Effect.promise(() =>
              cp(join(who.home, "hub"), join(made.home, "hub"), {
                recursive: true,
                verbatimSymlinks: true,
                preserveTimestamps: true
              })
            )
          }
          if (line.as === "saved" || line.as === "both") {
            const home = yield* homes[line.as]
            const files = ["token", "stored_tokens"]
            yield* Effect.promise(() => Promise.all(files.map((name) => cp(join(home, name), join(made.home, name)))))
          }
          return made
        })
      return { shared, own: Effect.suspend(() => copy(`copy-${copies++}`)), side }
    })
  )
}
