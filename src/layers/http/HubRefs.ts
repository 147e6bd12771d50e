/** Branches, tags and commits (Hub API). */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { apiPath, type Repo } from "../../domain/Repo.ts"
import { CommitRow, Refs } from "../../domain/wire/Refs.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { HubRefs } from "../../services/HubClients.ts"
import { jsonBody, revisionPath, subject, writeTimeout } from "./requests.ts"

const CommitPage = Schema.Array(CommitRow)

export const make = (gateway: GatewayShape): HubRefs => {
  const create = (repo: Repo, area: "branch" | "tag", revision: string, about: string, value: unknown) =>
    gateway.drain({
      method: "POST",
      url: revisionPath(repo, area, revision),
      body: jsonBody(value),
      timeout: writeTimeout,
      subject: subject(repo, { revision: about })
    })

  const remove = (repo: Repo, area: "branch" | "tag", revision: string) =>
    gateway.drain({
      method: "DELETE",
      url: revisionPath(repo, area, revision),
      // A second try of a deletion that worked would report a ref that does not exist.
      idempotent: false,
      timeout: writeTimeout,
      subject: subject(repo, { revision, ref: area })
    })

  return {
    list: Effect.fn("HubRefs.list")((repo, options = {}) =>
      gateway.json(
        {
          method: "GET",
          url: `${apiPath(repo)}/refs`,
          query: options.pullRequests === true ? [["include_prs", "1"]] : [],
          subject: subject(repo)
        },
        Refs
      )
    ),
    createBranch: Effect.fn("HubRefs.createBranch")((repo, branch, { startingPoint } = {}) =>
      create(repo, "branch", branch, startingPoint ?? branch, startingPoint === undefined ? {} : { startingPoint })
    ),
    deleteBranch: Effect.fn("HubRefs.deleteBranch")((repo, branch) => remove(repo, "branch", branch)),
    createTag: Effect.fn("HubRefs.createTag")((repo, tag, { message, revision = "main" } = {}) =>
      create(repo, "tag", revision, revision, message === undefined ? { tag } : { tag, message })
    ),
    deleteTag: Effect.fn("HubRefs.deleteTag")((repo, tag) => remove(repo, "tag", tag)),
    commits: (repo, revision) =>
      gateway.pages(
        { method: "GET", url: revisionPath(repo, "commits", revision), subject: subject(repo, { revision }) },
        CommitPage
      )
  }
}
