import * as Effect from "effect/Effect"
import type { Repo } from "../../../domain/Repo.ts"
import { urlPrefix } from "../../../domain/RepoType.ts"
import type { CreatedRepo } from "../../../domain/wire/Repos.ts"
import { Settings } from "../../../services/Settings.ts"

/** The full name, namespace included, as the page's address has it. */
export const idOf = (made: CreatedRepo, repo: Repo) =>
  Effect.map(Settings, ({ endpoint }) => {
    const page = `${endpoint}/${urlPrefix(repo.type)}`
    return made.url.startsWith(page) ? made.url.slice(page.length) : (made.name ?? repo.id)
  })
