/** Collections as the Python client prints them. */
import * as Schema from "effect/Schema"
import type { Collection, CollectionItem } from "../../../domain/wire/Collections.ts"
import type { OutputValue } from "../../../services/Output.ts"

/** `2023-10-02T22:56:48.632Z` → `2023-10-02T22:56:48.632000+00:00`, and without a fraction that is nothing. */
const isoTime = (text: string): string => {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) return text
  const [seconds = "", millis = ""] = time.toISOString().slice(0, -1).split(".")
  return `${seconds}${millis === "000" ? "" : `.${millis}000`}+00:00`
}

const item = ({ itemId, itemObjectId, itemType, note, position }: CollectionItem): OutputValue => ({
  item_object_id: itemObjectId,
  item_id: itemId,
  item_type: itemType,
  position,
  ...(note === null ? {} : { note })
})

/** JSON of the Hub, without the entries that are `null`. */
const plain = (value: unknown): OutputValue => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, plain(each)] as const]))
    )
  return isScalar(value) ? value : null
}

const isScalar = Schema.is(Schema.Union(Schema.String, Schema.Number, Schema.Boolean))

/** `position`: where lists have none, the place in the list. */
export const row = (collection: Collection, position = collection.position): Readonly<Record<string, OutputValue>> => ({
  slug: collection.slug,
  title: collection.title,
  owner: plain(collection.ownerInfo ?? collection.owner),
  items: collection.items.map(item),
  last_updated: isoTime(collection.lastUpdated),
  ...(position === undefined ? {} : { position }),
  private: collection.private,
  theme: collection.theme,
  upvotes: collection.upvotes,
  ...(collection.description === undefined ? {} : { description: collection.description })
})
