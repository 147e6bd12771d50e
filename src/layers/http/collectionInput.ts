/** What is wrong with what was asked of a collection, said before anything is asked of the Hub. */
import * as Effect from "effect/Effect"
import * as Item from "../../domain/CollectionItem.ts"
import * as CollectionSettings from "../../domain/CollectionSettings.ts"
import { InvalidInput } from "../../domain/errors.ts"
import type { ListCollections } from "../../services/HubCollections.ts"

const invalid = (what: string, value: string, reason: string) => new InvalidInput({ what, value, reason })

export const checkItem = (item: Item.ItemName) => {
  const reason = Item.problem(item)
  if (reason === undefined) return Effect.void
  return Item.isItemType(item.type) ? invalid(`${item.type} id`, item.id, reason) : invalid("item", item.id, reason)
}

export const checkNote = (note: string | undefined) => {
  const reason = note === undefined ? undefined : Item.noteProblem(note)
  return note === undefined || reason === undefined
    ? Effect.void
    : invalid("note", CollectionSettings.brief(note), reason)
}

export const checkTexts = (texts: CollectionSettings.Texts) => {
  const problem = CollectionSettings.problem(texts)
  return problem === undefined ? Effect.void : new InvalidInput(problem)
}

export const checkPosition = (position: number | undefined) =>
  position === undefined || (Number.isInteger(position) && position >= 0)
    ? Effect.void
    : invalid("position", String(position), "it must be a whole number, 0 or more")

export const checkObjectId = (id: string) =>
  Item.isObjectId(id)
    ? Effect.void
    : invalid(
        "item",
        id,
        "it must be the item's own id, 24 hexadecimal digits: `item_object_id` in `hf collections info`"
      )

/** A change of nothing is a mistake. */
export const checkChange = (what: string, value: string, change: object) =>
  Object.values(change).some((each) => each !== undefined)
    ? Effect.void
    : invalid(what, value, "there is nothing to change: give at least one value")

/** `models/org/name`, however the item was given. */
const itemPath = Effect.fnUntraced(function* (item: Item.ItemName | string) {
  const name = typeof item === "string" ? Item.fromPath(item) : item
  if (name === undefined)
    return yield* invalid(
      "item",
      String(item),
      "it must be the kind and the id: 'models/org/name', 'datasets/org/name', 'spaces/org/name', 'papers/2311.12983'"
    )
  yield* checkItem(name)
  return Item.path(name)
})

const all = <A>(value: A | ReadonlyArray<A> | undefined): ReadonlyArray<A> =>
  value === undefined ? [] : Array.isArray(value) ? (value as ReadonlyArray<A>) : [value as A]

/** The Hub gives no more at once. */
const pageSize = 100

export const queryOf = Effect.fnUntraced(function* ({ item, limit, owner, sort }: ListCollections) {
  const items = yield* Effect.forEach(all<Item.ItemName | string>(item), itemPath)
  const query: Array<readonly [string, string]> = [
    ...all<string>(owner).map((each) => ["owner", each] as const),
    ...items.map((each) => ["item", each] as const)
  ]
  if (sort !== undefined) query.push(["sort", sort === "last_modified" ? "lastModified" : sort])
  if (limit !== undefined) query.push(["limit", String(Math.min(limit, pageSize))])
  return query
})
