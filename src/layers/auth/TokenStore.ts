/** {@link TokenStore} on disk: `token` and `stored_tokens`, shared with every other client. */
import { existsSync, readFileSync, renameSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { DiskError, InvalidInput } from "../../domain/errors.ts"
import { FileLocks } from "../../services/FileLocks.ts"
import { Settings } from "../../services/Settings.ts"
import { type Renewal, type StoredToken, TokenStore, type TokenStoreShape } from "../../services/TokenStore.ts"
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

const nothing = (): StoredTokens.Sections => new Map()

const stored = ({ expiresAt, name, refreshToken, token }: StoredTokens.Entry): StoredToken => ({
  name,
  token: Redacted.make(token),
  refreshToken: Option.map(Option.fromNullable(refreshToken), Redacted.make),
  expiresAt: Option.fromNullable(expiresAt)
})

const entryOf = ({ expiresAt, name, refreshToken, token }: StoredToken): StoredTokens.Entry => ({
  name,
  token: Redacted.value(token),
  refreshToken: Option.getOrUndefined(Option.map(refreshToken, Redacted.value)),
  expiresAt: Option.getOrUndefined(expiresAt)
})

/** An access token made by hand: it ends when somebody revokes it. */
const lasting: Renewal = { refreshToken: Option.none(), expiresAt: Option.none() }

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
    return StoredTokens.entries(sections.right).map(stored)
  })

  const known = Effect.map(readSections(storedTokensPath), Either.getOrElse(nothing))

  const find: TokenStoreShape["find"] = (token) =>
    Effect.map(known, (sections) => {
      const entry = StoredTokens.entries(sections).find((it) => it.token === Redacted.value(token))
      return Option.map(Option.fromNullable(entry), stored)
    })

  const writable = Effect.gen(function* () {
    const sections = yield* readSections(storedTokensPath)
    if (Either.isRight(sections)) return sections.right
    const backup = yield* backUp(storedTokensPath)
    yield* Effect.logWarning(`${storedTokensPath} could not be read (${sections.left}); it was kept as ${backup}.`)
    return nothing()
  })

  const put = Effect.fnUntraced(function* (entry: StoredTokens.Entry) {
    const sections = StoredTokens.put(yield* writable, entry)
    yield* SecretFile.write(storedTokensPath, StoredTokens.render(sections))
    yield* SecretFile.write(tokenPath, entry.token)
  })

  const save: TokenStoreShape["save"] = Effect.fn("TokenStore.save")(function* (name, token, renewal = lasting) {
    const problem = StoredTokens.nameProblem(name)
    if (problem !== undefined) return yield* new InvalidInput({ what: "token name", value: name, reason: problem })
    // Before the lock, which would make the folder for everybody to see.
    yield* SecretFile.prepare(storedTokensPath, home)
    yield* SecretFile.prepare(tokenPath, home)
    yield* alone(put(entryOf({ name, token, ...renewal })))
  })

  /** Whoever waits longer than this for a renewal had better go on with what there is (huggingface_hub 2.0.0). */
  const patience = Effect.timeoutFail(locks.acquire(`${storedTokensPath}.lock`), {
    duration: "30 seconds",
    onTimeout: () =>
      new DiskError({ path: storedTokensPath, operation: "lock", reason: "busy", detail: "another process holds it" })
  })

  /** Unless somebody switched to another token meanwhile. */
  const passOn = Effect.fnUntraced(function* (old: string, token: string) {
    const current = Option.map(yield* active, Redacted.value)
    if (Option.contains(current, old)) yield* SecretFile.write(tokenPath, token)
  })

  const keep = Effect.fnUntraced(function* (old: string, entry: StoredTokens.Entry) {
    const sections = StoredTokens.put(yield* known, entry)
    yield* SecretFile.write(storedTokensPath, StoredTokens.render(sections))
    yield* passOn(old, entry.token)
  })

  const renew: TokenStoreShape["renew"] = Effect.fn("TokenStore.renew")(function* (login, ask) {
    const old = Redacted.value(login.token)
    const change = Effect.gen(function* () {
      const entry = StoredTokens.entries(yield* known).find(({ name }) => name === login.name)
      if (entry?.refreshToken === undefined) return Option.none()
      if (entry.token !== old) {
        // The other process may have died in between its two files.
        yield* passOn(old, entry.token)
        return Option.some(stored(entry))
      }
      const used = Redacted.make(entry.refreshToken)
      const { expiresAt, refreshToken, token } = yield* ask(used)
      const renewed = { name: login.name, token, expiresAt, refreshToken: Option.orElseSome(refreshToken, () => used) }
      // The Hub has given and will not give again: what cannot be kept serves this process at least.
      yield* Effect.catchAll(keep(old, entryOf(renewed)), ({ message }) =>
        Effect.logWarning(`The renewed token of '${login.name}' is used now but could not be saved. ${message}`)
      )
      return Option.some<StoredToken>(renewed)
    })
    // Between the question and the files nothing may end this: the Hub takes a refresh token once.
    return yield* Effect.scoped(Effect.zipRight(patience, Effect.uninterruptible(change)))
  })

  const drop = Effect.fnUntraced(function* (name: string) {
    const sections = yield* known
    const entry = StoredTokens.entries(sections).find((it) => it.name === name)
    if (entry === undefined) return false
    yield* SecretFile.write(storedTokensPath, StoredTokens.render(StoredTokens.without(sections, name)))
    const current = yield* active
    if (Option.isSome(current) && Redacted.value(current.value) === entry.token) yield* SecretFile.remove(tokenPath)
    return true
  })

  const use = Effect.fnUntraced(function* (name: string) {
    const sections = yield* known
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

  return { active, list, find, save, renew, activate, remove, clear } satisfies TokenStoreShape
})

export const layer: Layer.Layer<TokenStore, never, Settings | FileLocks> = Layer.effect(TokenStore, make)
