import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as InProcess from "../../src/hub/InProcess.ts"
import { call, createModel, type Json, ownerToken, temporary, tokens, withHub } from "./support/hub.ts"

const create = (title: string, more: Record<string, unknown> = {}, token = tokens.alice) =>
  call("POST", "/api/collections", { token, json: { title, namespace: "alice", private: false, ...more } })

const created = (title: string, more: Record<string, unknown> = {}, token = tokens.alice) =>
  Effect.map(create(title, more, token), (answer): string => answer.json().slug)

const add = (slug: string, type: string, id: string, more: Record<string, unknown> = {}, token = tokens.alice) =>
  call("POST", `/api/collections/${slug}/items`, { token, json: { item: { type, id }, ...more } })

const get = (slug: string, token = tokens.alice) =>
  Effect.map(call("GET", `/api/collections/${slug}`, { token }), (answer): Json => answer.json())

const papers = (count: number) => Array.from({ length: count }, (_, index) => `2311.1${String(index).padStart(4, "0")}`)
const ids = (collection: Json): ReadonlyArray<string> => collection.items.map((item: Json) => item.id)
const positions = (collection: Json): ReadonlyArray<number> => collection.items.map((item: Json) => item.position)
const counted = (count: number) => Array.from({ length: count }, (_, index) => index)

describe("a collection", () => {
  it.scopedLive("is created with everything clients ask for, and named after its title", () =>
    withHub(
      Effect.gen(function* () {
        const answer = yield* create("OS Week Highlights - Sept 18 - 24 é!", { description: "d" })
        const { lastUpdated, slug, ...rest } = answer.json()
        assert.match(slug, /^alice\/os-week-highlights-sept-18-24-e-[0-9a-f]{24}$/)
        assert.match(lastUpdated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        assert.deepStrictEqual(rest, {
          title: "OS Week Highlights - Sept 18 - 24 é!",
          description: "d",
          gating: false,
          owner: {
            _id: "0123456789abcdef01234567",
            avatarUrl: "/avatars/0123456789abcdef01234567.svg",
            fullname: "Alice A.",
            name: "alice",
            type: "user"
          },
          items: [],
          theme: "orange",
          private: false,
          upvotes: 0,
          isUpvotedByUser: false,
          position: 0,
          shareUrl: `${InProcess.origin}/collections/${slug}`
        })
        assert.match(yield* created("日本語"), /^alice\/[0-9a-f]{24}$/)
      })
    )
  )

  it.scopedLive("of a title that its owner has already is a conflict that names it", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Same")
        const again = yield* create("Same")
        assert.strictEqual(again.status, 409)
        assert.strictEqual(again.json().slug, slug)
        assert.strictEqual((yield* create("Same", { namespace: "acme" })).status, 200)
      })
    )
  )

  it.scopedLive("is found by its id, whatever its title was, in its own namespace only", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Old title")
        const id = slug.slice(-24)
        const renamed = yield* call("PATCH", `/api/collections/${slug}`, {
          token: tokens.alice,
          json: { title: "New title", theme: "green", description: "x" }
        })
        const { data, success } = renamed.json()
        assert.isTrue(success)
        assert.strictEqual(data.slug, `alice/new-title-${id}`)
        assert.deepStrictEqual([data.theme, data.description], ["green", "x"])
        for (const name of [slug, data.slug, `alice/${id}`, `Alice/anything-${id}`])
          assert.strictEqual((yield* get(name)).title, "New title", name)
        for (const name of [`bob/new-title-${id}`, `alice/title${id}`, `alice/new-title-${"0".repeat(24)}`, "alice/x"])
          assert.strictEqual((yield* call("GET", `/api/collections/${name}`)).status, 404, name)
      })
    )
  )

  it.scopedLive("refuses what is too long, of no colour or no number, and says which key", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Mine")
        const patch = (json: unknown) => call("PATCH", `/api/collections/${slug}`, { token: tokens.alice, json })
        for (const [json, key] of [
          [{ title: "x".repeat(61) }, "title"],
          [{ title: "" }, "title"],
          [{ description: "x".repeat(151) }, "description"],
          [{ theme: "mauve" }, "theme"],
          [{ position: -1 }, "position"],
          [{ position: 1.5 }, "position"]
        ] as const) {
          const answer = yield* patch(json)
          assert.strictEqual(answer.status, 400)
          assert.include(answer.json().error, `"${key}"`)
        }
        assert.strictEqual((yield* create("x".repeat(61))).status, 400)
        assert.strictEqual((yield* add(slug, "model", "alice/m", { note: "x".repeat(501) })).status, 400)
        assert.strictEqual((yield* add(slug, "gallery", "alice/m")).status, 400)
        assert.strictEqual((yield* get(slug)).title, "Mine")
      })
    )
  )

  it.scopedLive("stands where it is put among its owner's", () =>
    withHub(
      Effect.gen(function* () {
        const slugs = yield* Effect.forEach(["a", "b", "c", "d"], (title) => created(title))
        yield* call("PATCH", `/api/collections/${slugs[3]}`, { token: tokens.alice, json: { position: 1 } })
        yield* call("DELETE", `/api/collections/${slugs[0]}`, { token: tokens.alice })
        const left = yield* Effect.forEach(slugs.slice(1), (slug) => get(slug))
        assert.deepStrictEqual(
          left.map(({ position, title }) => [title, position]),
          [
            ["b", 1],
            ["c", 2],
            ["d", 0]
          ]
        )
        const ofAcme = yield* created("z", { namespace: "acme" })
        const more = yield* Effect.forEach(["e", "f", "g"], (title) => created(title))
        const put = (slug: string, position: number) =>
          call("PATCH", `/api/collections/${slug}`, { token: tokens.alice, json: { position } })
        yield* put(more[0] ?? "", 99)
        const all = [...slugs.slice(1), ...more]
        const places = (of: ReadonlyArray<string>) =>
          Effect.forEach(of, (slug) => Effect.map(get(slug), (each): number => each.position))
        assert.deepStrictEqual(yield* places(all), [1, 2, 0, 5, 3, 4])
        yield* Effect.forEach(all, (slug, index) => put(slug, 5 - index), { concurrency: "unbounded" })
        assert.sameMembers([...(yield* places(all))], [...counted(6)])
        assert.deepStrictEqual(yield* places([ofAcme]), [0])
      })
    )
  )

  it.scopedLive("is deleted once, with its items and wherever it was an item", () =>
    withHub(
      Effect.gen(function* () {
        const inner = yield* created("inner")
        const outer = yield* created("outer")
        yield* add(outer, "collection", inner)
        yield* add(outer, "paper", "2311.12983")
        const remove = call("DELETE", `/api/collections/${inner}`, { token: tokens.alice })
        assert.strictEqual((yield* remove).status, 200)
        assert.strictEqual((yield* remove).status, 404)
        const left = yield* get(outer)
        assert.deepStrictEqual([ids(left), positions(left)], [["2311.12983"], [0]])
      })
    )
  )
})

