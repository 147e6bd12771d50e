import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Item from "../../src/domain/CollectionItem.ts"
import * as Settings from "../../src/domain/CollectionSettings.ts"
import * as CollectionSlug from "../../src/domain/CollectionSlug.ts"
import * as ItemAddress from "../../src/domain/ItemAddress.ts"
import * as WebUrl from "../../src/domain/WebUrl.ts"
import { collectionAt } from "../../src/domain/wire/Collections.ts"

const id = "64f9a55bb3115b4f513ec026"

describe("a collection's slug", () => {
  it("is a namespace, a title if there is one, and 24 hexadecimal digits", () => {
    for (const text of [`TheBloke/recent-models-${id}`, `a/${id}`, `a/日本語-${id}`, `my_org.x/--a-${id}`])
      assert.deepStrictEqual(CollectionSlug.parse(text), Either.right(CollectionSlug.make(text)), text)
    const slug = CollectionSlug.make(`TheBloke/recent-models-${id}`)
    assert.strictEqual(CollectionSlug.id(slug), id)
    assert.strictEqual(CollectionSlug.namespace(slug), "TheBloke")
    assert.strictEqual(CollectionSlug.url(slug, "https://hub"), `https://hub/collections/TheBloke/recent-models-${id}`)
  })

  it("is nothing else", () => {
    const wrong = [
      "",
      id,
      "username/my-collection",
      `a/b/title-${id}`,
      `/title-${id}`,
      `../title-${id}`,
      `a/title-${id.slice(1)}`,
      `a/title-${id.toUpperCase()}`,
      `a/title${id}`,
      `a/ti tle-${id}`,
      `a/title?x=-${id}`,
      `a/title%2F-${id}`,
      `a/${"x".repeat(400)}-${id}`
    ]
    for (const text of wrong) assert.isTrue(Either.isLeft(CollectionSlug.parse(text)), text)
  })

  it("stands in the address of its page", () => {
    const slug = CollectionSlug.make(`TheBloke/recent-models-${id}`)
    const read = (text: string) => WebUrl.collection(text, "http://127.0.0.1:8085")
    for (const host of ["https://huggingface.co", "hf.co", "http://127.0.0.1:8085"])
      for (const end of ["", "/", "?q=1", "#top"])
        assert.deepStrictEqual(read(`${host}/collections/${slug}${end}`), Either.right(slug), host + end)
    assert.isUndefined(read("https://huggingface.co/org/name"))
    assert.isUndefined(read(`https://elsewhere.example/collections/${slug}`))
    assert.strictEqual(read("https://huggingface.co/collections/TheBloke")?._tag, "Left")
  })
})

describe("what a collection is called, said of and looks like", () => {
  it("is checked one after the other, and shown in short where it is long", () => {
    assert.isUndefined(Settings.problem({}))
    assert.isUndefined(Settings.problem({ title: "x".repeat(60), description: "x".repeat(150), theme: "indigo" }))
    assert.isUndefined(Settings.problem({ description: "" }))
    assert.deepStrictEqual(Settings.problem({ title: " ", theme: "rouge" }), {
      what: "title",
      value: " ",
      reason: "it is empty"
    })
    assert.deepStrictEqual(Settings.problem({ title: "t", description: "x".repeat(151) }), {
      what: "description",
      value: `${"x".repeat(40)}…`,
      reason: "it has 151 characters, and 150 are allowed"
    })
  })
})

describe("an item", () => {
  it("has a path that names it again", () => {
    const names: ReadonlyArray<Item.ItemName> = [
      { type: "model", id: "teknium/OpenHermes-2.5-Mistral-7B" },
      { type: "space", id: "julien-c/open-gpt-rhyming-robot" },
      { type: "dataset", id: "squad" },
      { type: "paper", id: "2311.12983" },
      { type: "collection", id: `a/b-${id}` },
      { type: "bucket", id: "a/b" }
    ]
    for (const name of names) {
      assert.isUndefined(Item.problem(name))
      assert.deepStrictEqual(Item.fromPath(Item.path(name)), name)
    }
    for (const text of ["", "models", "models/", "model/gpt2", "papers/a b", "gpt2", "collections/a/b", "things/x"])
      assert.isUndefined(Item.fromPath(text), text)
  })

  it("takes a note of 500 characters and no more", () => {
    assert.isUndefined(Item.noteProblem("x".repeat(500)))
    assert.match(Item.noteProblem("x".repeat(501)) ?? "", /501 characters, and 500 are allowed/)
  })
})

