/** Collections (Hub API). Of the switches `existsOk` and `missingOk`, each is a `catchTag` and nothing else. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { ItemName } from "../../domain/CollectionItem.ts"
import * as Slug from "../../domain/CollectionSlug.ts"
import { type BadRequest, Conflict, InvalidAnswer } from "../../domain/errors.ts"
import { CollectionNotFound, ItemNotFound } from "../../domain/serviceErrors.ts"
import { type Collection, collectionAt } from "../../domain/wire/Collections.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { HubIdentity } from "../../services/HubClients.ts"
import type * as Service from "../../services/HubCollections.ts"
import * as Input from "./collectionInput.ts"
import * as Errors from "./refusals.ts"
import { jsonBody, writeTimeout } from "./requests.ts"

type CollectionSlug = Slug.CollectionSlug
type CreateOptions = Service.NewCollection & { readonly existsOk?: boolean | undefined }
type AddOptions = Service.AddItem & { readonly existsOk?: boolean | undefined }
interface DeleteOptions {
  readonly missingOk?: boolean | undefined
}

const none = () => Effect.void

/** Who is asked to come back later has changed nothing. */
const write = { refusedUndone: true, timeout: writeTimeout } as const

/** Of a call that makes something which may be there already. */
const created = Errors.only("Conflict")

const notFound = (slug: CollectionSlug) => (error: BadRequest) =>
  Effect.fail(new CollectionNotFound({ ...Errors.answerOf(error), slug }))

const itemPath = (slug: CollectionSlug, id: string) => `${Slug.apiPath(slug)}/items/${id}`

