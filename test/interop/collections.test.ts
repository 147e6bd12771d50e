/** Collections with the Python and JavaScript clients: all of the guide, and both beside ours on the same collection. */
import { join } from "node:path"
import { assert, describe, it, layer } from "@effect/vitest"
import { createCollection, deleteCollection, type HubApiError, listCollections } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Hf from "../support/Hf.ts"
import * as TempDir from "../support/TempDir.ts"
import { World } from "../support/World.ts"
import * as Guide from "./CollectionsGuide.ts"
import { jsCollections } from "./JsCollections.ts"
import * as Python from "./Python.ts"

/** An example typed into Python; what it printed, ids made equal. */
const say = (home: string, endpoint: string) => (example: string) =>
  Effect.map(Python.run({ home, endpoint, token: Guide.token }, Guide.shell, example), ({ code, stderr, stdout }) => {
    assert.deepStrictEqual([code, stderr], [0, ""])
    return stdout.replaceAll(endpoint, "https://huggingface.co").trimEnd()
  })

describe.skipIf(Python.missing)("the guide's Python", () => {
  it.scopedLive(
    "does what the guide says, example by example",
    () =>
      Effect.gen(function* () {
        const root = yield* TempDir.make("guide")
        const [home, dataDir] = [join(root, "home"), join(root, "hub")]
        const accounts = yield* Guide.writeAccounts(root)
        const ids = yield* Effect.scoped(Effect.flatMap(Guide.serve(dataDir, accounts), Guide.seed))
        yield* Guide.rename(dataDir, ids)
        yield* Guide.age(dataDir)

        const made = yield* Effect.scoped(
          Effect.gen(function* () {
            const type = say(home, yield* Guide.serve(dataDir, accounts))

            const [collection = "", item = ""] = (yield* type(Guide.get)).split("\n")
            assert.match(collection, /^Collection\(slug='TheBloke\/recent-models-64f9a55bb3115b4f513ec026', /)
            assert.include(collection, "title='Recent models'")
            assert.include(
              collection,
              "last_updated=datetime.datetime(2023, 10, 2, 22, 56, 48, 632000, tzinfo=datetime.timezone.utc)"
            )
            assert.include(collection, "private=False, theme='green', upvotes=0")
            assert.include(collection, `description="${Guide.recent.description}"`)
            assert.match(
              item,
              /^CollectionItem\(item_object_id='[0-9a-f]{24}', item_id='TheBloke\/U-Amethyst-20B-AWQ', item_type='model', position=0, note=None\)$/
            )

            const votes = yield* type(Guide.list)
            assert.deepStrictEqual(votes.split("\n").sort(), ["Number of upvotes: 1", "Number of upvotes: 5"])

            assert.deepStrictEqual((yield* type(Guide.list + Guide.filter)).split("\n").slice(2), [
              "teknium/quantized-models-6544690bb978e0b0f7328748",
              "AmeerH/function-calling-65560a2565d7a6ef568527af",
              "PostArchitekt/7bz-65479bb8c194936469697d8c",
              "gnomealone/need-to-test-652007226c6ce4cdacf9c233",
              "Crataco/favorite-7b-models-651944072b4fffcb41f8b568"
            ])

            const [slug = "", title, owner, url] = (yield* type(Guide.create)).split("\n")
            assert.match(slug, /^'username\/iccv-2023-[0-9a-f]{24}'$/)
            assert.strictEqual(title, "'ICCV 2023'")
            assert.include(owner, "'name': 'username'")
            assert.strictEqual(url, `'https://huggingface.co/collections/${slug.slice(1)}`)

            const added = (yield* type(Guide.add)).split("\n")
            assert.strictEqual(added.length, 5)
            assert.match(added[4] ?? "", /(?:CollectionItem.*){4}/)
            return (added[0] ?? "").slice(1, -1)
          })
        )
        assert.match(made, /^osanseviero\/os-week-highlights-sept-18-24-[0-9a-f]{24}$/)
        yield* Guide.rename(dataDir, new Map([[Guide.highlights, made]]))

        const url = yield* Guide.serve(dataDir, accounts)
        const type = say(home, url)
        const ours = { home, endpoint: url, token: Guide.token }
        const items = Effect.map(Hf.ok(ours, "collections", "info", Guide.highlights, "--json"), (text) =>
          (
            JSON.parse(text) as {
              items: ReadonlyArray<{ item_id: string; item_type: string; position: number; note?: string }>
            }
          ).items.map((each) => `${each.position} ${each.item_type} ${each.item_id}: ${each.note ?? ""}`)
        )
        const text = "Würstchen is a new fast and efficient high resolution text-to-image architecture and model"
        const said = "This dataset contains one million real-world conversations with 25 state-of-the-art LLMs."
        assert.strictEqual(yield* type(Guide.note), "")
        assert.deepStrictEqual(yield* items, [
          "0 space coqui/xtts: ",
          `1 model warp-ai/wuerstchen: ${text}`,
          `2 dataset lmsys/lmsys-chat-1m: ${said}`,
          "3 space warp-ai/wuerstchen: "
        ])
        yield* type(Guide.reorder)
        assert.deepStrictEqual((yield* items).slice(1), [
          `1 model warp-ai/wuerstchen: ${text}`,
          "2 space warp-ai/wuerstchen: ",
          `3 dataset lmsys/lmsys-chat-1m: ${said}`
        ])
        yield* type(Guide.removeItem)
        assert.deepStrictEqual(yield* items, [
          `0 model warp-ai/wuerstchen: ${text}`,
          "1 space warp-ai/wuerstchen: ",
          `2 dataset lmsys/lmsys-chat-1m: ${said}`
        ])
        assert.strictEqual(yield* type(Guide.remove), "")
        // Another's collection of that id is still there.
        assert.strictEqual((yield* Hf.run(ours, "collections", "info", Guide.recent.slug)).code, 0)
      }),
    120_000
  )
})

/** What a program in Python sees when something is there already, missing, or forbidden. */
const refusals = `
import sys
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
api = HfApi()
def status(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
        return 200
    except HfHubHTTPError as error:
        return error.response.status_code
made = api.create_collection("Refused", description="d")
slug, nothing = made.slug, made.slug[:-24] + "0" * 24
paper = dict(item_id="2311.12983", item_type="paper")
again = api.create_collection("Refused", exists_ok=True)
added = api.add_collection_item(slug, **paper, note="n")
item = added.items[0].item_object_id
print(status(api.create_collection, "Refused"), again.slug == slug)
print(status(api.add_collection_item, slug, **paper), len(api.add_collection_item(slug, **paper, exists_ok=True).items))
print(status(api.add_collection_item, slug, "alice/none", "model"), status(api.get_collection, nothing))
print(status(api.update_collection_item, slug, "0" * 24, note="x"), status(api.update_collection_item, slug, item, note="x" * 501))
print(status(api.update_collection_metadata, slug, theme="mauve"), status(api.create_collection, "x", namespace="bob"))
api.delete_collection_item(slug, item)
print(status(api.delete_collection_item, slug, item), api.delete_collection_item(slug, item, missing_ok=True))
renamed = api.update_collection_metadata(slug, title="Renamed", private=True)
print(renamed.slug[:-24], renamed.private, api.get_collection(slug).title)
api.delete_collection(slug)
print(status(api.delete_collection, slug), api.delete_collection(slug, missing_ok=True))
`

/** Adds twenty papers and moves each to the beginning. */
const writer = `
import sys
from huggingface_hub import HfApi
api, slug = HfApi(), sys.argv[1]
for number in range(20):
    name = f"2311.{number:05}"
    items = api.add_collection_item(slug, name, "paper", exists_ok=True).items
    item = next(each for each in items if each.item_id == name)
    api.update_collection_item(slug, item.item_object_id, position=0)
`

describe("collections", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("refuse to Python what its program expects to be refused", () =>
      Effect.gen(function* () {
        const { who } = yield* World
        const { stderr, stdout } = yield* Python.run(yield* who(), refusals)
        assert.deepStrictEqual(
          stdout.trimEnd().split("\n"),
          ["409 True", "409 1", "404 404", "404 400", "400 403", "404 None", "alice/renamed- True Renamed", "404 None"],
          stderr
        )
      })
    )

    it.scoped("are the same to the JavaScript client", () =>
      Effect.gen(function* () {
        const { hub, repo, who } = yield* World
        const id = yield* repo("js", {})
        const alice = yield* who()
        const access = { hubUrl: hub.url, accessToken: Accounts.tokens.alice }
        const { addCollectionItem, collectionInfo, deleteCollectionItem } = yield* jsCollections
        const status = (call: Promise<unknown>) =>
          call.then(
            () => 200,
            (error: HubApiError) => error.statusCode
          )
        const { slug } = yield* Effect.promise(() =>
          createCollection({
            collection: { title: "From JavaScript", namespace: "alice", description: "d", private: false },
            ...access
          })
        )
        yield* Effect.promise(async () => {
          await addCollectionItem({ slug, item: { type: "model", id }, note: "note", ...access })
          await addCollectionItem({ slug, item: { type: "paper", id: "2311.12983" }, ...access })
          await addCollectionItem({ slug, item: { type: "collection", id: slug.slice(-24) }, ...access })
          assert.strictEqual(await status(addCollectionItem({ slug, item: { type: "model", id }, ...access })), 409)
          assert.strictEqual(await status(addCollectionItem({ slug, item: { type: "dataset", id }, ...access })), 404)
        })
        const seen = JSON.parse(yield* Hf.ok(alice, "collections", "info", slug, "--json"))
        assert.deepStrictEqual(
          seen.items.map(({ item_id, note }: { item_id: string; note?: string }) => [item_id, note]),
          [
            [id, "note"],
            ["2311.12983", undefined],
            [slug, undefined]
          ]
        )
        yield* Hf.ok(alice, "collections", "update-item", slug, seen.items[1].item_object_id, "--position", "0")
        yield* Effect.promise(async () => {
          const info = await collectionInfo({ slug, ...access })
          assert.deepStrictEqual(
            info.items.map(({ id, position, type }) => [position, type, id]),
            [
              [0, "paper", "2311.12983"],
              [1, "model", id],
              [2, "collection", slug.slice(-24)]
            ]
          )
          assert.deepStrictEqual(info.items[1]?.note, { html: "note", text: "note" })
          assert.strictEqual(info.shareUrl, `${hub.url}/collections/${slug}`)
          const listed = []
          const search = { owner: ["alice"], item: ["papers/2311.12983"], q: "javascript" }
          for await (const each of listCollections({ search, sort: "lastModified", limit: 3, ...access }))
            listed.push(each.slug)
          assert.deepStrictEqual(listed, [slug])
          const itemId = info.items[0]?._id ?? ""
          await deleteCollectionItem({ slug, itemId, ...access })
          assert.strictEqual(await status(deleteCollectionItem({ slug, itemId, ...access })), 404)
          await deleteCollection({ slug, ...access })
          assert.strictEqual(await status(collectionInfo({ slug, ...access })), 404)
        })
        assert.strictEqual((yield* Hf.run(alice, "collections", "info", slug)).code, 3)
      })
    )

    it.scoped.skipIf(Python.missing)("take what two clients write at the same time, each item once and in a row", () =>
      Effect.gen(function* () {
        const { who } = yield* World
        const alice = yield* who()
        const slug = yield* Hf.ok(alice, "collections", "create", "Two writers", "-q")
        const paper = (number: number) => `2311.${String(number).padStart(5, "0")}`
        const ours = Effect.forEach([0, 1, 2, 3, 20, 21], (number) =>
          Hf.ok(alice, "collections", "add-item", slug, paper(number), "paper", "--exists-ok", "-q")
        )
        const theirs = Effect.map(Python.run(alice, writer, slug), ({ code, stderr }) =>
          assert.deepStrictEqual([code, stderr], [0, ""])
        )
        yield* Effect.all([ours, theirs], { concurrency: 2 })
        const { items } = JSON.parse(yield* Hf.ok(alice, "collections", "info", slug, "--json")) as {
          items: ReadonlyArray<{ item_id: string; position: number }>
        }
        assert.deepStrictEqual(
          items.map(({ position }) => position),
          items.map((_, index) => index)
        )
        const numbers = [...Array.from({ length: 20 }, (_, index) => index), 20, 21]
        assert.deepStrictEqual(items.map(({ item_id }) => item_id).sort(), numbers.map(paper))
      })
    )

    it.scoped.skipIf(Python.missing)("are listed page by page by every client", () =>
      Effect.gen(function* () {
        const { hub, who } = yield* World
        const alice = yield* who()
        const access = { hubUrl: hub.url, accessToken: Accounts.tokens.alice }
        yield* Effect.promise(async () => {
          for (let index = 0; index < 103; index++)
            await createCollection({ collection: { title: `Page ${index}`, namespace: "acme" }, ...access })
        })
        const list = ["collections", "ls", "--owner", "acme", "--limit", "103", "-q"] as const
        const ours = yield* Hf.ok(alice, ...list)
        assert.strictEqual(new Set(ours.split("\n")).size, 103)
        assert.strictEqual(ours, yield* Python.hfOk(alice, ...list))
        const listed: Array<string> = []
        yield* Effect.promise(async () => {
          for await (const { slug } of listCollections({ search: { owner: ["acme"] }, ...access })) listed.push(slug)
        })
        assert.strictEqual(listed.join("\n"), ours)
      })
    )
  })
})
