import * as Effect from "effect/Effect"
import { type Repo, webPath } from "../../domain/Repo.ts"
import { CreatedRepo } from "../../domain/wire/Repos.ts"
import { Hub } from "../../services/Hub.ts"
import type { CreateOptions } from "../../services/HubClients.ts"
import { Settings } from "../../services/Settings.ts"

/** Creates a repo; `Conflict` when it exists. */
export const create = (repo: Repo, options?: CreateOptions) =>
  Effect.flatMap(Hub, ({ repos }) => repos.create(repo, options))

/** `--exist-ok`: a repo that is there already will do, so `Conflict` is no error here. It is left as it is. */
export const createExistOk = (repo: Repo, options?: CreateOptions) =>
  create(repo, options).pipe(
    Effect.catchTag("Conflict", ({ existing }) =>
      Effect.map(
        Settings,
        ({ endpoint }) => new CreatedRepo({ url: existing ?? endpoint + webPath(repo), name: repo.id })
      )
    )
  )
