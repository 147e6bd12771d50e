/** Collections (Hub API): what routes take and give, and what a program makes of it. */
import * as Schema from "effect/Schema"
import { ItemType, noteLimit } from "../CollectionItem.ts"
import { descriptionLimit, themes, titleLimit } from "../CollectionSettings.ts"
import * as Slug from "../CollectionSlug.ts"

const maybe = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

/** Depends on the type, and none of it is sure to be there. */
const card = {
  author: maybe(Schema.String),
  title: maybe(Schema.String),
  private: maybe(Schema.Boolean),
  gated: maybe(Schema.Union(Schema.Boolean, Schema.String)),
  lastModified: maybe(Schema.String),
  lastUpdated: maybe(Schema.String),
  publishedAt: maybe(Schema.String),
  likes: maybe(Schema.Number),
  upvotes: maybe(Schema.Number),
  downloads: maybe(Schema.Number)
}

export const WireItem = Schema.Struct({
  _id: Schema.String,
  id: Schema.String,
  type: Schema.String,
  position: Schema.Number,
  note: maybe(Schema.Struct({ html: maybe(Schema.String), text: maybe(Schema.String) })),
  /** Collections inside collections: the name clients know them by. */
  slug: maybe(Schema.String),
  ...card
})

/** One thing in a collection. Only the pair of `itemId` and `itemType` is unique in it. */
export class CollectionItem extends Schema.Class<CollectionItem>("CollectionItem")({
  /** Of the item in this collection: 24 hexadecimal digits. */
  itemObjectId: Schema.String,
  /** Of what it stands for: a repo's id, a paper's, a collection's slug. */
  itemId: Schema.String,
  /** `model`, `dataset`, `space`, `paper`, `collection`, `bucket`, or what the Hub will know one day. */
  itemType: Schema.String,
  /** From 0; the Hub's numbers may have gaps. */
  position: Schema.Number,
  /** Plain text; `null`: none. */
  note: Schema.NullOr(Schema.String),
  ...card
}) {}

/** What was just decoded is not looked at twice: there may be a thousand of them, and each change answers them all. */
const decoded = { disableValidation: true }

const Item = Schema.transform(WireItem, Schema.typeSchema(CollectionItem), {
  strict: true,
  decode: ({ _id, id, note, position, slug, type, ...rest }) =>
    new CollectionItem(
      {
        ...rest,
        itemObjectId: _id,
        itemId: slug ?? id,
        itemType: type,
        position,
        note: note?.text ?? null
      },
      decoded
    ),
  encode: ({ itemId, itemObjectId, itemType, note, position, ...rest }) => ({
    ...rest,
    _id: itemObjectId,
    id: itemId,
    type: itemType,
    position,
    ...(note === null ? {} : { note: { text: note } })
  })
})

/** Everything the Hub says, in its order: it is printed as it came. */
const Owner = Schema.Record({ key: Schema.String, value: Schema.Unknown }).pipe(
  Schema.filter(
    (owner): owner is { readonly name: string; readonly [key: string]: unknown } => typeof owner["name"] === "string",
    { message: () => "an owner without a name" }
  )
)

export const WireCollection = Schema.Struct({
  slug: Slug.CollectionSlug,
  title: Schema.String,
  description: maybe(Schema.String),
  owner: Schema.Union(Schema.String, Owner),
  items: Schema.Array(Item),
  lastUpdated: Schema.String,
  /** Not in lists. */
  position: maybe(Schema.Number),
  private: Schema.Boolean,
  theme: Schema.String,
  upvotes: Schema.Number,
  shareUrl: maybe(Schema.String)
})

/** Things of the Hub on one page. */
export class Collection extends Schema.Class<Collection>("Collection")({
  slug: Slug.CollectionSlug,
  title: Schema.String,
  description: Schema.optional(Schema.String),
  /** Name of the user or organization. */
  owner: Schema.String,
  /** What else the Hub says of them. */
  ownerInfo: Schema.optional(Owner),
  /** In order. At most 4 when it comes from a list. */
  items: Schema.Array(Schema.typeSchema(CollectionItem)),
  /** ISO 8601 */
  lastUpdated: Schema.String,
  /** Among those of its owner; lists do not tell. */
  position: Schema.optional(Schema.Number),
  private: Schema.Boolean,
  theme: Schema.String,
  upvotes: Schema.Number,
  /** Its page. */
  url: Schema.String
}) {}

/** Collections of the Hub at `endpoint`. */
export const collectionAt = (endpoint: string) =>
  Schema.transform(WireCollection, Schema.typeSchema(Collection), {
    strict: true,
    decode: ({ description, owner, position, shareUrl: _, ...rest }) =>
      new Collection({
        ...rest,
        ...(description == null ? {} : { description }),
        ...(position == null ? {} : { position }),
        ...(typeof owner === "string" ? { owner } : { owner: owner.name, ownerInfo: owner }),
        url: Slug.url(rest.slug, endpoint)
      }),
    encode: ({ owner, ownerInfo, url: _, ...rest }) => ({ ...rest, owner: ownerInfo ?? owner })
  })

const Title = Schema.String.pipe(Schema.minLength(1), Schema.maxLength(titleLimit))
const Description = Schema.String.pipe(Schema.maxLength(descriptionLimit))
const Note = Schema.String.pipe(Schema.maxLength(noteLimit))
const Position = Schema.Number.pipe(Schema.int(), Schema.nonNegative())
const NewItem = Schema.Struct({ id: Schema.String, type: ItemType })

/** `POST /api/collections`; the answer is the collection. */
export const CreateCollection = Schema.Struct({
  title: Title,
  namespace: Schema.String,
  description: maybe(Description),
  private: maybe(Schema.Boolean),
  item: Schema.optional(NewItem)
})

/** `PATCH /api/collections/{slug}`: what is not given stays. */
export const UpdateCollection = Schema.Struct({
  title: Schema.optional(Title),
  description: Schema.optional(Description),
  position: Schema.optional(Position),
  private: Schema.optional(Schema.Boolean),
  theme: Schema.optional(Schema.Literal(...themes))
})

/** `POST /api/collections/{slug}/items`; the answer is the whole collection. */
export const AddItem = Schema.Struct({ item: NewItem, note: maybe(Note) })

/** `PATCH /api/collections/{slug}/items/{itemObjectId}` */
export const UpdateItem = Schema.Struct({ note: Schema.optional(Note), position: Schema.optional(Position) })
