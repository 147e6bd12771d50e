import { assert, describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as CollectionSlug from "../../../src/domain/CollectionSlug.ts"
import { Hub } from "../../../src/services/Hub.ts"
import type { HubCollections } from "../../../src/services/HubCollections.ts"
import type { Always, Ends, Read, Same } from "../../support/Ends.ts"
import { client, eager, type Seen, serve } from "./servers.ts"

const id = "64f9a55bb3115b4f513ec026"
const itemId = "651446103cd773a050bf64c2"
const slug = CollectionSlug.make(`org/title-${id}`)
const path = `/api/collections/org/title-${id}`
const model = { type: "model", id: "org/name" } as const

const collection = (more: object = {}) => ({
  slug,
  title: "Title",
  owner: { name: "org" },
  items: [],
  lastUpdated: "2023-10-02T22:56:48.632Z",
  private: false,
  theme: "green",
  upvotes: 0,
  ...more
})

interface Answer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** One call against a server that answers as told; the result and what it was asked. */
const exchange = <A, E>(
  answer: (request: Seen, url: string) => Answer,
  call: (collections: HubCollections) => Effect.Effect<A, E>
) =>
  Effect.gen(function* () {
    const server = yield* serve((request, _, response) => {
      const { body = collection(), headers = {}, status = 200 } = answer(request, server.url)
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
    })
    const result = yield* Effect.flatMap(Hub, ({ collections }) => Effect.either(call(collections))).pipe(
      eager,
      Effect.provide(client(server.url))
    )
    return { result, seen: server.seen, url: server.url }
  })

const sent = (seen: ReadonlyArray<Seen>) => seen.map(({ method, url }) => `${method} ${url}`)
const bodies = (seen: ReadonlyArray<Seen>) => seen.map(({ body }) => (body === "" ? undefined : JSON.parse(body)))
const tagOf = (result: { readonly _tag: string; readonly left?: { readonly _tag: string } }) => result.left?._tag

// What a caller still has to handle is in the type: this does not compile when it changes.

const typesOf = (collections: HubCollections) => ({
  get: () => collections.get(slug),
  list: () => Stream.runCollect(collections.list()),
  create: () => collections.create({ title: "t" }),
  createOk: () => collections.create({ title: "t", existsOk: true }),
  update: () => collections.update(slug, { title: "t" }),
  remove: () => collections.delete(slug),
  removeOk: () => collections.delete(slug, { missingOk: true }),
  add: () => collections.addItem(slug, model),
  addOk: () => collections.addItem(slug, model, { note: "n", existsOk: true }),
  updateItem: () => collections.updateItem(slug, itemId, { position: 0 }),
  removeItem: () => collections.deleteItem(slug, itemId),
  removeItemOk: () => collections.deleteItem(slug, itemId, { missingOk: true })
})
type Calls = ReturnType<typeof typesOf>

const types: [
  Same<Ends<Calls["get"]>, Read | "CollectionNotFound">,
  Same<Ends<Calls["list"]>, Read | "InvalidInput">,
  Same<Ends<Calls["create"]>, Read | "InvalidInput" | "Conflict">,
  Same<Ends<Calls["createOk"]>, Read | "InvalidInput" | "CollectionNotFound">,
  Same<Ends<Calls["update"]>, Read | "InvalidInput" | "CollectionNotFound">,
  Same<Ends<Calls["remove"]>, Always | "CollectionNotFound">,
  Same<Ends<Calls["removeOk"]>, Always>,
  Same<Ends<Calls["add"]>, Read | "InvalidInput" | "CollectionNotFound" | "ItemNotFound" | "Conflict">,
  Same<Ends<Calls["addOk"]>, Read | "InvalidInput" | "CollectionNotFound" | "ItemNotFound">,
  Same<Ends<Calls["updateItem"]>, Read | "InvalidInput" | "CollectionNotFound" | "ItemNotFound">,
  Same<Ends<Calls["removeItem"]>, Read | "InvalidInput" | "CollectionNotFound" | "ItemNotFound">,
  Same<Ends<Calls["removeItemOk"]>, Read | "InvalidInput">
] = [true, true, true, true, true, true, true, true, true, true, true, true]

describe("hub.collections asks", () => {
  it.scopedLive("for one by its slug", () =>
    Effect.gen(function* () {
      const { result, seen, url } = yield* exchange(
        () => ({}),
        ({ get }) => get(slug)
      )
      assert.deepStrictEqual(sent(seen), [`GET ${path}`])
      assert.strictEqual(result._tag === "Right" && result.right.url, `${url}/collections/${slug}`)
      assert.isTrue(types.every((each) => each))
    })
  )

  it.scopedLive("for lists page by page, and for no page that nobody takes", () =>
    Effect.gen(function* () {
      const page = (request: Seen, url: string) => ({
        body: [collection(), collection()],
        headers: { link: `<${url}${request.url}&cursor=${request.url.length}>; rel="next"` }
      })
      const { result, seen } = yield* exchange(page, ({ list }) =>
        Stream.runCollect(
          list({
            owner: ["a", "b"],
            item: [model, "papers/2311.12983"],
            sort: "last_modified",
            limit: 4
          })
        )
      )
      assert.strictEqual(result._tag === "Right" && Chunk.size(result.right), 4)
      const query = "owner=a&owner=b&item=models%2Forg%2Fname&item=papers%2F2311.12983&sort=lastModified&limit=4"
      assert.strictEqual(seen.length, 2)
      assert.strictEqual(seen[0]?.url, `/api/collections?${query}`)
      assert.match(seen[1]?.url ?? "", /&cursor=\d+$/)
      const large = yield* exchange(
        () => ({ body: [] }),
        ({ list }) => Stream.runCollect(list({ owner: "teknium", sort: "upvotes", limit: 1000 }))
      )
      assert.deepStrictEqual(sent(large.seen), ["GET /api/collections?owner=teknium&sort=upvotes&limit=100"])
    })
  )

  it.scopedLive("for a new one in a namespace, the caller's own unless it is named", () =>
    Effect.gen(function* () {
      const whoami = { type: "user", id: "1", name: "me" }
      const { seen } = yield* exchange(
        ({ url }) => (url === "/api/whoami-v2" ? { body: whoami } : {}),
        ({ create }) =>
          Effect.all([
            create({ title: "ICCV 2023", description: "Portfolio" }),
            create({ title: "T", namespace: "org", private: true })
          ])
      )
      assert.deepStrictEqual(sent(seen), ["GET /api/whoami-v2", "POST /api/collections", "POST /api/collections"])
      assert.deepStrictEqual(bodies(seen).slice(1), [
        { title: "ICCV 2023", namespace: "me", private: false, description: "Portfolio" },
        { title: "T", namespace: "org", private: true }
      ])
    })
  )

  it.scopedLive("for changes, with what is given and nothing else", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange(
        ({ method }) => (method === "PATCH" ? { body: { success: true, data: collection({ title: "New" }) } } : {}),
        (collections) =>
          Effect.gen(function* () {
            const changed = yield* collections.update(slug, { title: "New", private: false, position: 0 })
            yield* collections.addItem(slug, model)
            yield* collections.addItem(slug, { type: "paper", id: "2311.12983" }, { note: "n" })
            yield* collections.updateItem(slug, itemId, { note: "" })
            yield* collections.updateItem(slug, itemId, { position: 2 })
            yield* collections.deleteItem(slug, itemId)
            yield* collections.delete(slug)
            return changed.title
          })
      )
      assert.strictEqual(result._tag === "Right" && result.right, "New")
      assert.deepStrictEqual(sent(seen), [
        `PATCH ${path}`,
        `POST ${path}/items`,
        `POST ${path}/items`,
        `PATCH ${path}/items/${itemId}`,
        `PATCH ${path}/items/${itemId}`,
        `DELETE ${path}/items/${itemId}`,
        `DELETE ${path}`
      ])
      assert.deepStrictEqual(bodies(seen), [
        { title: "New", private: false, position: 0 },
        { item: { id: "org/name", type: "model" } },
        { item: { id: "2311.12983", type: "paper" }, note: "n" },
        { note: "" },
        { position: 2 },
        undefined,
        undefined
      ])
    })
  )
})

