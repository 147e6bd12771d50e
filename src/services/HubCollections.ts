/** `hub.collections`: what can be asked of collections, and what each question can end in. */
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { ItemName } from "../domain/CollectionItem.ts"
import type { CollectionSlug } from "../domain/CollectionSlug.ts"
import type { Conflict, InvalidAnswer, InvalidInput } from "../domain/errors.ts"
import type { CollectionNotFound, ItemNotFound } from "../domain/serviceErrors.ts"
import type { Collection } from "../domain/wire/Collections.ts"
import type { CallError } from "./CallError.ts"

export type GetError = CallError | InvalidAnswer | CollectionNotFound
export type ListError = CallError | InvalidAnswer | InvalidInput
/** `Conflict`: the owner has one of that title. */
export type CreateError = CallError | InvalidAnswer | InvalidInput | Conflict
export type UpdateError = CallError | InvalidAnswer | InvalidInput | CollectionNotFound
export type DeleteError = CallError | CollectionNotFound
/** `Conflict`: it is in the collection already. `ItemNotFound`: there is no such thing on the Hub. */
export type AddItemError = GetError | InvalidInput | ItemNotFound | Conflict
/** `ItemNotFound`: it is not in the collection. */
export type ItemError = GetError | InvalidInput | ItemNotFound

export interface ListCollections {
  /** Users or organizations; of several, any will do. */
  readonly owner?: string | ReadonlyArray<string> | undefined
  /** In them: `{ type: "model", id: "org/name" }` or `models/org/name`; of several, any will do. */
  readonly item?: ItemName | string | ReadonlyArray<ItemName | string> | undefined
  readonly sort?: "last_modified" | "lastModified" | "trending" | "upvotes" | undefined
  /** So many at most; all of them when left out. */
  readonly limit?: number | undefined
}

export interface NewCollection {
  readonly title: string
  readonly description?: string | undefined
  /** A user or an organization; default: the caller. */
  readonly namespace?: string | undefined
  readonly private?: boolean | undefined
}

/** What is not given stays as it is. */
export interface CollectionChange {
  readonly title?: string | undefined
  readonly description?: string | undefined
  /** Among the collections of its owner, from 0. */
  readonly position?: number | undefined
  readonly private?: boolean | undefined
  /** orange, blue, green, purple, pink or indigo. */
  readonly theme?: string | undefined
}

/** What is not given stays as it is. */
export interface ItemChange {
  /** At most 500 characters; empty: none. */
  readonly note?: string | undefined
  /** In the collection, from 0: the others move up. */
  readonly position?: number | undefined
}

export interface ExistsOk {
  /** Be content with what is there already: takes `Conflict` out of the errors. */
  readonly existsOk: true
}

export interface MissingOk {
  /** Be content when it is gone: takes "not found" out of the errors. */
  readonly missingOk: true
}

export interface AddItem {
  /** At most 500 characters. */
  readonly note?: string | undefined
}

export interface HubCollections {
  /** With all its items. */
  readonly get: (slug: CollectionSlug) => Effect.Effect<Collection, GetError>
  /** Page by page, as many as are taken. Each has at most 4 of its items, and no position: {@link HubCollections.get} has them all. */
  readonly list: (options?: ListCollections) => Stream.Stream<Collection, ListError>
  readonly create: {
    (
      collection: NewCollection & ExistsOk
    ): Effect.Effect<Collection, Exclude<CreateError, Conflict> | CollectionNotFound>
    (collection: NewCollection & { readonly existsOk?: false | undefined }): Effect.Effect<Collection, CreateError>
    (
      collection: NewCollection & { readonly existsOk?: boolean | undefined }
    ): Effect.Effect<Collection, CreateError | CollectionNotFound>
  }
  /** A new title changes the slug; the old one still leads there. */
  readonly update: (slug: CollectionSlug, change: CollectionChange) => Effect.Effect<Collection, UpdateError>
  /** For good. What is in it stays on the Hub. */
  readonly delete: {
    (slug: CollectionSlug, options: MissingOk): Effect.Effect<void, Exclude<DeleteError, CollectionNotFound>>
    (slug: CollectionSlug, options?: { readonly missingOk?: boolean | undefined }): Effect.Effect<void, DeleteError>
  }
  /** At the end of the collection, which is answered as it is then. */
  readonly addItem: {
    (
      slug: CollectionSlug,
      item: ItemName,
      options: AddItem & ExistsOk
    ): Effect.Effect<Collection, Exclude<AddItemError, Conflict>>
    (
      slug: CollectionSlug,
      item: ItemName,
      options?: AddItem & { readonly existsOk?: boolean | undefined }
    ): Effect.Effect<Collection, AddItemError>
  }
  readonly updateItem: (
    slug: CollectionSlug,
    itemObjectId: string,
    change: ItemChange
  ) => Effect.Effect<void, ItemError>
  readonly deleteItem: {
    (
      slug: CollectionSlug,
      itemObjectId: string,
      options: MissingOk
    ): Effect.Effect<void, Exclude<ItemError, ItemNotFound | CollectionNotFound>>
    (
      slug: CollectionSlug,
      itemObjectId: string,
      options?: { readonly missingOk?: boolean | undefined }
    ): Effect.Effect<void, ItemError>
  }
}
