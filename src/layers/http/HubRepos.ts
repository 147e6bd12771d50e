/** Repo lifecycle and info (Hub API). */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { apiPath, type Repo } from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import { CommitHash } from "../../domain/Revision.ts"
import { CreatedRepo, Gated, OwnedRepo, RepoInfo } from "../../domain/wire/Repos.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { HubRepos } from "../../services/HubClients.ts"
import { jsonBody, subject, writeTimeout } from "./requests.ts"

/** `organization` is any namespace, a person's too; absent, the caller's own. */
const named = (repo: Repo) => ({
  name: RepoId.name(repo.id),
  organization: RepoId.namespace(repo.id) ?? null,
  type: repo.type
})

/** Of a repo's info, what a download has to know. */
const Head = Schema.Struct({ sha: CommitHash, gated: Schema.optional(Gated) })

const OwnedPage = Schema.Array(OwnedRepo)

export const make = (gateway: GatewayShape): HubRepos => ({
  create: Effect.fn("HubRepos.create")((repo, options = {}) =>
    gateway.json(
      {
        method: "POST",
        url: "/api/repos/create",
        body: jsonBody({ ...named(repo), ...options }),
        timeout: writeTimeout,
        subject: subject(repo)
      },
      CreatedRepo
    )
  ),
  delete: Effect.fn("HubRepos.delete")((repo) =>
    gateway.drain({
      method: "DELETE",
      url: "/api/repos/delete",
      body: jsonBody(named(repo)),
      // A second try of a deletion that worked would report a repo that does not exist.
      idempotent: false,
      timeout: writeTimeout,
      subject: subject(repo)
    })
  ),
  move: Effect.fn("HubRepos.move")((repo, to) =>
    gateway.drain({
      method: "POST",
      url: "/api/repos/move",
      body: jsonBody({ fromRepo: repo.id, toRepo: to, type: repo.type }),
      timeout: writeTimeout,
      subject: subject(repo)
    })
  ),
  updateSettings: Effect.fn("HubRepos.updateSettings")((repo, change) =>
    gateway.drain({
      method: "PUT",
      url: `${apiPath(repo)}/settings`,
      body: jsonBody(change),
      timeout: writeTimeout,
      subject: subject(repo)
    })
  ),
  duplicate: Effect.fn("HubRepos.duplicate")((repo, to, options = {}) =>
    gateway.json(
      {
        method: "POST",
        url: `${apiPath(repo)}/duplicate`,
        body: jsonBody({ repository: to, ...options }),
        timeout: writeTimeout,
        subject: subject(repo)
      },
      CreatedRepo
    )
  ),
  owned: (organization) =>
    gateway.pages(
      {
        method: "GET",
        url: `/api${organization === undefined ? "" : `/organizations/${encodeURIComponent(organization)}`}/settings/repositories`
      },
      OwnedPage
    ),
  info: Effect.fn("HubRepos.info")((repo, revision, as) =>
    gateway.json(
      {
        method: "GET",
        url: revision === undefined ? apiPath(repo) : `${apiPath(repo)}/revision/${encodeURIComponent(revision)}`,
        auth: as?.anonymous === true ? "none" : "current",
        subject: subject(repo, revision === undefined ? {} : { revision })
      },
      RepoInfo
    )
  ),
  head: Effect.fn("HubRepos.head")((repo, revision) =>
    Effect.map(
      gateway.json(
        {
          method: "GET",
          url: `${apiPath(repo)}/revision/${encodeURIComponent(revision)}`,
          // Otherwise the answer lists every file. Kernels know no `expand`.
          ...(repo.type === "kernel"
            ? {}
            : {
                query: [
                  ["expand", "sha"],
                  ["expand", "gated"]
                ]
              }),
          subject: subject(repo, { revision })
        },
        Head
      ),
      ({ gated, sha }) => ({ commit: sha, gated: gated !== undefined && gated !== false })
    )
  ),
  checkAccess: Effect.fn("HubRepos.checkAccess")((repo) =>
    gateway.drain({ method: "GET", url: `${apiPath(repo)}/auth-check`, subject: subject(repo) })
  ),
  checkWrite: Effect.fn("HubRepos.checkWrite")((repo) =>
    gateway.drain({ method: "GET", url: `${apiPath(repo)}/auth-check/write`, subject: subject(repo) })
  )
})
