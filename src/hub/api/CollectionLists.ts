/** `GET /api/collections`: those the caller may see, filtered by owner, item and words (Hub API). */
import * as Effect from "effect/Effect"
import { fromPath } from "../../domain/CollectionItem.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { CollectionItems } from "../store/CollectionItems.ts"
import { Collections } from "../store/Collections.ts"
import type { StoredCollection } from "../store/collectionRows.ts"
import { type Call, many } from "./Call.ts"
import * as CollectionTargets from "./collectionTargets.ts"
import { asPlace, view } from "./collectionViews.ts"
import * as Http from "./Http.ts"
import * as Links from "./Links.ts"
import * as Refusal from "./Refusal.ts"

const sorts = ["lastModified", "trending", "upvotes"]

/** They come latest first; nothing trends here but by its upvotes. */
const sorted = (all: ReadonlyArray<StoredCollection>, by: string): ReadonlyArray<StoredCollection> =>
  by === "lastModified" ? all : [...all].sort((a, b) => b.upvotes - a.upvotes)

/** Ids of the collections that hold one of the items, `undefined` when none is asked for. */
const holding = Effect.fnUntraced(function* (call: Call, paths: ReadonlyArray<string>) {
  if (paths.length === 0) return undefined
  const items = yield* CollectionItems
  const ids = new Set<string>()
  for (const path of paths) {
    const name = fromPath(path)
    if (name === undefined) return yield* Refusal.badRequest(`Invalid item: "${path}"`)
    const target = yield* CollectionTargets.find(call, name)
    if (target !== undefined) for (const id of yield* items.holding(target)) ids.add(id)
  }
  return ids
})

const words = (call: Call) => {
  const text = call.query.get("q")?.toLowerCase()
  return ({ description = "", title }: StoredCollection) =>
    text === undefined || `${title}\n${description}`.toLowerCase().includes(text)
}

export const list = Effect.fnUntraced(function* (call: Call) {
  const accounts = yield* Accounts
  const owners = many(call.query, "owner").map((name) => name.toLowerCase())
  const sort = call.query.get("sort") ?? "trending"
  if (!sorts.includes(sort)) return yield* Refusal.badRequest(`"sort" must be one of [${sorts.join(", ")}]`)
  const wanted = yield* holding(call, many(call.query, "item"))
  const all = yield* (yield* Collections).list
  const seen = all.filter(
    (each) =>
      Access.canSee(accounts, call.viewer, asPlace(each)) &&
      (owners.length === 0 || owners.includes(each.namespace.toLowerCase())) &&
      (wanted === undefined || wanted.has(each.id)) &&
      words(call)(each)
  )
  const page = Links.page(call, sorted(seen, sort), Links.size(call, "limit", 100, 100), ({ id }) => id)
  const views = yield* Effect.forEach(page.items, (each) => view(call, each, true))
  return Http.json(views, page.headers)
})