describe("who may", () => {
  it.scopedLive("see a private one: its owner; for everybody else there is none", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Secret", { private: true })
        const ofAcme = yield* created("Plans", { namespace: "acme", private: true })
        const status = (name: string, token?: string) =>
          Effect.map(call("GET", `/api/collections/${name}`, token === undefined ? {} : { token }), (a) => a.status)
        assert.strictEqual(yield* status(slug, tokens.aliceRead), 200)
        assert.strictEqual(yield* status(slug, tokens.bob), 404)
        assert.strictEqual(yield* status(slug), 404)
        assert.strictEqual(yield* status(ofAcme, tokens.bob), 200)
        assert.strictEqual(yield* status(ofAcme, tokens.dave), 404)
        const listed = yield* call("GET", "/api/collections", { token: tokens.bob })
        assert.deepStrictEqual(
          listed.json().map((each: Json) => each.slug),
          [ofAcme]
        )
      })
    )
  )

  it.scopedLive("change one: who may write there, with a token that may", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Mine")
        const secret = yield* created("Secret", { private: true })
        const [item] = (yield* add(slug, "paper", "2311.12983")).json().items
        const path = (name: string) => `/api/collections/${name}`
        const changes = (name: string) =>
          [
            ["PATCH", path(name), { title: "Other" }],
            ["DELETE", path(name), undefined],
            ["POST", `${path(name)}/items`, { item: { type: "paper", id: "2311.00001" } }],
            ["PATCH", `${path(name)}/items/${item._id}`, { note: "n" }],
            ["DELETE", `${path(name)}/items/${item._id}`, undefined]
          ] as const
        for (const [method, url, json] of changes(slug)) {
          assert.strictEqual((yield* call(method, url, { json })).status, 401, `${method} ${url}`)
          for (const token of [tokens.bob, tokens.aliceRead])
            assert.strictEqual((yield* call(method, url, { token, json })).status, 403, `${method} ${url}`)
        }
        for (const [method, url, json] of changes(secret))
          assert.strictEqual((yield* call(method, url, { token: tokens.bob, json })).status, 404, `${method} ${url}`)
        assert.strictEqual((yield* create("x", { namespace: "acme" }, tokens.bob)).status, 403)
        assert.strictEqual((yield* create("x", { namespace: "alice" }, tokens.bob)).status, 403)
        assert.strictEqual((yield* create("x", {}, tokens.aliceRead)).status, 403)
        assert.deepStrictEqual((yield* get(slug)).title, "Mine")
      })
    )
  )

  it.scopedLive("see an item: who may see what it stands for", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("open")
        yield* createModel("secret", { private: true })
        const hidden = yield* created("Hidden", { private: true })
        const slug = yield* created("Mixed")
        yield* add(slug, "model", "alice/secret")
        yield* add(slug, "collection", hidden)
        yield* add(slug, "model", "alice/open")
        const all = yield* get(slug)
        assert.deepStrictEqual(positions(all), [0, 1, 2])
        const seen = yield* get(slug, tokens.bob)
        // Its place is the same for everybody, so that who sees less moves nothing by mistake.
        assert.deepStrictEqual([ids(seen), positions(seen)], [["alice/open"], [2]])
        const bobs = yield* created("Bobs", { namespace: "bob" }, tokens.bob)
        assert.strictEqual((yield* add(bobs, "model", "alice/secret", {}, tokens.bob)).status, 404)
        assert.strictEqual((yield* add(bobs, "collection", hidden, {}, tokens.bob)).status, 404)
      })
    )
  )

  it.scopedLive("upvote one: everybody who is logged in, once", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Mine")
        const vote = (token: string, method: "POST" | "DELETE" = "POST") =>
          call(method, `/api/collections/${slug}/upvote`, { token })
        yield* Effect.all([vote(tokens.alice), vote(tokens.bob), vote(tokens.bob)])
        const told = yield* get(slug, tokens.bob)
        assert.deepStrictEqual([told.upvotes, told.isUpvotedByUser], [2, true])
        yield* vote(tokens.bob, "DELETE")
        const after = yield* get(slug, tokens.bob)
        assert.deepStrictEqual([after.upvotes, after.isUpvotedByUser], [1, false])
        assert.strictEqual((yield* call("POST", `/api/collections/${slug}/upvote`)).status, 401)
      })
    )
  )
})

