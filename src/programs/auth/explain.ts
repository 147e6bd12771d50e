/** Which token goes where for a repo, and why the Hub answers as it does: asked step by step. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Repo } from "../../domain/Repo.ts"
import type { Whoami } from "../../domain/wire/Identity.ts"
import type { RepoInfo } from "../../domain/wire/Repos.ts"
import { Auth } from "../../services/Auth.ts"
import type { Credential } from "../../services/Credentials.ts"
import { Hub } from "../../services/Hub.ts"
import type { ClientError } from "../../services/HubClients.ts"
import { Settings } from "../../services/Settings.ts"

/** What came of one question; none: it was not asked, since an earlier answer made it pointless. */
export type Answer<A> = Option.Option<Either.Either<A, ClientError>>

export interface Explanation {
  readonly repo: Repo
  readonly endpoint: string
  /** The token that is sent, if any … */
  readonly credential: Option.Option<Credential>
  /** … the name it was saved under … */
  readonly name: Option.Option<string>
  /** … and the saved tokens that are not used. */
  readonly unused: ReadonlyArray<string>
  /** `HF_HUB_DISABLE_IMPLICIT_TOKEN`: what is saved is not sent. */
  readonly withheld: boolean
  /** Whose token it is. */
  readonly account: Answer<Whoami>
  /** What somebody without a token is told of the repo. */
  readonly strangers: Answer<RepoInfo>
  /** What we are told of it. */
  readonly repository: Answer<RepoInfo>
  /** May we read its files, gating included? */
  readonly files: Answer<void>
  /** May we change them? */
  readonly writing: Answer<void>
  /** The same name with another type, where there is no such repo. */
  readonly others: ReadonlyArray<Repo>
}

/** What a name that is no repo of the asked type may be instead. */
const types = ["model", "dataset", "space"] as const

const succeeded = <A>(answer: Answer<A>): boolean => Option.exists(answer, Either.isRight)

const errorOf = <A>(answer: Answer<A>): Option.Option<ClientError> => Option.flatMap(answer, Either.getLeft)

/** Why reading the repo fails; none: it does not. */
export const obstacle = ({ account, files, repository }: Explanation): Option.Option<ClientError> =>
  Option.orElse(errorOf(repository), () => Option.orElse(errorOf(files), () => errorOf(account)))

/** `DiskError` and a CI's failed exchange are failures of ours; whatever the Hub answers is part of the explanation. */
export const explain = Effect.fn("explain")(function* (repo: Repo) {
  const settings = yield* Settings
  const auth = yield* Auth
  const hub = yield* Hub
  const ask = <A>(question: Effect.Effect<A, ClientError>, pointless = false): Effect.Effect<Answer<A>> =>
    pointless ? Effect.succeedNone : Effect.asSome(Effect.either(question))

  const credential = yield* auth.current
  const anonymous = Option.isNone(credential)
  const saved = yield* auth.list
  const [unused, used] = Arr.partition(saved, ({ active }) => active)

  const account = yield* ask(auth.whoami, anonymous)
  const strangers = yield* ask(hub.repos.info(repo, undefined, { anonymous: true }))
  const repository = anonymous ? strangers : yield* ask(hub.repos.info(repo))
  const there = succeeded(repository)
  const files = yield* ask(hub.repos.checkAccess(repo), !there)
  const writing = yield* ask(hub.repos.checkWrite(repo), !there || anonymous)
  const missing = Option.exists(errorOf(repository), ({ _tag }) => _tag === "RepoNotFound")
  const alike = missing ? types.filter((type) => type !== repo.type).map((type): Repo => ({ ...repo, type })) : []
  const others = yield* Effect.filter(alike, (other) => Effect.map(ask(hub.repos.info(other)), succeeded))

  const explanation: Explanation = {
    repo,
    endpoint: settings.endpoint,
    credential,
    name: Option.map(Arr.head(used), ({ name }) => name),
    unused: unused.map(({ name }) => name),
    withheld: settings.disableImplicitToken && settings.argumentToken === undefined,
    account,
    strangers,
    repository,
    files,
    writing,
    others
  }
  return explanation
})
