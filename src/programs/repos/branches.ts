import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import type { Repo } from "../../domain/Repo.ts"
import * as Revision from "../../domain/Revision.ts"
import { Hub } from "../../services/Hub.ts"

/** No Hub takes such a name, and an empty one would address something else. */
export const checkRef = (what: "branch" | "tag", name: string) => {
  const reason = Revision.problem(name)
  return reason === undefined ? Effect.void : new InvalidInput({ what, value: name, reason })
}

/** Creates a branch at `revision` (default: `main`); `Conflict` when it exists. */
export const createBranch = Effect.fn("createBranch")(function* (
  repo: Repo,
  branch: string,
  revision?: Revision.Revision
) {
  yield* checkRef("branch", branch)
  const { refs } = yield* Hub
  yield* refs.createBranch(repo, branch, revision === undefined ? {} : { startingPoint: revision })
})

/** `--exist-ok`: a branch of that name will do, wherever it is; also for who may not create one. */
export const createBranchExistOk = (repo: Repo, branch: string, revision?: Revision.Revision) =>
  createBranch(repo, branch, revision).pipe(
    Effect.catchTags({
      Conflict: () => Effect.void,
      Forbidden: (refused) =>
        Effect.flatMap(Hub, ({ refs }) => refs.list(repo)).pipe(
          Effect.flatMap(({ branches }) =>
            branches.some(({ name }) => name === branch) ? Effect.void : Effect.fail(refused)
          )
        )
    })
  )

/** `RevisionNotFound` when there is none. */
export const deleteBranch = Effect.fn("deleteBranch")(function* (repo: Repo, branch: string) {
  yield* checkRef("branch", branch)
  const { refs } = yield* Hub
  yield* refs.deleteBranch(repo, branch)
})