describe("items", () => {
  it.scopedLive("are repos, papers and collections, even the collection itself, by slug or by id", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("m")
        yield* call("POST", "/api/repos/create", {
          token: tokens.alice,
          json: { name: "m", type: "space", sdk: "static" }
        })
        const slug = yield* created("All sorts")
        yield* add(slug, "model", "alice/M", { note: "a < b" })
        yield* add(slug, "space", "alice/m")
        yield* add(slug, "paper", "2311.12983")
        yield* add(slug, "collection", slug.slice(-24))
        const { items } = yield* get(slug)
        assert.deepStrictEqual(
          items.map(({ id, note, slug, type }: Json) => ({ id, type, note, slug })),
          [
            { id: "alice/m", type: "model", note: { html: "a &lt; b", text: "a < b" }, slug: undefined },
            { id: "alice/m", type: "space", note: undefined, slug: undefined },
            { id: "2311.12983", type: "paper", note: undefined, slug: undefined },
            { id: slug.slice(-24), type: "collection", note: undefined, slug }
          ]
        )
        for (const [type, id] of [
          ["model", "alice/m"],
          ["paper", "2311.12983"],
          ["collection", slug]
        ] as const)
          assert.strictEqual((yield* add(slug, type, id)).status, 409, type)
        for (const [type, id] of [
          ["dataset", "alice/m"],
          ["model", "alice/none"],
          ["paper", "not-a-paper"],
          ["collection", `alice/x-${"0".repeat(24)}`],
          ["bucket", "alice/b"]
        ] as const)
          assert.strictEqual((yield* add(slug, type, id)).status, 404, type)
      })
    )
  )

  it.scopedLive("follow a repo that moves, and go with one that is deleted", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("first")
        yield* createModel("second")
        const slug = yield* created("Moving")
        yield* add(slug, "model", "alice/first")
        yield* add(slug, "model", "alice/second")
        const move = { fromRepo: "alice/second", toRepo: "acme/third", type: "model" }
        yield* call("POST", "/api/repos/move", { token: tokens.alice, json: move })
        assert.deepStrictEqual(ids(yield* get(slug)), ["alice/first", "acme/third"])
        assert.strictEqual((yield* add(slug, "model", "alice/second")).status, 409)
        yield* call("DELETE", "/api/repos/delete", { token: tokens.alice, json: { name: "first" } })
        const left = yield* get(slug)
        assert.deepStrictEqual([ids(left), positions(left)], [["acme/third"], [0]])
        yield* add(slug, "paper", "2311.12983")
        assert.deepStrictEqual(positions(yield* get(slug)), [0, 1])
      })
    )
  )

  it.scopedLive("stand where they are put, and the others move up", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Ordered")
        const [a = "", b = "", c = "", d = ""] = papers(4)
        for (const id of papers(4)) yield* add(slug, "paper", id)
        const { items } = yield* get(slug)
        const path = (index: number) => `/api/collections/${slug}/items/${items[index]._id}`
        const place = (index: number, position: number) =>
          call("PATCH", path(index), { token: tokens.alice, json: { position } })
        const order = Effect.map(get(slug), ids)
        yield* place(3, 1)
        assert.deepStrictEqual(yield* order, [a, d, b, c])
        yield* place(0, 2)
        assert.deepStrictEqual(yield* order, [d, b, a, c])
        yield* place(1, 99)
        assert.deepStrictEqual(yield* order, [d, a, c, b])
        yield* call("DELETE", path(3), { token: tokens.alice })
        const left = yield* get(slug)
        assert.deepStrictEqual(
          [ids(left), positions(left)],
          [
            [a, c, b],
            [0, 1, 2]
          ]
        )
        for (const method of ["PATCH", "DELETE"] as const)
          assert.strictEqual((yield* call(method, path(3), { token: tokens.alice, json: { note: "n" } })).status, 404)
      })
    )
  )

  it.scopedLive("stand where any row of changes puts them, also when a repo took its own with it", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Shuffled")
        yield* createModel("between")
        for (const id of papers(4)) yield* add(slug, "paper", id)
        yield* add(slug, "model", "alice/between")
        for (const id of papers(8).slice(4)) yield* add(slug, "paper", id)
        yield* call("DELETE", "/api/repos/delete", { token: tokens.alice, json: { name: "between" } })
        const { items } = yield* get(slug)
        const names = new Map<string, string>(items.map(({ _id, id }: Json) => [_id, id]))
        let expected = [...names.keys()]
        const change = FastCheck.tuple(FastCheck.nat(7), FastCheck.nat(9))
        for (const [which, position] of FastCheck.sample(change, { numRuns: 40, seed: 7 })) {
          const id = expected[which] ?? ""
          const path = `/api/collections/${slug}/items/${id}`
          yield* call("PATCH", path, { token: tokens.alice, json: { position } })
          const others = expected.filter((each) => each !== id)
          expected = [...others.slice(0, position), id, ...others.slice(position)]
          const now = yield* get(slug)
          assert.deepStrictEqual(
            ids(now),
            expected.map((each) => names.get(each) ?? "")
          )
          assert.deepStrictEqual(positions(now), counted(8))
        }
      })
    )
  )

  it.scopedLive("keep their notes until those are emptied", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Noted")
        const [item] = (yield* add(slug, "paper", "2311.12983", { note: "first" })).json().items
        const note = (text: string) =>
          Effect.zipRight(
            call("PATCH", `/api/collections/${slug}/items/${item._id}`, { token: tokens.alice, json: { note: text } }),
            Effect.map(get(slug), ({ items }) => items[0].note?.text)
          )
        assert.strictEqual(yield* note("second"), "second")
        assert.strictEqual(yield* note(""), undefined)
      })
    )
  )

  it.scopedLive("of one collection, written by two at once: all of them, and no number twice", () =>
    withHub(
      Effect.gen(function* () {
        const slug = yield* created("Busy")
        const all = papers(30)
        const answers = yield* Effect.forEach(all, (id) => add(slug, "paper", id), { concurrency: "unbounded" })
        assert.isTrue(answers.every(({ status }) => status === 200))
        const before = yield* get(slug)
        assert.sameMembers([...ids(before)], all)
        assert.deepStrictEqual(positions(before), counted(30))
        const path = (index: number) => `/api/collections/${slug}/items/${before.items[index]._id}`
        const moving = Effect.forEach(
          counted(10),
          (index) => call("PATCH", path(index), { token: tokens.alice, json: { position: 29 - index } }),
          { concurrency: "unbounded" }
        )
        const removing = Effect.forEach(
          counted(10),
          (index) => call("DELETE", path(20 + index), { token: tokens.alice }),
          { concurrency: "unbounded" }
        )
        const adding = Effect.forEach(counted(5), () => add(slug, "paper", "2312.00001"), { concurrency: "unbounded" })
        const [, , added] = yield* Effect.all([moving, removing, adding], { concurrency: "unbounded" })
        assert.deepStrictEqual(added.map(({ status }) => status).sort(), [200, 409, 409, 409, 409])
        const after = yield* get(slug)
        assert.deepStrictEqual(positions(after), counted(21))
        assert.sameMembers([...ids(after)], [...ids(before).slice(0, 20), "2312.00001"])
      })
    )
  )
})

