/** {@link TokenStore} on disk: `token` and `stored_tokens`, shared with every other client. */
import { existsSync, readFileSync, renameSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type DiskError, InvalidInput } from "../../domain/errors.ts"
import { FileLocks } from "../../services/FileLocks.ts"
import { Settings } from "../../services/Settings.ts"
import { type StoredToken, TokenStore, type TokenStoreShape } from "../../services/TokenStore.ts"
import * as Disk from "../disk/Disk.ts"
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
  Disk.attempt("read", path, () => decode(readFileSync(path))).pipe(
    Effect.catchIf(
      (error) => error.reason === "notFound",
      () => Effect.succeed(Either.right(new Map()))
    )
  )

/** Moves a file that cannot be understood aside: somebody may still need what is in it. */
const backUp = (path: string): Effect.Effect<string, DiskError> =>
  Disk.attempt("rename", path, () => {
    let backup = `${path}.bak`
    for (let n = 1; existsSync(backup); n += 1) backup = `${path}.bak${n}`
    renameSync(path, backup)
    return backup
  })

const make = Effect.gen(function* () {
  const { home, storedTokensPath, tokenPath } = yield* Settings
  const locks = yield* FileLocks

  /** Reading, changing and writing the store as one step: for our fibers, our processes, and Python's refresh of a login. */
  const alone = <A, E>(change: Effect.Effect<A, E>): Effect.Effect<A, E | DiskError> =>
    Effect.scoped(Effect.zipRight(locks.acquire(`${storedTokensPath}.lock`), change))

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

  const put = Effect.fnUntraced(function* (name: string, token: Redacted.Redacted) {
    const sections = StoredTokens.put(yield* writable, name, Redacted.value(token))
    yield* SecretFile.write(storedTokensPath, StoredTokens.render(sections))
    yield* SecretFile.write(tokenPath, Redacted.value(token))
  })

  const save: TokenStoreShape["save"] = Effect.fn("TokenStore.save")(function* (name, token) {
    const problem = StoredTokens.nameProblem(name)
    if (problem !== undefined) return yield* new InvalidInput({ what: "token name", value: name, reason: problem })
    // Before the lock, which would make the folder for everybody to see.
    yield* SecretFile.prepare(storedTokensPath, home)
    yield* SecretFile.prepare(tokenPath, home)
    yield* alone(put(name, token))
  })

  const drop = Effect.fnUntraced(function* (name: string) {
    const sections = Either.getOrElse(yield* readSections(storedTokensPath), () => new Map<string, never>())
    const entry = StoredTokens.entries(sections).find((it) => it.name === name)
    if (entry === undefined) return false
    yield* SecretFile.write(storedTokensPath, StoredTokens.render(StoredTokens.without(sections, name)))
    const current = yield* active
    if (Option.isSome(current) && Redacted.value(current.value) === entry.token) yield* SecretFile.remove(tokenPath)
    return true
  })

  const use = Effect.fnUntraced(function* (name: string) {
    const sections = Either.getOrElse(yield* readSections(storedTokensPath), () => new Map<string, never>())
    const entry = StoredTokens.entries(sections).find((it) => it.name === name)
    if (entry !== undefined) yield* SecretFile.write(tokenPath, entry.token)
    return entry !== undefined
  })

  const removeBoth = Effect.zipWith(
    SecretFile.remove(tokenPath),
    SecretFile.remove(storedTokensPath),
    (token, store) => token || store
  )

  /** Where there is nothing to forget nothing is made either, not even a lock. */
  const ifAnything = <E>(change: Effect.Effect<boolean, E>) =>
    Effect.suspend(() =>
      existsSync(tokenPath) || existsSync(storedTokensPath) ? alone(change) : Effect.succeed(false)
    )

  const remove: TokenStoreShape["remove"] = Effect.fn("TokenStore.remove")((name) => ifAnything(drop(name)))

  const activate: TokenStoreShape["activate"] = Effect.fn("TokenStore.activate")((name) => ifAnything(use(name)))

  const clear = ifAnything(removeBoth).pipe(Effect.withSpan("TokenStore.clear"))

  return { active, list, save, activate, remove, clear } satisfies TokenStoreShape
})

export const layer: Layer.Layer<TokenStore, never, Settings | FileLocks> = Layer.effect(TokenStore, make)
