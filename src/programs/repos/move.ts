import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import type { Repo } from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import { Hub } from "../../services/Hub.ts"

const whole = (id: RepoId.RepoId) =>
  RepoId.namespace(id) === undefined
    ? new InvalidInput({ what: "repo id", value: id, reason: "a move needs both namespaces: 'namespace/name'" })
    : Effect.void

/** Gives a repo another name or namespace; `Conflict` when that is taken. */
export const move = Effect.fn("move")(function* (repo: Repo, to: RepoId.RepoId) {
  yield* whole(repo.id)
  yield* whole(to)
  const { repos } = yield* Hub
  yield* repos.move(repo, to)
})
