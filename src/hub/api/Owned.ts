/** `GET /api[/organizations/{ns}]/settings/repositories`: what somebody has here, and how much it stores (Hub API). */
import * as Effect from "effect/Effect"
import { repoTypes } from "../../domain/RepoType.ts"
import type { OwnedRepo } from "../../domain/wire/Repos.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { Objects } from "../store/Objects.ts"
import { fullName, Repos, type StoredRepo } from "../store/Repos.ts"
import * as Walk from "../store/Walk.ts"
import { type Call, commitAt, loggedIn } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Links from "./Links.ts"
import * as Refusal from "./Refusal.ts"

/** Bytes of the files of `main`, the same content once. */
const storage = Effect.fnUntraced(function* (repo: StoredRepo) {
  const commit = yield* commitAt(repo, "main")
  const all = yield* Walk.below(yield* Objects, commit.tree, "", true)
  const sizes = new Map(all.flatMap(({ entry: { blob } }) => (blob === undefined ? [] : [[blob.sha256, blob.size]])))
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
})

const list = Effect.fnUntraced(function* (call: Call, namespace: string) {
  const repos = yield* Repos
  const all = yield* Effect.forEach(repoTypes, (type) => repos.list({ type, author: namespace, search: [] }))
  const sized = yield* Effect.forEach(all.flat(), (repo) => Effect.map(storage(repo), (bytes) => ({ repo, bytes })))
  const total = sized.reduce((sum, { bytes }) => sum + bytes, 0)
  const newest = sized.sort(
    (a, b) => b.repo.updatedAt.localeCompare(a.repo.updatedAt) || b.repo.id.localeCompare(a.repo.id)
  )
  const page = Links.page(call, newest, Links.size(call, "limit", 1000, 1000), ({ repo }) => repo.id)
  const rows = page.items.map(({ bytes, repo }): typeof OwnedRepo.Encoded => ({
    id: fullName(repo),
    type: repo.type,
    updatedAt: repo.updatedAt,
    visibility: repo.visibility,
    storage: bytes,
    storagePercent: total === 0 ? 0 : (100 * bytes) / total
  }))
  return Http.json(rows, page.headers)
})

export const mine = Effect.fnUntraced(function* (call: Call) {
  const { account } = yield* loggedIn(call)
  return yield* list(call, account.name)
})

/** For its members only. */
export const organization = (name: (call: Call) => string) =>
  Effect.fnUntraced(function* (call: Call) {
    const viewer = yield* loggedIn(call)
    const namespace = name(call)
    const accounts = yield* Accounts
    if (Access.belongsTo(accounts, viewer, namespace)) return yield* list(call, namespace)
    return yield* accounts.byName(namespace)?.kind === "org"
      ? Refusal.forbidden(`You are not a member of the organization "${namespace}"`)
      : new Refusal.Refusal({ status: 404, text: `There is no organization "${namespace}"` })
  })