export const make = (gateway: GatewayShape, endpoint: string, identity: HubIdentity): Service.HubCollections => {
  const Answer = collectionAt(endpoint)
  const Page = Schema.Array(Answer)
  const Changed = Schema.Struct({ data: Answer })

  const get: Service.HubCollections["get"] = Effect.fn("HubCollections.get")((slug) =>
    Effect.catchIf(
      Errors.read(gateway.json({ method: "GET", url: Slug.apiPath(slug) }, Answer)),
      Errors.isMissing,
      notFound(slug)
    )
  )

  /** A 404 below a collection may mean the collection itself: one more question tells. */
  const itemMissing = (slug: CollectionSlug, item: string, where: ItemNotFound["where"]) => (error: BadRequest) =>
    Effect.zipRight(get(slug), new ItemNotFound({ ...Errors.answerOf(error), slug, item, where }))

  const createNew = Effect.fn("HubCollections.create")(function* (collection: Service.NewCollection) {
    yield* Input.checkTexts(collection)
    const { description, namespace = (yield* Errors.read(identity.whoami())).name, title } = collection
    const value = {
      title,
      namespace,
      private: collection.private ?? false,
      ...(description === undefined ? {} : { description })
    }
    const request = { method: "POST", url: "/api/collections", body: jsonBody(value), ...write } as const
    return yield* created(gateway.json(request, Answer))
  })

  /** What a conflict leads to, if it says where. */
  const existing = ({ existing = "", url }: { readonly existing?: string | undefined; readonly url: string }) =>
    Effect.matchEffect(Slug.parse(existing), {
      onFailure: () => new InvalidAnswer({ url, detail: "it exists already, and the answer does not say where" }),
      onSuccess: get
    })

  function create(
    collection: Service.NewCollection & Service.ExistsOk
  ): Effect.Effect<Collection, Exclude<Service.CreateError, { readonly _tag: "Conflict" }> | CollectionNotFound>
  function create(
    collection: Service.NewCollection & { readonly existsOk?: false | undefined }
  ): Effect.Effect<Collection, Service.CreateError>
  function create(collection: CreateOptions): Effect.Effect<Collection, Service.CreateError | CollectionNotFound>
  function create(collection: CreateOptions): Effect.Effect<Collection, Service.CreateError | CollectionNotFound> {
    const made = createNew(collection)
    return collection.existsOk === true ? Effect.catchTag(made, "Conflict", existing) : made
  }

  const deleteOne = Effect.fn("HubCollections.delete")((slug: CollectionSlug) =>
    Effect.catchIf(
      Errors.read(
        gateway.drain({
          method: "DELETE",
          url: Slug.apiPath(slug),
          // A second try of a deletion that worked would report a collection that does not exist.
          idempotent: false,
          ...write
        })
      ),
      Errors.isMissing,
      notFound(slug)
    )
  )

  function remove(
    slug: CollectionSlug,
    options: Service.MissingOk
  ): Effect.Effect<void, Exclude<Service.DeleteError, CollectionNotFound>>
  function remove(slug: CollectionSlug, options?: DeleteOptions): Effect.Effect<void, Service.DeleteError>
  function remove(slug: CollectionSlug, options: DeleteOptions = {}): Effect.Effect<void, Service.DeleteError> {
    const gone = deleteOne(slug)
    return options.missingOk === true ? Effect.catchTag(gone, "CollectionNotFound", none) : gone
  }

  const addNew = Effect.fn("HubCollections.addItem")(function* (
    slug: CollectionSlug,
    item: ItemName,
    { note }: Service.AddItem
  ) {
    yield* Input.checkItem(item)
    yield* Input.checkNote(note)
    const value = { item: { id: item.id, type: item.type }, ...(note === undefined ? {} : { note }) }
    const url = `${Slug.apiPath(slug)}/items`
    const request = { method: "POST", url, body: jsonBody(value), ...write } as const
    const named = `${item.type} '${item.id}'`
    return yield* created(gateway.json(request, Answer)).pipe(
      Effect.catchIf(Errors.isMissing, itemMissing(slug, named, "hub")),
      Effect.catchTag("Conflict", (error) => {
        const there = `Collection '${slug}' has the ${named} already.`
        return new Conflict({ ...Errors.answerOf(error), existing: error.existing, there })
      })
    )
  })

  function addItem(
    slug: CollectionSlug,
    item: ItemName,
    options: Service.AddItem & Service.ExistsOk
  ): Effect.Effect<Collection, Exclude<Service.AddItemError, { readonly _tag: "Conflict" }>>
  function addItem(
    slug: CollectionSlug,
    item: ItemName,
    options?: AddOptions
  ): Effect.Effect<Collection, Service.AddItemError>
  function addItem(
    slug: CollectionSlug,
    item: ItemName,
    options: AddOptions = {}
  ): Effect.Effect<Collection, Service.AddItemError> {
    const added = addNew(slug, item, options)
    return options.existsOk === true ? Effect.catchTag(added, "Conflict", () => get(slug)) : added
  }

  const deleteOneItem = Effect.fn("HubCollections.deleteItem")(function* (slug: CollectionSlug, id: string) {
    yield* Input.checkObjectId(id)
    const request = { method: "DELETE", url: itemPath(slug, id), idempotent: false, ...write } as const
    yield* Effect.catchIf(Errors.read(gateway.drain(request)), Errors.isMissing, itemMissing(slug, id, "collection"))
  })

  function deleteItem(
    slug: CollectionSlug,
    id: string,
    options: Service.MissingOk
  ): Effect.Effect<void, Exclude<Service.ItemError, ItemNotFound | CollectionNotFound>>
  function deleteItem(slug: CollectionSlug, id: string, options?: DeleteOptions): Effect.Effect<void, Service.ItemError>
  function deleteItem(
    slug: CollectionSlug,
    id: string,
    options: DeleteOptions = {}
  ): Effect.Effect<void, Service.ItemError> {
    const gone = deleteOneItem(slug, id)
    return options.missingOk === true ? Effect.catchTags(gone, { ItemNotFound: none, CollectionNotFound: none }) : gone
  }

  return {
    get,
    list: (options = {}) =>
      Stream.unwrap(
        Effect.map(Input.queryOf(options), (query) => {
          const found = Errors.pages(gateway.pages({ method: "GET", url: "/api/collections", query }, Page))
          return options.limit === undefined ? found : Stream.take(found, options.limit)
        })
      ),
    create,
    update: Effect.fn("HubCollections.update")(function* (slug, change) {
      const { description, position, private: hidden, theme, title } = change
      yield* Input.checkChange("collection", slug, change)
      yield* Input.checkTexts(change)
      yield* Input.checkPosition(position)
      const value = { position, private: hidden, theme, title, description }
      const request = {
        method: "PATCH",
        url: Slug.apiPath(slug),
        body: jsonBody(value),
        // The same values again change nothing.
        idempotent: true,
        timeout: writeTimeout
      } as const
      const changed = Effect.catchIf(Errors.read(gateway.json(request, Changed)), Errors.isMissing, notFound(slug))
      return (yield* changed).data
    }),
    delete: remove,
    addItem,
    updateItem: Effect.fn("HubCollections.updateItem")(function* (slug, id, change) {
      yield* Input.checkObjectId(id)
      yield* Input.checkChange("item", id, change)
      yield* Input.checkNote(change.note)
      yield* Input.checkPosition(change.position)
      const request = {
        method: "PATCH",
        url: itemPath(slug, id),
        body: jsonBody({ note: change.note, position: change.position }),
        idempotent: true,
        timeout: writeTimeout
      } as const
      yield* Effect.catchIf(Errors.read(gateway.drain(request)), Errors.isMissing, itemMissing(slug, id, "collection"))
    }),
    deleteItem
  }
}
