/** `GET /api/models|datasets|spaces|kernels`: what the caller may see, newest first (Hub API). */
import * as Effect from "effect/Effect"
import type { RepoType } from "../../domain/RepoType.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { Repos, type StoredRepo } from "../store/Repos.ts"
import { type Call, commitAt, flag, many } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Info from "./Info.ts"
import * as Links from "./Links.ts"

const usualLimit = 1000

/** Descending; whatever cannot be told apart here (downloads, likes, trends) falls back to the creation time. */
const sorted = (repos: ReadonlyArray<StoredRepo>, by: string | null): ReadonlyArray<StoredRepo> =>
  by === "lastModified" || by === "last_modified"
    ? [...repos].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    : repos

const matches = (call: Call) => {
  const gated = call.query.get("gated")
  // Nothing here carries tags, so a filter by tag matches nothing.
  const tagged = ["filter", "pipeline_tag", "apps", "trained_dataset"].some((key) => many(call.query, key).length > 0)
  return (repo: StoredRepo) => !tagged && (gated === null || (repo.gated !== false) === (gated === "true"))
}

export const list = (type: RepoType) =>
  Effect.fnUntraced(function* (call: Call) {
    const accounts = yield* Accounts
    const wanted = yield* Info.expansion(call)
    const author = call.query.get("author") ?? undefined
    const all = yield* (yield* Repos).list({ type, author, search: call.query.getAll("search") })
    const seen = all.filter((repo) => Access.canSee(accounts, call.viewer, repo)).filter(matches(call))
    const limit = Links.size(call, "limit", usualLimit, usualLimit)
    const page = Links.page(call, sorted(seen, call.query.get("sort")), limit, (repo) => repo.id)
    const full = flag(call.query, "full")
    const items = yield* Effect.forEach(page.items, (repo) =>
      Effect.flatMap(commitAt(repo, "main"), (commit) =>
        Info.view(repo, commit, wanted, { siblings: full, blobs: false })
      )
    )
    return Http.json(items, page.headers)
  })
