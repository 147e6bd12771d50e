import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { ownerTokenPath } from "../../src/hub/accounts/AccountsStore.ts"
import * as HubApp from "../../src/hub/HubApp.ts"
import * as HubServer from "../../src/hub/HubServer.ts"
import * as InProcess from "../../src/hub/InProcess.ts"
import {
  call,
  commitObject,
  createModel,
  file,
  header,
  type Json,
  people,
  sha256,
  temporary,
  tokens
} from "./support/hub.ts"

const serveScript = new URL("./support/serve.ts", import.meta.url).pathname

/** A Hub in its own process; answers the process and its URL once it listens. */
const startHub = (dataDir: string) =>
  Effect.acquireRelease(
    Effect.async<{ readonly process: ChildProcess; readonly url: string }>((resume) => {
      const child = spawn(process.execPath, ["--import", "tsx", serveScript, dataDir], {
        stdio: ["ignore", "pipe", "pipe"]
      })
      let output = ""
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        const url = /Hub listening at (\S+)\n/.exec(output)?.[1]
        if (url !== undefined) resume(Effect.succeed({ process: child, url }))
      }
      child.stdout.on("data", read)
      child.stderr.on("data", read)
      child.on("exit", (code) => resume(Effect.dieMessage(`the Hub ended with ${code}: ${output}`)))
    }),
    ({ process }) => Effect.sync(() => process.kill("SIGKILL"))
  )

const post = (url: string, token: string, body: string, type: string) =>
  Effect.tryPromise(() =>
    fetch(url, { method: "POST", body, headers: { authorization: `Bearer ${token}`, "content-type": type } }).then(
      async (response) => ({ status: response.status, json: (await response.json()) as Json })
    )
  )