describe("what cannot be is refused before anything is asked", () => {
  const wrong: Readonly<Record<string, (collections: HubCollections) => Effect.Effect<unknown, { _tag: string }>>> = {
    "a note of 501 characters": ({ addItem }) => addItem(slug, model, { note: "x".repeat(501) }),
    "the same of an item that is there": ({ updateItem }) => updateItem(slug, itemId, { note: "x".repeat(501) }),
    // As a program without types would.
    "an unknown type": ({ addItem }) => addItem(slug, { type: "gallery" as "model", id: "a/b" }),
    "a repo id that is none": ({ addItem }) => addItem(slug, { type: "dataset", id: "a/b/c" }),
    "a collection that is none": ({ addItem }) => addItem(slug, { type: "collection", id: "a/b" }),
    "a repo id where the item's own is asked for": ({ updateItem }) => updateItem(slug, "org/name", { position: 0 }),
    "the same when deleting": ({ deleteItem }) => deleteItem(slug, "../..", { missingOk: true }),
    "a place that is none": ({ updateItem }) => updateItem(slug, itemId, { position: -1 }),
    "half a place": ({ update }) => update(slug, { position: 0.5 }),
    "a change of nothing": ({ update }) => update(slug, {}),
    "a change of nothing of an item": ({ updateItem }) => updateItem(slug, itemId, {}),
    "a title of 61 characters": ({ create }) => create({ title: "x".repeat(61) }),
    "the same of a collection that is there": ({ update }) => update(slug, { title: "x".repeat(61) }),
    "a description of 151 characters": ({ create }) => create({ title: "t", description: "x".repeat(151) }),
    "the same when updating": ({ update }) => update(slug, { description: "x".repeat(151) }),
    "an unknown theme": ({ update }) => update(slug, { theme: "rouge" }),
    "no title": ({ create }) => create({ title: " ", namespace: "org" }),
    "an item of a list that is none": ({ list }) => Stream.runDrain(list({ item: "gpt2" }))
  }
  for (const [name, call] of Object.entries(wrong))
    it.scopedLive(name, () =>
      Effect.gen(function* () {
        const { result, seen } = yield* exchange(() => ({}), call)
        assert.strictEqual(tagOf(result), "InvalidInput")
        assert.deepStrictEqual(seen, [])
      })
    )
})