describe("an item's name", () => {
  const hub = "http://127.0.0.1:8085"
  const slug = `a/b-${id}`
  const idOf = (type: Item.ItemType, text: string) => ItemAddress.idOf(type, text, hub)

  it("is its id, or the address of its page", () => {
    const same: ReadonlyArray<readonly [Item.ItemType, string, ReadonlyArray<string>]> = [
      [
        "model",
        "org/name",
        ["org/name", "https://huggingface.co/org/name", `${hub}/org/name/`, "hf.co/org/name?x=1#y"]
      ],
      ["model", "gpt2", ["gpt2"]],
      ["dataset", "org/name", ["org/name", "https://huggingface.co/datasets/org/name"]],
      ["space", "org/name", [`${hub}/spaces/org/name`]],
      ["bucket", "org/name", ["https://huggingface.co/buckets/org/name"]],
      ["collection", slug, [slug, `collections/${slug}`, `https://huggingface.co/collections/${slug}`]],
      [
        "paper",
        "2311.12983",
        [
          "2311.12983",
          "https://huggingface.co/papers/2311.12983",
          `${hub}/papers/2311.12983/`,
          "https://arxiv.org/abs/2311.12983",
          "http://www.arxiv.org/abs/2311.12983v2",
          "arxiv.org/pdf/2311.12983",
          "https://arxiv.org/pdf/2311.12983v1.pdf",
          "https://arxiv.org/html/2311.12983v3#S1"
        ]
      ],
      ["paper", "cs/0112017", ["cs/0112017", "https://arxiv.org/abs/cs/0112017v1"]]
    ]
    for (const [type, name, texts] of same)
      for (const text of texts) assert.deepStrictEqual(idOf(type, text), Either.right(name), `${type} ${text}`)
  })

  it("is not that of a thing of another kind, of a place inside, or of a page elsewhere", () => {
    const wrong: ReadonlyArray<readonly [Item.ItemType, string, RegExp]> = [
      ["paper", "https://huggingface.co/org/name", /^it is the address of a model, not of a paper$/],
      ["model", "https://arxiv.org/abs/2311.12983", /^it is the address of a paper, not of a model$/],
      ["model", `${hub}/datasets/org/name`, /^it is the address of a dataset, not of a model$/],
      ["dataset", `collections/${slug}`, /^it is the address of a collection, not of a dataset$/],
      ["collection", "https://huggingface.co/papers/2311.12983", /^it is the address of a paper, not of a collection$/],
      ["collection", "https://huggingface.co/collections/a/b", /24 hexadecimal digits/],
      ["model", "https://huggingface.co/org/name/blob/main/a.txt", /leave off what follows the name/],
      ["model", "https://huggingface.co/org/name/tree/v1", /leave off what follows the name/],
      ["model", "https://huggingface.co/org", /NAMESPACE\/NAME is missing/],
      ["paper", "https://example.com/2311.12983", /that of arXiv/],
      ["paper", "https://arxiv.org/list/cs", /that of arXiv/],
      ["model", "https://example.com/org/name", /./]
    ]
    for (const [type, text, why] of wrong) {
      const read = idOf(type, text)
      assert.strictEqual(read._tag, "Left", text)
      if (read._tag === "Left") assert.match(read.left, why, text)
    }
  })

  it("is asked for in lists by its path", () => {
    const pathOf = (text: string) => Either.getOrThrow(ItemAddress.pathOf(text, hub))
    assert.strictEqual(pathOf("models/org/name"), "models/org/name")
    assert.strictEqual(pathOf("https://huggingface.co/org/name"), "models/org/name")
    assert.strictEqual(pathOf("https://arxiv.org/abs/2311.12983"), "papers/2311.12983")
    assert.strictEqual(pathOf(`${hub}/collections/${slug}`), `collections/${slug}`)
  })
})

describe("a collection on the wire", () => {
  const wire = {
    slug: `TheBloke/recent-models-${id}`,
    title: "Recent models",
    description: null,
    owner: { _id: "1", name: "TheBloke", type: "user", isPro: true },
    items: [
      { _id: "651446103cd773a050bf64c2", id: "TheBloke/U-Amethyst-20B-AWQ", type: "model", position: 88, likes: 7 },
      { _id: "1", id, slug: `a/b-${id}`, type: "collection", position: 89, note: { html: "<b>x</b>", text: "x" } },
      { _id: "2", id: "x", type: "hologram", position: 90, note: null, gated: "auto", private: null, new: [1] }
    ],
    lastUpdated: "2023-10-02T22:56:48.632Z",
    position: 1,
    private: false,
    theme: "green",
    upvotes: 90,
    gating: false
  }
  const decode = Schema.decodeUnknownSync(collectionAt("https://huggingface.co"))

  it("has everything that is guaranteed, and what else came", () => {
    const { items, ...collection } = decode(wire)
    assert.strictEqual(collection.owner, "TheBloke")
    assert.deepStrictEqual(collection.ownerInfo, wire.owner)
    assert.strictEqual(collection.url, `https://huggingface.co/collections/${wire.slug}`)
    assert.strictEqual(collection.description, undefined)
    assert.deepStrictEqual(
      items.map(({ itemId, itemObjectId, itemType, note, position }) => [
        itemObjectId,
        itemId,
        itemType,
        position,
        note
      ]),
      [
        ["651446103cd773a050bf64c2", "TheBloke/U-Amethyst-20B-AWQ", "model", 88, null],
        ["1", `a/b-${id}`, "collection", 89, "x"],
        ["2", "x", "hologram", 90, null]
      ]
    )
    assert.strictEqual(items[0]?.likes, 7)
    assert.strictEqual(items[2]?.gated, "auto")
  })

  it("has no position in lists, and an owner that may be a name", () => {
    const { position: _, ...listed } = wire
    const collection = decode({ ...listed, owner: "TheBloke" })
    assert.isUndefined(collection.position)
    assert.strictEqual(collection.owner, "TheBloke")
  })

  it("is none without an item's id", () => {
    assert.throws(() => decode({ ...wire, items: [{ id: "a/b", type: "model", position: 0 }] }))
    assert.throws(() => decode({ ...wire, owner: {} }))
  })
})