describe("the data folder", () => {
  it.live("keeps everything across restarts, and the owner's token to its owner", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* temporary
        const dataDir = join(folder, "data")
        const accountsFile = join(folder, "accounts.json")
        writeFileSync(accountsFile, JSON.stringify(people))
        const hub = { dataDir, accountsFile }
        const content = Buffer.alloc(100_000, 5)
        const written = yield* Effect.gen(function* () {
          yield* createModel("demo")
          return (yield* commitObject("alice/demo", "w.bin", content)).json().commitOid
        }).pipe(Effect.provide(InProcess.layer(hub)))
        assert.strictEqual(statSync(ownerTokenPath(dataDir)).mode & 0o777, 0o600)
        assert.strictEqual(statSync(dataDir).mode & 0o777, 0o700)
        const token = readFileSync(ownerTokenPath(dataDir), "utf8")
        for (const name of ["hub.db", "hub.db-wal"].filter((each) => readdirSync(dataDir).includes(each))) {
          const bytes = readFileSync(join(dataDir, name))
          for (const secret of [token, tokens.alice]) assert.isFalse(bytes.includes(secret), `${name} holds a token`)
        }
        yield* Effect.gen(function* () {
          const info = (yield* call("GET", "/api/models/alice/demo")).json()
          assert.strictEqual(info.sha, written)
          const location = (yield* call("GET", "/alice/demo/resolve/main/w.bin")).headers["location"] ?? ""
          assert.strictEqual(sha256((yield* call("GET", location)).bytes), sha256(content))
          assert.strictEqual((yield* call("GET", "/api/whoami-v2", { token })).json().name, "local")
        }).pipe(Effect.provide(InProcess.layer(hub)))
      })
    )
  )

  it.live("forgets tokens that left the accounts file", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* temporary
        const accountsFile = join(folder, "accounts.json")
        const whoami = Effect.map(call("GET", "/api/whoami-v2", { token: tokens.bob }), (answer) => answer.status)
        const seen: Array<number> = []
        for (const users of [people.users, people.users.filter((user) => user.name !== "bob")]) {
          writeFileSync(accountsFile, JSON.stringify({ users, orgs: [] }))
          seen.push(yield* Effect.provide(whoami, InProcess.layer({ dataDir: join(folder, "data"), accountsFile })))
        }
        assert.deepStrictEqual(seen, [200, 401])
      })
    )
  )

  it.live("belongs to one Hub at a time", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const dataDir = join(yield* temporary, "data")
        const hub = Effect.scoped(Layer.build(HubApp.layer({ dataDir })))
        const twice = Effect.flip(Effect.provide(hub, HubApp.layer({ dataDir })))
        assert.strictEqual((yield* twice)._tag, "DataFolderInUse")
        const first = yield* startHub(dataDir)
        const second = yield* Effect.either(Effect.scoped(Layer.build(HubApp.layer({ dataDir }))))
        assert.isTrue(Either.isLeft(second))
        if (Either.isLeft(second)) {
          assert.strictEqual(second.left._tag, "DataFolderInUse")
          assert.include(second.left.message, dataDir)
        }
        const ended = Effect.async<void>((resume) => {
          first.process.on("exit", () => resume(Effect.void))
          first.process.kill("SIGTERM")
        })
        yield* ended
        yield* Effect.scoped(Layer.build(HubApp.layer({ dataDir })))
      })
    )
  )

  it.live("survives a kill -9 in the middle of commits with every acknowledged one, and no half one", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const dataDir = join(yield* temporary, "data")
        const acknowledged: Array<{ readonly n: number; readonly oid: string }> = []
        let next = 0
        for (const killAfter of [3, 10, 25]) {
          yield* Effect.scoped(
            Effect.gen(function* () {
              const hub = yield* startHub(dataDir)
              const token = readFileSync(ownerTokenPath(dataDir), "utf8")
              yield* post(`${hub.url}/api/repos/create`, token, JSON.stringify({ name: "demo" }), "application/json")
              const stop = acknowledged.length + killAfter
              const one = Effect.suspend(() => {
                const n = next++
                const lines = [header(`c${n}`), ...[1, 2, 3].map((i) => file(`d${n}/f${i}`, `${n} ${i}`))]
                const body = lines.map((line) => JSON.stringify(line)).join("\n")
                return post(`${hub.url}/api/models/local/demo/commit/main`, token, body, "application/x-ndjson").pipe(
                  Effect.tap(({ json, status }) => {
                    assert.strictEqual(status, 200)
                    acknowledged.push({ n, oid: json.commitOid })
                    // Others are in the middle of theirs.
                    if (acknowledged.length === stop) hub.process.kill("SIGKILL")
                  })
                )
              })
              yield* Effect.forEach([1, 2, 3, 4], () => Effect.ignore(Effect.forever(one)), { concurrency: 4 })
            })
          )
        }
        yield* Effect.gen(function* () {
          const token = readFileSync(ownerTokenPath(dataDir), "utf8")
          const tree = (yield* call("GET", "/api/models/local/demo/tree/main?recursive=true&limit=10000", {
            token
          })).json()
          const paths = new Set<string>(tree.map((each: Json) => each.path))
          const commits = (yield* call("GET", "/api/models/local/demo/commits/main?limit=1000")).json()
          const oids = new Set(commits.map((each: Json) => each.id))
          for (const { n, oid } of acknowledged) {
            assert.isTrue(oids.has(oid), `commit ${n} was acknowledged and is gone`)
            assert.strictEqual((yield* call("GET", `/local/demo/resolve/main/d${n}/f2`)).text, `${n} 2`)
          }
          for (let n = 0; n < next; n++) {
            const files = [1, 2, 3].filter((i) => paths.has(`d${n}/f${i}`)).length
            assert.include([0, 3], files, `commit ${n} is there by halves`)
          }
          for (const each of tree.filter((each: Json) => each.type === "file"))
            assert.strictEqual((yield* call("HEAD", `/local/demo/resolve/main/${each.path}`)).status, 200)
          assert.deepStrictEqual(readdirSync(join(dataDir, "tmp")), [])
        }).pipe(Effect.provide(InProcess.layer({ dataDir })))
      })
    )
  )
})

