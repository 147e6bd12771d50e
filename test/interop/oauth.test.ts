/** Login by browser against our Hub: both clients log in, leave the same files, and renew each other's tokens. */
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HubApp from "../../src/hub/HubApp.ts"
import * as HubServer from "../../src/hub/HubServer.ts"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Python from "./Python.ts"

/** A Hub whose clients need not wait long between two questions. */
class Hub extends Context.Tag("test/Hub")<Hub, { readonly url: string }>() {
  static readonly layer = Layer.scoped(
    Hub,
    Effect.gen(function* () {
      const folder = yield* TempDir.make("oauth")
      const accountsFile = yield* Accounts.write(folder)
      const app = yield* Layer.build(
        HubApp.layer({ dataDir: join(folder, "data"), accountsFile, deviceInterval: "200 millis" })
      )
      return yield* Effect.provide(HubServer.serve({ port: 0 }), app)
    })
  )
}

const stranger = Effect.gen(function* () {
  const { url } = yield* Hub
  return { home: yield* TempDir.make("home"), endpoint: url } satisfies Hf.Who
})

const decide = (url: string, code: string, action: string) =>
  Effect.promise(async () => {
    const body = new URLSearchParams({ code, action, token: Accounts.tokens.alice })
    assert.strictEqual((await fetch(`${url}/device`, { method: "POST", body })).status, 200)
  })

/** Answers the login that the process has just begun. */
const answered = (running: Process.Running, url: string, action = "approve") =>
  Effect.gen(function* () {
    const [, code = ""] = yield* running.line(/\bcode:? ([A-Z]{4}-[A-Z]{4})\b/)
    yield* decide(url, code, action)
    return yield* running.exit
  })

const files = (home: string) =>
  Effect.promise(async () => ({
    token: await readFile(join(home, "token"), "utf8"),
    stored: await readFile(join(home, "stored_tokens"), "utf8")
  }))

/** The same with what differs from login to login left out. */
const shape = ({ stored, token }: { readonly stored: string; readonly token: string }) => ({
  token: token.replace(/^hf_oauth_\w{34}$/, "TOKEN"),
  stored: stored
    .replaceAll(token, "TOKEN")
    .replace(/hf_oauth_refresh_\w{34}/, "REFRESH")
    .replace(/\d{10}/, "SECONDS")
})

/** As if the login ended in an hour. */
const soonOver = (home: string) =>
  Effect.promise(async () => {
    const path = join(home, "stored_tokens")
    const soon = Math.floor(Date.now() / 1000) + 3600
    await writeFile(path, (await readFile(path, "utf8")).replace(/(?<=expires_at = )\d+/, String(soon)))
  })

const renewedBy = (who: Hf.Who, ask: Effect.Effect<string, Process.ProcessTooSlow>) =>
  Effect.gen(function* () {
    const before = yield* files(who.home)
    yield* soonOver(who.home)
    assert.strictEqual(yield* ask, "alice")
    const after = yield* files(who.home)
    assert.notStrictEqual(after.token, before.token)
    assert.deepStrictEqual(shape(after), shape(before))
  })

const python = (who: Hf.Who) =>
  Effect.flatMap(
    Python.run(who, "from huggingface_hub import whoami; print(whoami()['name'])"),
    ({ stderr, stdout }) => (stdout === "" ? Effect.dieMessage(stderr) : Effect.succeed(stdout.trim()))
  )
const ours = (who: Hf.Who) => Hf.ok(who, "auth", "whoami", "-q")

