/** What a collection may hold: a model, a dataset, a Space, a paper, another collection or a bucket, with a note if one likes. */
import * as Schema from "effect/Schema"
import * as CollectionSlug from "./CollectionSlug.ts"
import * as RepoId from "./RepoId.ts"

export const ItemType = Schema.Literal("model", "dataset", "space", "paper", "collection", "bucket")
export type ItemType = typeof ItemType.Type

export const itemTypes: ReadonlyArray<ItemType> = ItemType.literals

export const isItemType: (text: unknown) => text is ItemType = Schema.is(ItemType)

/** A thing on the Hub. The id alone names none: a model and a Space may have the same. */
export interface ItemName {
  readonly type: ItemType
  /** A repo's or bucket's id, a paper's (arXiv), a collection's slug or its 24 digits. */
  readonly id: string
}

/** Longest note, in characters as JavaScript (and the Hub) counts them. */
export const noteLimit = 500

export const noteProblem = (note: string): string | undefined =>
  note.length > noteLimit ? `it has ${note.length} characters, and ${noteLimit} are allowed` : undefined

/** Ids of items inside a collection and of collections themselves. */
export const isObjectId = (text: string): boolean => /^[0-9a-f]{24}$/.test(text)

/** Why nothing can have this name, or `undefined`. */
export const problem = ({ id, type }: ItemName): string | undefined => {
  if (!isItemType(type)) return `'${type}' is not one of ${itemTypes.join(", ")}`
  switch (type) {
    case "paper":
      return /^[^\s?#%\\:]+$/.test(id) ? undefined : "a paper's id is that of arXiv, as in 2311.12983"
    case "collection":
      return isObjectId(id) ? undefined : CollectionSlug.problem(id)
    default:
      return RepoId.problem(id)
  }
}

/** `models/org/name`, `papers/2311.12983`: how lists of collections are asked for an item. */
export const path = ({ id, type }: ItemName): string => `${type}s/${id}`

/** The thing a {@link path} names, or `undefined`. */
export const fromPath = (text: string): ItemName | undefined => {
  const type = text.slice(0, Math.max(0, text.indexOf("/") - 1))
  const name = { type, id: text.slice(text.indexOf("/") + 1) }
  return isItemType(type) && text.startsWith(`${type}s/`) && problem({ ...name, type }) === undefined
    ? { ...name, type }
    : undefined
}
