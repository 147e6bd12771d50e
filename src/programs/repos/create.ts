import * as Effect from "effect/Effect"
import type { Forbidden, Unauthorized } from "../../domain/errors.ts"
import { type Repo, webPath } from "../../domain/Repo.ts"
import { CreatedRepo } from "../../domain/wire/Repos.ts"
import { Hub } from "../../services/Hub.ts"
import type { CreateOptions } from "../../services/HubClients.ts"
import { Settings } from "../../services/Settings.ts"

/** Creates a repo; `Conflict` when it exists. */
export const create = (repo: Repo, options?: CreateOptions) =>
  Effect.flatMap(Hub, ({ repos }) => repos.create(repo, options))

/** `--exist-ok`: a repo that is there already will do, also for who may not create one. It is left as it is. */
export const createExistOk = (repo: Repo, options?: CreateOptions) => {
  const present = (url: string | undefined) =>
    Effect.map(Settings, ({ endpoint }) => new CreatedRepo({ url: url ?? endpoint + webPath(repo), name: repo.id }))
  // A token of a CI job may not create anything (the Hub says 401 of those), and write to this repo all the same.
  const presentAnyway = (refused: Forbidden | Unauthorized) =>
    Effect.flatMap(Hub, ({ repos }) => repos.info(repo)).pipe(
      Effect.mapError(() => refused),
      Effect.zipRight(present(undefined))
    )
  return create(repo, options).pipe(
    Effect.catchTags({
      Conflict: ({ existing }) => present(existing),
      Forbidden: presentAnyway,
      Unauthorized: (refused) => (refused.reason === "invalid" ? presentAnyway(refused) : Effect.fail(refused))
    })
  )
}