describe("lists", () => {
  it.scopedLive("are by owner, item and words, in three orders, four items each and without positions", () =>
    withHub(
      Effect.gen(function* () {
        yield* createModel("m")
        const a = yield* created("Apples", { description: "red fruit" })
        const b = yield* created("Pears")
        const c = yield* created("Plans", { namespace: "acme" })
        for (const id of papers(6)) yield* add(a, "paper", id)
        yield* add(b, "model", "alice/m")
        yield* add(c, "model", "alice/m")
        for (const token of [tokens.alice, tokens.bob]) yield* call("POST", `/api/collections/${a}/upvote`, { token })
        yield* call("POST", `/api/collections/${b}/upvote`, { token: tokens.bob })
        const list = (query: string) =>
          Effect.map(call("GET", `/api/collections?${query}`), (answer): ReadonlyArray<Json> => answer.json())
        const slugs = (query: string) => Effect.map(list(query), (all) => all.map(({ slug }) => slug))
        const latest = yield* list("sort=lastModified")
        const times: ReadonlyArray<string> = latest.map(({ lastUpdated }) => lastUpdated)
        assert.sameMembers(
          latest.map(({ slug }) => slug),
          [a, b, c]
        )
        assert.deepStrictEqual(times, [...times].sort().reverse())
        assert.deepStrictEqual(yield* slugs("sort=upvotes"), [a, b, c])
        assert.deepStrictEqual(yield* slugs("owner=ALICE"), [a, b])
        assert.deepStrictEqual(yield* slugs("owner=alice&owner=acme"), [a, b, c])
        assert.deepStrictEqual(yield* slugs("item=models/alice/m"), [b, c])
        assert.deepStrictEqual(yield* slugs(`item=models/alice/m&item=papers/${papers(1)[0]}`), [a, b, c])
        assert.deepStrictEqual(yield* slugs("item=models/alice/none"), [])
        assert.deepStrictEqual(yield* slugs("q=FRUIT"), [a])
        const [first] = yield* list("owner=alice&limit=1")
        assert.deepStrictEqual(ids(first), papers(4))
        assert.notProperty(first, "position")
        for (const query of ["sort=oldest", "item=gpt2"])
          assert.strictEqual((yield* call("GET", `/api/collections?${query}`)).status, 400, query)
      })
    )
  )

  it.scopedLive("come in pages", () =>
    withHub(
      Effect.gen(function* () {
        const slugs = yield* Effect.forEach(counted(5), (index) => created(`c${index}`))
        const seen: Array<string> = []
        let next: string | undefined = "/api/collections?owner=alice&sort=lastModified&limit=2"
        while (next !== undefined) {
          const page: Effect.Effect.Success<ReturnType<typeof call>> = yield* call("GET", next)
          seen.push(...page.json().map(({ slug }: Json) => slug))
          next = /<([^>]+)>; rel="next"/.exec(page.headers["link"] ?? "")?.[1]
        }
        assert.sameMembers(seen, [...slugs])
        assert.strictEqual(seen.length, 5)
      })
    )
  )
})

it.scopedLive("collections are there again when the Hub is", () =>
  Effect.gen(function* () {
    const dataDir = join(yield* temporary, "data")
    const hub = InProcess.layer({ dataDir })
    const slug = yield* Effect.gen(function* () {
      const token = yield* ownerToken
      const made = yield* call("POST", "/api/collections", { token, json: { title: "Kept", namespace: "local" } })
      const { slug } = made.json()
      yield* call("POST", `/api/collections/${slug}/items`, {
        token,
        json: { item: { type: "paper", id: "2311.12983" } }
      })
      return slug
    }).pipe(Effect.provide(hub))
    const found = yield* call("GET", `/api/collections/${slug}`).pipe(Effect.provide(hub))
    assert.deepStrictEqual(ids(found.json()), ["2311.12983"])
  })
)
