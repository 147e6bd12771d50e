/** `/api/collections…`: collections come, change, fill and go (Hub API). */
import * as Effect from "effect/Effect"
import { type ItemName, isObjectId } from "../../domain/CollectionItem.ts"
import { AddItem, CreateCollection, UpdateCollection, UpdateItem } from "../../domain/wire/Collections.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { CollectionItems } from "../store/CollectionItems.ts"
import { Collections } from "../store/Collections.ts"
import { type StoredCollection, slug } from "../store/collectionRows.ts"
import { type Answer, type Call, loggedIn } from "./Call.ts"
import * as CollectionLists from "./CollectionLists.ts"
import { targetOf } from "./collectionTargets.ts"
import { asPlace, view } from "./collectionViews.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import { segments } from "./Target.ts"

const missing = (text: string) => new Refusal.Refusal({ status: 404, text })
const noCollection = () => missing("Collection not found")
const noItem = () => missing("Item not found in this collection")

/** The collection of `/ns/title-ID`, whatever its title is now, if the caller may know of it. */
const find = Effect.fnUntraced(function* (call: Call, namespace: string, name: string) {
  const id = name.slice(-24)
  const found = isObjectId(id) ? yield* (yield* Collections).find(id) : undefined
  const accounts = yield* Accounts
  const known =
    found !== undefined &&
    found.namespace.toLowerCase() === namespace.toLowerCase() &&
    (name.length === 24 || name.at(-25) === "-") &&
    Access.canSee(accounts, call.viewer, asPlace(found))
  return known ? found : yield* noCollection()
})

/** The same, if the caller may change it. */
const writable = Effect.fnUntraced(function* (call: Call, namespace: string, name: string) {
  const viewer = yield* loggedIn(call)
  const found = yield* find(call, namespace, name)
  return Access.canWrite(yield* Accounts, viewer, asPlace(found))
    ? found
    : yield* Refusal.forbidden(
        viewer.role === "write"
          ? `You don't have the rights to change the collections of ${found.namespace}`
          : "This token is read-only: a token with write role is needed"
      )
})

const whole = (call: Call, collection: StoredCollection) =>
  Effect.map(view(call, collection), (body) => Http.json(body))

const create = Effect.fnUntraced(function* (call: Call) {
  const viewer = yield* loggedIn(call)
  const request = yield* Http.body(call.request, CreateCollection)
  const accounts = yield* Accounts
  const namespace = accounts.byName(request.namespace)?.name ?? request.namespace
  if (!Access.canCreate(accounts, viewer, namespace))
    return yield* Refusal.forbidden(
      `You don't have the rights to create a collection under the namespace "${namespace}"`
    )
  const first = request.item === undefined ? undefined : yield* targetOf(call, request.item)
  const made = yield* (yield* Collections)
    .create({
      namespace,
      title: request.title,
      description: request.description ?? undefined,
      private: request.private ?? false,
      creatorId: viewer.account.id
    })
    .pipe(
      Effect.catchTag("TitleTaken", ({ existing }) =>
        Refusal.conflict("You already have a collection with this title", { slug: slug(existing) })
      )
    )
  if (first !== undefined) yield* addTo(made, first, undefined)
  return yield* whole(call, made)
})

const update = Effect.fnUntraced(function* (call: Call, found: StoredCollection) {
  const change = yield* Http.body(call.request, UpdateCollection)
  const changed = yield* (yield* Collections)
    .update(found.id, change)
    .pipe(Effect.catchTag("Gone", () => noCollection()))
  return Http.json({ success: true, data: yield* view(call, changed) })
})

const remove = Effect.fnUntraced(function* (found: StoredCollection) {
  yield* (yield* Collections).remove(found)
  return Http.json({ success: true })
})

const addTo = Effect.fnUntraced(function* (
  found: StoredCollection,
  target: Effect.Effect.Success<ReturnType<typeof targetOf>>,
  note: string | undefined
) {
  yield* (yield* CollectionItems).add(found.id, target, note).pipe(
    Effect.catchTags({
      ItemTaken: () => Refusal.conflict("Item already in collection"),
      ItemGone: () => noCollection()
    })
  )
})

const add = Effect.fnUntraced(function* (call: Call, found: StoredCollection) {
  const { item, note } = yield* Http.body(call.request, AddItem)
  yield* addTo(found, yield* targetOf(call, item satisfies ItemName), note ?? undefined)
  return yield* whole(call, yield* fresh(found))
})

/** As it is now. */
const fresh = Effect.fnUntraced(function* ({ id }: StoredCollection) {
  return (yield* (yield* Collections).find(id)) ?? (yield* noCollection())
})

const updateItem = Effect.fnUntraced(function* (call: Call, found: StoredCollection, itemId: string) {
  const change = yield* Http.body(call.request, UpdateItem)
  yield* (yield* CollectionItems).update(found.id, itemId, change).pipe(Effect.catchTag("ItemGone", () => noItem()))
  return Http.json({ success: true })
})

const removeItem = Effect.fnUntraced(function* (found: StoredCollection, itemId: string) {
  yield* (yield* CollectionItems).remove(found.id, itemId).pipe(Effect.catchTag("ItemGone", () => noItem()))
  return Http.json({ success: true })
})

/** Everybody who is logged in may, once. */
const upvote = Effect.fnUntraced(function* (call: Call, found: StoredCollection, given: boolean) {
  const viewer = yield* loggedIn(call)
  yield* (yield* Collections).upvote(found.id, viewer.account.id, given)
  return Http.json({ success: true })
})

type Handler = (call: Call, found: StoredCollection, item: string) => Answer

/** By method and what follows the slug; `ITEM` stands for an item's id. */
const routes: Readonly<Record<string, Handler>> = {
  "PATCH ": update,
  "DELETE ": (_, found) => remove(found),
  "POST items": add,
  "PATCH items/ITEM": updateItem,
  "DELETE items/ITEM": (_, found, item) => removeItem(found, item)
}

/** Whatever is asked at `/api/collections` and below. */
export const answer = (call: Call): Answer => {
  const parts = segments(call.request.url)
  if (parts === undefined) return Effect.fail(Refusal.badRequest("The URL is not well encoded"))
  const [, , namespace, name, area, item, ...rest] = parts
  const method = call.request.method === "HEAD" ? "GET" : call.request.method
  if (namespace === undefined)
    return method === "GET"
      ? CollectionLists.list(call)
      : method === "POST"
        ? create(call)
        : Effect.fail(Refusal.noRoute())
  if (name === undefined || rest.length > 0) return Effect.fail(Refusal.noRoute())
  if (area === undefined && method === "GET")
    return Effect.flatMap(find(call, namespace, name), (found) => whole(call, found))
  if (area === "upvote" && item === undefined && (method === "POST" || method === "DELETE"))
    return Effect.flatMap(find(call, namespace, name), (found) => upvote(call, found, method === "POST"))
  const handler = routes[`${method} ${area ?? ""}${item === undefined ? "" : "/ITEM"}`]
  return handler === undefined
    ? Effect.fail(Refusal.noRoute())
    : Effect.flatMap(writable(call, namespace, name), (found) => handler(call, found, item ?? ""))
}