describe("refusals", () => {
  const calls: Readonly<Record<string, (collections: HubCollections) => Effect.Effect<unknown, { _tag: string }>>> = {
    create: ({ create }) => create({ title: "t", namespace: "org" }),
    update: ({ update }) => update(slug, { title: "t" }),
    delete: (collections) => collections.delete(slug),
    addItem: ({ addItem }) => addItem(slug, model),
    updateItem: ({ updateItem }) => updateItem(slug, itemId, { note: "n" }),
    deleteItem: ({ deleteItem }) => deleteItem(slug, itemId)
  }
  /** What each becomes, the first of two for whom it is a word of its own. */
  const becomes: ReadonlyArray<readonly [status: number, Readonly<Record<string, string>>, string]> = [
    [409, { create: "Conflict", addItem: "Conflict" }, "BadRequest"],
    [404, { create: "BadRequest", update: "CollectionNotFound", delete: "CollectionNotFound" }, "ItemNotFound"],
    [403, {}, "Forbidden"],
    [422, {}, "BadRequest"],
    [429, {}, "RateLimited"],
    [412, {}, "BadRequest"],
    [401, {}, "Unauthorized"],
    [500, {}, "ServerError"]
  ]
  for (const [name, call] of Object.entries(calls))
    for (const [status, own, usual] of becomes)
      it.scopedLive(`${status} to ${name}`, () =>
        Effect.gen(function* () {
          const refused = { status, body: { error: "No." } }
          const { result, seen } = yield* exchange(({ method }) => (method === "GET" ? {} : refused), call)
          assert.strictEqual(tagOf(result), own[name] ?? usual)
          const changes = seen.filter(({ method }) => method !== "GET").length
          // Who was asked to come back later did nothing yet; after a 500 nobody knows.
          const again = status === 429 || (status === 500 && name.startsWith("update"))
          assert.strictEqual(changes, again ? 6 : 1)
        })
      )

  it.scopedLive("of an item that is there already name it and the collection", () =>
    Effect.gen(function* () {
      const { result } = yield* exchange(
        () => ({ status: 409, body: { error: "Item already in collection" } }),
        ({ addItem }) => addItem(slug, { type: "paper", id: "2311.12983" })
      )
      const error = yield* Effect.flip(Effect.asVoid(result))
      assert.strictEqual(error.message, `Collection '${slug}' has the paper '2311.12983' already.`)
    })
  )

  it.scopedLive("of a repo's words become those of collections", () =>
    Effect.gen(function* () {
      const coded = (code: string, status: number): Answer => ({
        status,
        body: { error: "No." },
        headers: { "x-error-code": code }
      })
      const get = (answer: Answer) =>
        exchange(
          () => answer,
          (collections) => collections.get(slug)
        )
      assert.strictEqual(tagOf((yield* get(coded("RepoNotFound", 404))).result), "CollectionNotFound")
      assert.strictEqual(tagOf((yield* get(coded("RepoNotFound", 401))).result), "Unauthorized")
      assert.strictEqual(tagOf((yield* get(coded("GatedRepo", 403))).result), "Forbidden")
    })
  )

  it.scopedLive("of an item say which of the two is missing", () =>
    Effect.gen(function* () {
      const nothing = () => ({ status: 404, body: { error: "Not found" } })
      const gone = yield* exchange(nothing, ({ addItem }) => addItem(slug, model))
      assert.strictEqual(tagOf(gone.result), "CollectionNotFound")
      assert.deepStrictEqual(sent(gone.seen), [`POST ${path}/items`, `GET ${path}`])
      const absent = yield* exchange(
        ({ method }) => (method === "GET" ? {} : nothing()),
        ({ addItem }) => addItem(slug, model)
      )
      assert.strictEqual(
        absent.result._tag === "Left" && absent.result.left.message,
        `There is no model 'org/name' on the Hub; nothing was added to collection '${slug}'.`
      )
    })
  )
})