describe("login by browser", () => {
  layer(Hub.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("both log in, write the same files, and renew what the other saved", () =>
      Effect.gen(function* () {
        const { url } = yield* Hub
        const [mine, theirs] = [yield* stranger, yield* stranger]
        const byOurs = yield* answered(yield* Hf.start(mine, "auth", "login", "--format", "agent"), url)
        const byPython = yield* answered(yield* Python.startHf(theirs, "auth", "login", "--format", "agent"), url)
        assert.deepStrictEqual([byOurs.code, byPython.code], [0, 0])
        const words = (text: string) => text.replace(/[A-Z]{4}-[A-Z]{4}/g, "CODE")
        assert.strictEqual(words(byOurs.stdout), words(byPython.stdout))
        assert.include(byOurs.stderr, "under the name 'oauth-alice'. It is renewed by itself before it ends.\n")
        const written = yield* files(mine.home)
        assert.deepStrictEqual(shape(written), shape(yield* files(theirs.home)))
        assert.strictEqual(
          shape(written).stored,
          "[oauth-alice]\nhf_token = TOKEN\nrefresh_token = REFRESH\nexpires_at = SECONDS\n\n"
        )
        yield* renewedBy(theirs, ours(theirs))
        yield* renewedBy(theirs, python(theirs))
        yield* renewedBy(mine, python(mine))
        const again = yield* Hf.ok(mine, "auth", "login", "--format", "agent")
        assert.strictEqual(again, yield* Python.hfOk(theirs, "auth", "login", "--format", "agent"))
      })
    )

    it.scoped.skipIf(Python.missing)("processes of both clients renew at the same time: the Hub is asked once", () =>
      Effect.gen(function* () {
        const { url } = yield* Hub
        const who = yield* stranger
        yield* answered(yield* Hf.start(who, "auth", "login", "--format", "agent"), url)
        yield* soonOver(who.home)
        const token = Hf.run(who, "auth", "token")
        const ends = yield* Effect.all([token, token, Python.hf(who, "auth", "token"), token], {
          concurrency: "unbounded"
        })
        // A second question would end the login: a refresh token is good for one answer.
        const current = (yield* files(who.home)).token
        assert.deepStrictEqual([...new Set(ends.map(({ stdout }) => stdout.trim()))], [current])
        for (const { stderr } of ends) assert.notMatch(stderr, /could not|invalid_grant/i)
        assert.strictEqual(yield* ours(who), "alice")
      })
    )

    it.scoped("a terminal asks how, and opens the page by itself", () =>
      Effect.gen(function* () {
        const { url } = yield* Hub
        const who = yield* stranger
        // A browser with somebody in front of it who says yes.
        const browser = join(who.home, "browser")
        const fields = `code: new URL(process.argv[2]).searchParams.get("code"), action: "approve", token: "${Accounts.tokens.alice}"`
        const program = `#!${process.execPath}\nfetch("${url}/device", { method: "POST", body: new URLSearchParams({ ${fields} }) })\n`
        yield* Effect.promise(() => writeFile(browser, program, { mode: 0o755 }))
        const session = yield* Process.run(
          "script",
          ["-qec", `'${process.execPath}' '${Build.bin}' auth login`, "/dev/null"],
          {
            ...Hf.options({ ...who, env: { BROWSER: browser } }),
            stdin: "1\n"
          }
        )
        assert.match(session.stdout, /1\. Log in with your browser\s+2\. Paste an access token\s+Choice \[1\]: /)
        assert.include(session.stdout, "Login successful: you are alice.")
        assert.strictEqual(session.code, 0)
        assert.strictEqual(yield* ours(who), "alice")
      })
    )

    it.scoped("without a terminal it is the browser, too, unless something is piped: that has to be a token", () =>
      Effect.gen(function* () {
        const { url } = yield* Hub
        const who = yield* stranger
        const empty = yield* Hf.run({ ...who, stdin: "\n" }, "auth", "login")
        assert.strictEqual(empty.code, 1)
        assert.match(empty.stderr, /there is no token in it: pipe one in, or give it with --token/)
        const nobody = { ...who, env: { BROWSER: "" } }
        const login = yield* Hf.start(nobody, "auth", "login")
        assert.include((yield* answered(login, url)).stderr, "Login successful: you are alice.")
      })
    )

    it.scoped("a no ends it with 4 and leaves nothing behind; so does Ctrl-C, at once, with 130", () =>
      Effect.gen(function* () {
        const { url } = yield* Hub
        const who = yield* stranger
        const denied = yield* answered(yield* Hf.start(who, "auth", "login", "--format", "agent"), url, "deny")
        assert.strictEqual(denied.code, 4)
        assert.include(denied.stderr, "Error: Login failed: it was denied.\n")
        const waiting = yield* Hf.start(who, "auth", "login", "--format", "agent")
        yield* waiting.line(/Waiting for authorization/)
        assert.strictEqual((yield* waiting.kill("SIGINT")).code, 130)
        assert.strictEqual((yield* Hf.run(who, "auth", "token")).code, 4)
        for (const format of ["json", "quiet"])
          assert.strictEqual((yield* Hf.run(who, "auth", "login", "--format", format)).code, 1)
      })
    )
  })
})
