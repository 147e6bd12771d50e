import * as Effect from "effect/Effect"
import type { Repo } from "../../domain/Repo.ts"
import { Hub } from "../../services/Hub.ts"

/** Deletes a repo for good; `RepoNotFound` when there is none. */
export const remove = (repo: Repo) => Effect.flatMap(Hub, ({ repos }) => repos.delete(repo))

/** `--missing-ok`: gone is gone, so `RepoNotFound` is no error here. */
export const removeMissingOk = (repo: Repo) => remove(repo).pipe(Effect.catchTag("RepoNotFound", () => Effect.void))