describe("existsOk and missingOk", () => {
  const conflict = { status: 409, body: { error: "You already have one", slug } }

  it.scopedLive("a collection that exists is the one that exists", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange(
        ({ method }) => (method === "POST" ? conflict : { body: collection({ title: "Found" }) }),
        ({ create }) => create({ title: "t", namespace: "org", existsOk: true })
      )
      assert.strictEqual(result._tag === "Right" && result.right.title, "Found")
      assert.deepStrictEqual(sent(seen), ["POST /api/collections", `GET ${path}`])
    })
  )

  it.scopedLive("one that exists nobody knows where is an answer that is none", () =>
    Effect.gen(function* () {
      const { result } = yield* exchange(
        () => ({ status: 409, body: { error: "Exists" } }),
        ({ create }) => create({ title: "t", namespace: "org", existsOk: true })
      )
      assert.strictEqual(tagOf(result), "InvalidAnswer")
    })
  )

  it.scopedLive("an item that is there already leaves the collection as it is", () =>
    Effect.gen(function* () {
      const { result, seen } = yield* exchange(
        ({ method }) => (method === "POST" ? conflict : {}),
        ({ addItem }) => addItem(slug, model, { existsOk: true })
      )
      assert.strictEqual(result._tag, "Right")
      assert.deepStrictEqual(sent(seen), [`POST ${path}/items`, `GET ${path}`])
    })
  )

  it.scopedLive("what is gone is gone, the item or the collection with it", () =>
    Effect.gen(function* () {
      const nothing = () => ({ status: 404, body: { error: "Not found" } })
      const collectionGone = yield* exchange(nothing, (collections) => collections.delete(slug, { missingOk: true }))
      const bothGone = yield* exchange(nothing, ({ deleteItem }) => deleteItem(slug, itemId, { missingOk: true }))
      const itemGone = yield* exchange(
        ({ method }) => (method === "GET" ? {} : nothing()),
        ({ deleteItem }) => deleteItem(slug, itemId, { missingOk: true })
      )
      for (const { result } of [collectionGone, bothGone, itemGone]) assert.strictEqual(result._tag, "Right")
      const other = yield* exchange(
        () => ({ status: 403, body: {} }),
        ({ deleteItem }) => deleteItem(slug, itemId, { missingOk: true })
      )
      assert.strictEqual(tagOf(other.result), "Forbidden")
    })
  )
})
