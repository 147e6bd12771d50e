/** {@link TokenStore} on disk: `token` and `stored_tokens`, shared with every other client (spec/disk-and-env.md §4). */
import { existsSync, readFileSync, renameSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type DiskError, InvalidInput } from "../../domain/errors.ts"
import { Settings } from "../../services/Settings.ts"
import { type StoredToken, TokenStore, type TokenStoreShape } from "../../services/TokenStore.ts"
import { diskError } from "./diskErrors.ts"
import * as SecretFile from "./SecretFile.ts"
import * as StoredTokens from "./StoredTokens.ts"
import * as TokenFile from "./TokenFile.ts"

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const decode = (bytes: Uint8Array): Either.Either<StoredTokens.Sections, string> =>
  Either.try({ try: () => decoder.decode(bytes), catch: () => "it is not UTF-8" }).pipe(
    Either.flatMap(StoredTokens.parse)
  )

/** Left: why it cannot be understood. A missing file is an empty one. */
const readSections = (path: string): Effect.Effect<Either.Either<StoredTokens.Sections, string>, DiskError> =>
  Effect.try({ try: () => decode(readFileSync(path)), catch: (error) => diskError(path, "read", error) }).pipe(
    Effect.catchIf(
      (error) => error.reason === "notFound",
      () => Effect.succeed(Either.right(new Map()))
    )
  )

/** Moves a file that cannot be understood aside: somebody may still need what is in it. */
const backUp = (path: string): Effect.Effect<string, DiskError> =>
  Effect.try({
    try: () => {
      let backup = `${path}.bak`
      for (let n = 1; existsSync(backup); n += 1) backup = `${path}.bak${n}`
      renameSync(path, backup)
      return backup
    },
    catch: (error) => diskError(path, "rename", error)
  })

const make = Effect.gen(function* () {
  const { home, storedTokensPath, tokenPath } = yield* Settings
  const one = yield* Effect.makeSemaphore(1)

  const active = TokenFile.read(tokenPath)

  const list = Effect.gen(function* () {
    const sections = yield* readSections(storedTokensPath)
    if (Either.isLeft(sections)) {
      yield* Effect.logWarning(`Stored tokens are ignored: ${storedTokensPath} cannot be read (${sections.left}).`)
      return []
    }
    return StoredTokens.entries(sections.right).map(
      ({ expiresAt, name, token }): StoredToken => ({
        name,
        token: Redacted.make(token),
        expiresAt: Option.fromNullable(expiresAt)
      })
    )
  })

  const writable = Effect.gen(function* () {
    const sections = yield* readSections(storedTokensPath)
    if (Either.isRight(sections)) return sections.right
    const backup = yield* backUp(storedTokensPath)
    yield* Effect.logWarning(`${storedTokensPath} could not be read (${sections.left}); it was kept as ${backup}.`)
    return new Map() satisfies StoredTokens.Sections
  })

  const save: TokenStoreShape["save"] = Effect.fn("TokenStore.save")(function* (name, token) {
    const problem = StoredTokens.nameProblem(name)
    if (problem !== undefined) return yield* new InvalidInput({ what: "token name", value: name, reason: problem })
    const sections = StoredTokens.put(yield* writable, name, Redacted.value(token))
    yield* SecretFile.write(storedTokensPath, StoredTokens.render(sections), home)
    yield* SecretFile.write(tokenPath, Redacted.value(token), home)
  }, one.withPermits(1))

  const remove: TokenStoreShape["remove"] = Effect.fn("TokenStore.remove")(function* (name) {
    const sections = Either.getOrElse(yield* readSections(storedTokensPath), () => new Map<string, never>())
    const entry = StoredTokens.entries(sections).find((it) => it.name === name)
    if (entry === undefined) return false
    yield* SecretFile.write(storedTokensPath, StoredTokens.render(StoredTokens.without(sections, name)), home)
    const current = yield* active
    if (Option.isSome(current) && Redacted.value(current.value) === entry.token) yield* SecretFile.remove(tokenPath)
    return true
  }, one.withPermits(1))

  const clear = Effect.zipWith(
    SecretFile.remove(tokenPath),
    SecretFile.remove(storedTokensPath),
    (token, store) => token || store
  ).pipe(one.withPermits(1))

  return { active, list, save, remove, clear } satisfies TokenStoreShape
})

export const layer: Layer.Layer<TokenStore, never, Settings> = Layer.effect(TokenStore, make)
