/** The thing an item names, if it is there and the caller may know of it. */
import * as Effect from "effect/Effect"
import { type ItemName, isObjectId } from "../../domain/CollectionItem.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import type { Target } from "../store/CollectionItems.ts"
import { Collections } from "../store/Collections.ts"
import { Repos } from "../store/Repos.ts"
import type { Call } from "./Call.ts"
import { asPlace } from "./collectionViews.ts"
import * as Refusal from "./Refusal.ts"

/** This Hub has no papers of its own: any that arXiv could have will do. */
const isPaper = (id: string): boolean => /^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?$/.test(id)

const lookup = Effect.fnUntraced(function* (call: Call, { id, type }: ItemName) {
  const accounts = yield* Accounts
  if (type === "paper") return isPaper(id) ? ({ type, id } satisfies Target) : undefined
  if (type === "bucket") return undefined
  if (type === "collection") {
    const collection = isObjectId(id.slice(-24)) ? yield* (yield* Collections).find(id.slice(-24)) : undefined
    return collection !== undefined && Access.canSee(accounts, call.viewer, asPlace(collection))
      ? ({ type, collection } satisfies Target)
      : undefined
  }
  const repos = yield* Repos
  const [first = "", second] = id.split("/")
  const [namespace, name] = second === undefined ? [accounts.owner.name, first] : [first, second]
  const repo = (yield* repos.find(type, namespace, name)) ?? (yield* repos.moved(type, namespace, name))
  return repo !== undefined && Access.canSee(accounts, call.viewer, repo)
    ? ({ type, repo } satisfies Target)
    : undefined
})

/** `undefined`: there is no such thing. */
export const find = (call: Call, item: ItemName) =>
  Effect.map(lookup(call, item), (target): Target | undefined => target)

export const targetOf = Effect.fnUntraced(function* (call: Call, item: ItemName) {
  const target = yield* find(call, item)
  return target ?? (yield* new Refusal.Refusal({ status: 404, text: `There is no ${item.type} "${item.id}"` }))
})
