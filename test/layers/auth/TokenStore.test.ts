import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Live from "../../../src/layers/auth/TokenStore.ts"
import * as FileLocks from "../../../src/layers/disk/FileLocks.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import type { SettingsShape } from "../../../src/services/Settings.ts"
import { TokenStore } from "../../../src/services/TokenStore.ts"
import { home, within } from "./home.ts"

const store = (folder: string, more: Partial<SettingsShape> = {}) =>
  Effect.provide(
    TokenStore,
    Live.layer.pipe(Layer.provide([FileLocks.layer, Settings.layerWith({ ...within(folder), ...more })]))
  )

const mode = (path: string) => statSync(path).mode & 0o777
const hf = (text: string) => Redacted.make(text)

describe("the token store", () => {
  it.scoped("writes both files as every client reads them, for the owner alone", () =>
    Effect.gen(function* () {
      const folder = yield* home
      chmodSync(folder, 0o755)
      const { active, list, save } = yield* store(folder)
      yield* save("two words", hf("hf_1"))
      yield* save("é", hf("hf_2"))
      assert.strictEqual(readFileSync(join(folder, "token"), "utf8"), "hf_2")
      assert.strictEqual(
        readFileSync(join(folder, "stored_tokens"), "utf8"),
        "[two words]\nhf_token = hf_1\n\n[é]\nhf_token = hf_2\n\n"
      )
      assert.strictEqual(mode(join(folder, "token")), 0o600)
      assert.strictEqual(mode(join(folder, "stored_tokens")), 0o600)
      assert.strictEqual(mode(folder), 0o700)
      assert.deepStrictEqual(readdirSync(folder).sort(), ["stored_tokens", "stored_tokens.lock", "token"])
      assert.deepStrictEqual(
        (yield* list).map(({ name, token }) => [name, Redacted.value(token)]),
        [
          ["two words", "hf_1"],
          ["é", "hf_2"]
        ]
      )
      assert.strictEqual(Option.map(yield* active, Redacted.value).pipe(Option.getOrNull), "hf_2")
    })
  )

  it.scoped("makes a missing folder private and leaves somebody else's as it is", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const made = join(folder, "a", "b")
      const shared = join(folder, "shared")
      mkdirSync(shared, { mode: 0o755 })
      chmodSync(shared, 0o755)
      for (const parent of [made, shared]) {
        const paths = { tokenPath: join(parent, "token"), storedTokensPath: join(parent, "stored_tokens") }
        yield* Effect.flatMap(store(folder, paths), ({ save }) => save("a", hf("hf_1")))
      }
      assert.strictEqual(mode(made), 0o700)
      assert.strictEqual(mode(shared), 0o755)
    })
  )

  it.scoped("writes through a link and cleans what it reads", () =>
    Effect.gen(function* () {
      const folder = yield* home
      writeFileSync(join(folder, "real"), " hf_\r\nold \n")
      symlinkSync("real", join(folder, "token"))
      const { active, save } = yield* store(folder)
      assert.strictEqual(Option.map(yield* active, Redacted.value).pipe(Option.getOrNull), "hf_old")
      yield* save("a", hf("hf_new"))
      assert.strictEqual(readFileSync(join(folder, "real"), "utf8"), "hf_new")
    })
  )

  it.scoped("keeps a file it cannot understand, aside", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const json = '{"token": "hf_other_client"}'
      writeFileSync(join(folder, "stored_tokens"), json)
      const { list, save } = yield* store(folder)
      assert.deepStrictEqual(yield* list, [])
      assert.strictEqual(readFileSync(join(folder, "stored_tokens"), "utf8"), json)
      yield* save("a", hf("hf_1"))
      assert.strictEqual(readFileSync(join(folder, "stored_tokens.bak"), "utf8"), json)
      assert.strictEqual((yield* list).length, 1)
    })
  )

  it.scoped("removing a name removes the active token only if it was that one", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const { active, list, remove, save } = yield* store(folder)
      yield* save("a", hf("hf_1"))
      yield* save("b", hf("hf_2"))
      assert.isTrue(yield* remove("a"))
      assert.isTrue(Option.isSome(yield* active))
      assert.isFalse(yield* remove("nobody"))
      assert.isTrue(yield* remove("b"))
      assert.isTrue(Option.isNone(yield* active))
      assert.deepStrictEqual(yield* list, [])
    })
  )

  it.scoped("clears everything, once", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const { clear, save } = yield* store(folder)
      yield* save("a", hf("hf_1"))
      assert.isTrue(yield* clear)
      assert.isFalse(yield* clear)
      assert.deepStrictEqual(readdirSync(folder), ["stored_tokens.lock"])
    })
  )

  it.scoped("makes nothing where there is nothing to forget", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const { clear, remove } = yield* store(folder)
      assert.isFalse(yield* clear)
      assert.isFalse(yield* remove("a"))
      assert.deepStrictEqual(readdirSync(folder), [])
    })
  )

  it.scoped("refuses names the file cannot hold", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const { save } = yield* store(folder)
      for (const name of ["DEFAULT", "", "a\nb"]) {
        assert.strictEqual((yield* Effect.flip(save(name, hf("hf_1"))))._tag, "InvalidInput")
      }
      assert.deepStrictEqual(readdirSync(folder), [])
    })
  )

  it.scoped("says what is in the way", () =>
    Effect.gen(function* () {
      const folder = yield* home
      mkdirSync(join(folder, "token"))
      const { active } = yield* store(folder)
      const error = yield* Effect.flip(active)
      assert.strictEqual(error.reason, "isADirectory")
      assert.strictEqual(error.message, `Cannot read '${join(folder, "token")}': it is a directory.`)
    })
  )

  it.scoped("twenty logins at once leave twenty names", () =>
    Effect.gen(function* () {
      const folder = yield* home
      const { list, save } = yield* store(folder)
      const names = Array.from({ length: 20 }, (_, index) => `token ${index}`)
      yield* Effect.forEach(names, (name) => save(name, hf(`hf_${name}`.replace(" ", ""))), { concurrency: 20 })
      assert.strictEqual((yield* list).length, 20)
    })
  )
})
