/** Tokens: what one client stores the other uses. */
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Hf from "../support/Hf.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

const stored = (home: string) =>
  Effect.promise(async () => ({
    token: await readFile(join(home, "token"), "utf8"),
    stored: await readFile(join(home, "stored_tokens"), "utf8"),
    modes: await Promise.all(
      ["token", "stored_tokens"].map(async (name) => ((await stat(join(home, name))).mode & 0o777).toString(8))
    )
  }))

/** Somebody who is not logged in. */
const stranger = Effect.gen(function* () {
  const world = yield* World
  const { token: _, ...who } = yield* world.who()
  return who
})

/** Two people with the same two tokens, logged in by either client. */
const twins = Effect.gen(function* () {
  const ours = yield* stranger
  const peer = yield* stranger
  for (const token of [Accounts.tokens.alice, Accounts.tokens.reader]) {
    yield* Hf.ok(ours, "auth", "login", "--token", token)
    yield* Python.hfOk(peer, "auth", "login", "--token", token)
  }
  return { ours, peer }
})

describe("tokens", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("both write the same files, private from birth", () =>
      Effect.gen(function* () {
        const { ours, peer } = yield* twins
        const written = yield* stored(ours.home)
        assert.deepStrictEqual(written, yield* stored(peer.home))
        assert.deepStrictEqual(written.modes, ["600", "600"])
        assert.strictEqual(written.token, Accounts.tokens.reader)
      })
    )

    it.scoped.skipIf(Python.missing)("asks which one, again when there is no such number", () =>
      Effect.gen(function* () {
        const { ours } = yield* twins
        const asked = yield* Hf.ok({ ...ours, stdin: "9\n2\n" }, "auth", "switch")
        assert.match(
          asked,
          /^Which token\?\n {2}1\. laptop\n {2}2\. reader\nChoice \[1\]: Error: invalid input\nChoice \[1\]: /
        )
        assert.strictEqual((yield* stored(ours.home)).token, Accounts.tokens.reader)
      })
    )

    it.scoped.skipIf(Python.missing)(
      "ours logs in, Python is; Python adds a token, ours keeps both; ours logs out, Python is out",
      () =>
        Effect.gen(function* () {
          const who = yield* stranger
          yield* Hf.ok(who, "auth", "login", "--token", Accounts.tokens.alice)
          assert.include(yield* Python.hfOk(who, "auth", "whoami"), "alice")
          yield* Python.hfOk(who, "auth", "login", "--token", Accounts.tokens.bob)
          assert.include(yield* Hf.ok(who, "auth", "whoami"), "bob")
          assert.strictEqual(yield* Hf.ok(who, "auth", "token"), Accounts.tokens.bob)
          const { stored: text } = yield* stored(who.home)
          assert.match(text, /\[bobs\]\nhf_token = \S+\n\n\[laptop\]\nhf_token = \S+\n\n/)
          yield* Hf.ok(who, "auth", "logout")
          assert.notStrictEqual((yield* Python.hf(who, "auth", "whoami")).code, 0)
        })
    )
  })
})