describe("starting", () => {
  it.live("refuses a bad accounts file, naming the place and no token", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* temporary
        const accountsFile = join(folder, "accounts.json")
        const user = { name: "a", tokens: [{ token: "hf_secret", role: "write" }] }
        const cases: ReadonlyArray<readonly [unknown, string]> = [
          ["not json {", ""],
          [{ users: [user], orgs: "none" }, "orgs"],
          [{ users: [{ ...user, name: "a b" }], orgs: [] }, "users[0].name"],
          [
            { users: [{ ...user, tokens: [{ token: "hf_secret", role: "admin" }] }], orgs: [] },
            "users[0].tokens[0].role"
          ],
          [{ users: [{ ...user, tokens: [{ token: 1, role: "read" }] }], orgs: [] }, "users[0].tokens[0].token"],
          [{ users: [{ ...user, nonsense: 1 }], orgs: [] }, "users[0].nonsense"],
          [{ users: [user, { ...user, name: "A" }], orgs: [] }, "users[1].name"],
          [{ users: [user, { ...user, name: "b" }], orgs: [] }, "users[1].tokens[0].token"],
          [
            { users: [user], orgs: [{ name: "o", members: [{ user: "zoe", role: "read" }] }] },
            "orgs[0].members[0].user"
          ]
        ]
        for (const [content, at] of cases) {
          writeFileSync(accountsFile, typeof content === "string" ? content : JSON.stringify(content))
          const hub = HubApp.layer({ dataDir: join(folder, "data"), accountsFile })
          const error = yield* Effect.flip(Effect.scoped(Layer.build(hub)))
          assert.strictEqual(error._tag, "AccountsFileInvalid")
          if (error._tag === "AccountsFileInvalid") assert.strictEqual(error.at, at, error.message)
          assert.notInclude(error.message, "hf_secret")
          assert.isFalse(existsSync(join(folder, "data")))
        }
        const missing = HubApp.layer({ dataDir: join(folder, "data"), accountsFile: join(folder, "nope.json") })
        const error = yield* Effect.flip(Effect.scoped(Layer.build(missing)))
        assert.match(error.message, /nope\.json.*ENOENT/)
      })
    )
  )

  it.live("says that a port is taken", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const dataDir = join(yield* temporary, "data")
        const port = yield* Effect.acquireRelease(
          Effect.async<{ readonly port: number; readonly close: () => void }>((resume) => {
            const server = createServer().listen(0, "127.0.0.1", () => {
              const address = server.address()
              const port = typeof address === "object" && address !== null ? address.port : 0
              resume(Effect.succeed({ port, close: () => server.close() }))
            })
          }),
          ({ close }) => Effect.sync(close)
        )
        const error = yield* Effect.flip(
          Effect.provide(Effect.scoped(HubServer.serve({ port: port.port })), HubApp.layer({ dataDir }))
        )
        assert.deepInclude(error, { _tag: "AddressUnavailable", reason: "taken" })
        assert.include(error.message, `127.0.0.1:${port.port}`)
      })
    )
  )

  it.live("finishes what is under way when told to stop", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const dataDir = join(yield* temporary, "data")
        const hub = yield* startHub(dataDir)
        const token = readFileSync(ownerTokenPath(dataDir), "utf8")
        yield* post(`${hub.url}/api/repos/create`, token, JSON.stringify({ name: "demo" }), "application/json")
        // Half of the body before the signal, half of it after.
        let more: ReadableStreamDefaultController<Uint8Array> | undefined
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            more = controller
            controller.enqueue(Buffer.from(`${JSON.stringify(header("slow"))}\n`))
          }
        })
        const answer = fetch(`${hub.url}/api/models/local/demo/commit/main`, {
          method: "POST",
          body,
          duplex: "half",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" }
        } as RequestInit)
        const ended = new Promise<number | null>((resolve) => hub.process.on("exit", (code) => resolve(code)))
        // Answered on another connection: by now the server has begun with the first one.
        yield* Effect.tryPromise(() => fetch(`${hub.url}/api/agent-harnesses`))
        hub.process.kill("SIGTERM")
        const refused = Effect.tryPromise(() => fetch(`${hub.url}/api/agent-harnesses`))
        yield* Effect.flip(Effect.repeat(refused, { until: () => false }))
        more?.enqueue(Buffer.from(JSON.stringify(file("a", "1"))))
        more?.close()
        assert.strictEqual((yield* Effect.tryPromise(() => answer)).status, 200)
        yield* Effect.promise(() => ended)
        const text = yield* Effect.provide(call("GET", "/local/demo/resolve/main/a"), InProcess.layer({ dataDir }))
        assert.strictEqual(text.text, "1")
      })
    )
  )
})
