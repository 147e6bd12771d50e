/** What must not work does not work, with either client, and both say which repo it was. */
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Hf from "../support/Hf.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

const gate = (url: string, repo: string) =>
  Effect.promise(async () => {
    const answer = await fetch(`${url}/api/models/${repo}/settings`, {
      method: "PUT",
      headers: { authorization: `Bearer ${Accounts.tokens.alice}`, "content-type": "application/json" },
      body: JSON.stringify({ gated: "manual" })
    })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  })

describe("refusals", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    const cases: ReadonlyArray<{
      readonly name: string
      readonly repo: string
      readonly token?: string | undefined
      readonly args?: ReadonlyArray<string>
      readonly code: number
    }> = [
      { name: "a repo that does not exist", repo: "alice/nowhere", token: Accounts.tokens.alice, code: 3 },
      { name: "a private repo of somebody else", repo: "alice/secret", token: Accounts.tokens.bob, code: 3 },
      { name: "a private repo without a token", repo: "alice/secret", code: 3 },
      { name: "a gated repo without access", repo: "alice/gated", token: Accounts.tokens.bob, code: 4 },
      { name: "a gated repo without a token", repo: "alice/gated", code: 4 },
      {
        name: "a revision that does not exist",
        repo: "alice/open",
        token: Accounts.tokens.alice,
        args: ["--revision", "nope"],
        code: 3
      },
      { name: "a file that does not exist", repo: "alice/open", args: ["nope.txt"], code: 3 }
    ]

    it.scoped.skipIf(Python.missing)("of downloads", () =>
      Effect.gen(function* () {
        const world = yield* World
        yield* world.repo("open", { "a.txt": "a\n" })
        yield* world.repo("secret", { "a.txt": "a\n" }, { private: true })
        yield* gate(world.hub.url, yield* world.repo("gated", { "a.txt": "a\n" }))
        for (const { name, repo, token, args = [], code } of cases) {
          const { token: _, ...nobody } = yield* world.who()
          const who = token === undefined ? nobody : { ...nobody, token }
          const ours = yield* Hf.run(who, "download", repo, ...args)
          const theirs = yield* Python.hf(who, "download", repo, ...args)
          assert.strictEqual(ours.code, code, `${name}: ${ours.stderr}`)
          assert.notStrictEqual(theirs.code, 0, name)
          assert.include(ours.stderr, repo, name)
          assert.strictEqual(ours.stdout, "", name)
        }
      })
    )

    it.scoped.skipIf(Python.missing)("of uploads with a read token, to somebody else's repo, or with no token", () =>
      Effect.gen(function* () {
        const world = yield* World
        yield* world.repo("kept", { "a.txt": "a\n" })
        const { token: _, ...nobody } = yield* world.who()
        const source = join(nobody.home, "source")
        yield* Trees.write(source, { "new.txt": "new\n" })
        for (const token of [Accounts.tokens.reader, Accounts.tokens.bob, "hf_unknown", undefined]) {
          const who = token === undefined ? nobody : { ...nobody, token }
          for (const end of [
            yield* Hf.run(who, "upload", "alice/kept", source, "."),
            yield* Python.hf(who, "upload", "alice/kept", source, ".")
          ]) {
            assert.notStrictEqual(end.code, 0, `${token}: ${end.stdout}`)
          }
        }
      })
    )
  })
})
