import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { layerNetwork } from "../../../src/layers/Live.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import { currentToken } from "../../../src/programs/auth/currentToken.ts"
import { listTokens } from "../../../src/programs/auth/listTokens.ts"
import { login } from "../../../src/programs/auth/login.ts"
import { logout } from "../../../src/programs/auth/logout.ts"
import { whoami } from "../../../src/programs/auth/whoami.ts"
import type { SettingsShape } from "../../../src/services/Settings.ts"
import { serve } from "../http/servers.ts"
import { home, within } from "./home.ts"

/** `hf_alice` is named `laptop`; `hf_oauth` is a browser login without a name. */
const accounts: Record<string, unknown> = {
  "Bearer hf_alice": {
    type: "user",
    id: "1",
    name: "alice",
    orgs: [],
    auth: { type: "access_token", accessToken: { displayName: "laptop", role: "write" } }
  },
  "Bearer hf_oauth": { type: "user", id: "1", name: "alice", orgs: [], auth: { type: "oauth" } }
}

const identityHub = serve((request, _, response) => {
  const account = accounts[request.headers.authorization ?? ""]
  if (account === undefined) {
    response.writeHead(401, { "x-error-message": "Invalid credentials in Authorization header" })
    response.end('{"error":"Invalid credentials in Authorization header"}')
  } else response.end(JSON.stringify(account))
})

const setting = Effect.gen(function* () {
  const folder = yield* home
  const server = yield* identityHub
  const live = (more: Partial<SettingsShape> = {}) =>
    layerNetwork.pipe(
      Layer.provideMerge(Settings.layerWith({ endpoint: server.url, offline: false, ...within(folder), ...more }))
    )
  return { folder, server, live }
})

const fromEnvironment = {
  environmentToken: Option.some({ variable: "HF_TOKEN", token: Redacted.make("hf_oauth") })
}

describe("auth", () => {
  it.scopedLive("login asks the Hub, stores the token under its name and makes it the active one", () =>
    Effect.gen(function* () {
      const { folder, live } = yield* setting
      const outcome = yield* Effect.provide(login(Redacted.make(" hf_alice\n")), live())
      assert.deepStrictEqual(outcome, {
        name: "laptop",
        user: "alice",
        role: Option.some("write"),
        outrankedBy: Option.none()
      })
      assert.strictEqual(readFileSync(join(folder, "token"), "utf8"), "hf_alice")
      const who = yield* Effect.provide(whoami, live())
      assert.strictEqual(who.name, "alice")
      const tokens = yield* Effect.provide(listTokens, live())
      assert.deepStrictEqual(
        tokens.map(({ active, name }) => [name, active]),
        [["laptop", true]]
      )
      assert.notInclude(JSON.stringify(tokens), "hf_alice")
    })
  )

  it.scopedLive("a browser login's token is named after the user", () =>
    Effect.gen(function* () {
      const { live } = yield* setting
      const { name, role } = yield* Effect.provide(login(Redacted.make("hf_oauth")), live())
      assert.strictEqual(name, "oauth-alice")
      assert.isTrue(Option.isNone(role))
    })
  )

  it.scopedLive("a token the Hub does not know changes nothing on disk", () =>
    Effect.gen(function* () {
      const { folder, live } = yield* setting
      const error = yield* Effect.flip(Effect.provide(login(Redacted.make("hf_wrong")), live()))
      assert.strictEqual(error._tag === "Unauthorized" && error.reason, "invalid")
      assert.include(error.message, "Invalid user token.")
      assert.notInclude(JSON.stringify(error), "hf_wrong")
      assert.isFalse(existsSync(join(folder, "token")))
    })
  )

  it.scopedLive("tokens that cannot be one are refused before the Hub is asked", () =>
    Effect.gen(function* () {
      const { live, server } = yield* setting
      for (const bad of ["", " \n", "api_org_x", "hf_é", "hf a"]) {
        const error = yield* Effect.flip(Effect.provide(login(Redacted.make(bad)), live()))
        assert.strictEqual(error._tag, "InvalidInput")
      }
      assert.strictEqual(server.seen.length, 0)
    })
  )

  it.scopedLive("whoami without a token does not ask the Hub", () =>
    Effect.gen(function* () {
      const { live, server } = yield* setting
      const error = yield* Effect.flip(Effect.provide(whoami, live()))
      assert.strictEqual(error._tag === "Unauthorized" && error.reason, "missing")
      assert.strictEqual(error.message, "Not logged in.")
      assert.strictEqual(server.seen.length, 0)
    })
  )

  it.scopedLive("logout forgets, and says when the environment keeps us logged in", () =>
    Effect.gen(function* () {
      const { folder, live } = yield* setting
      yield* Effect.provide(login(Redacted.make("hf_alice")), live())
      const first = yield* Effect.provide(logout(), live(fromEnvironment))
      assert.deepStrictEqual(first, { done: true, stillBy: Option.some("HF_TOKEN") })
      assert.isFalse(existsSync(join(folder, "token")))
      assert.isFalse(existsSync(join(folder, "stored_tokens")))
      assert.deepStrictEqual(yield* Effect.provide(logout(), live()), { done: false, stillBy: Option.none() })
    })
  )
})

describe("the current token", () => {
  it.scopedLive("is the argument's, then the environment's, then the file's", () =>
    Effect.gen(function* () {
      const { folder, live } = yield* setting
      writeFileSync(join(folder, "token"), "hf_file")
      const source = (more: Partial<SettingsShape>) =>
        Effect.map(
          Effect.provide(currentToken, live(more)),
          ({ source, token }) => `${source} ${Redacted.value(token)}`
        )
      const argument = { argumentToken: Redacted.make("hf_argument") }
      assert.strictEqual(yield* source({ ...argument, ...fromEnvironment }), "argument hf_argument")
      assert.strictEqual(yield* source(fromEnvironment), "environment hf_oauth")
      assert.strictEqual(yield* source({}), "file hf_file")
      assert.strictEqual(yield* source({ ...argument, disableImplicitToken: true }), "argument hf_argument")
      const none = yield* Effect.flip(source({ ...fromEnvironment, disableImplicitToken: true }))
      assert.strictEqual(none._tag, "Unauthorized")
    })
  )

  it.scopedLive("is read anew each time", () =>
    Effect.gen(function* () {
      const { folder, live } = yield* setting
      const [before, after] = yield* Effect.all([
        Effect.option(currentToken),
        Effect.zipRight(
          Effect.sync(() => writeFileSync(join(folder, "token"), "hf_late")),
          Effect.option(currentToken)
        )
      ]).pipe(Effect.provide(live()))
      assert.isTrue(Option.isNone(before))
      assert.isTrue(Option.isSome(after))
    })
  )
})
