import * as Effect from "effect/Effect"
import type { Repo } from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import { CreatedRepo, type Visibility } from "../../domain/wire/Repos.ts"
import { Hub } from "../../services/Hub.ts"

export interface DuplicateOptions {
  /** Default: as visible as the original. */
  readonly visibility?: Visibility
}

/** The name of the copy: of the caller's own namespace, and like the original's, unless told otherwise. */
const nameOf = Effect.fnUntraced(function* (repo: Repo, to: RepoId.RepoId | undefined) {
  const wanted = to ?? RepoId.name(repo.id)
  if (wanted.includes("/")) return yield* RepoId.parse(wanted)
  const { identity } = yield* Hub
  const { name } = yield* identity.whoami()
  return yield* RepoId.parse(`${name}/${wanted}`)
})

/** Copies a repo with its history on the Hub; `Conflict` when there is one of that name. */
export const duplicate = Effect.fn("duplicate")(function* (
  repo: Repo,
  to: RepoId.RepoId | undefined,
  options: DuplicateOptions = {}
) {
  const { repos } = yield* Hub
  const name = yield* nameOf(repo, to)
  const made = yield* repos.duplicate(repo, name, options)
  return new CreatedRepo({ ...made, name: made.name ?? name })
})

/** `--exist-ok`: a repo of that name will do, whatever is in it. */
export const duplicateExistOk = Effect.fn("duplicateExistOk")(function* (
  repo: Repo,
  to: RepoId.RepoId | undefined,
  options: DuplicateOptions = {}
) {
  const name = yield* nameOf(repo, to)
  return yield* duplicate(repo, name, options).pipe(
    Effect.catchTag("Conflict", (conflict) =>
      conflict.existing === undefined
        ? Effect.fail(conflict)
        : Effect.succeed(new CreatedRepo({ url: conflict.existing, name }))
    )
  )
})
