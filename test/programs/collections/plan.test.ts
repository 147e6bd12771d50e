import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck } from "effect"
import * as CollectionSlug from "../../../src/domain/CollectionSlug.ts"
import { Collection, CollectionItem } from "../../../src/domain/wire/Collections.ts"
import { type ExistingFile, type FileItem, key, parse, render } from "../../../src/programs/collections/file.ts"
import { plan, planNew, type Step, words } from "../../../src/programs/collections/plan.ts"

const slug = CollectionSlug.make("alice/title-64f9a55bb3115b4f513ec026")
const objectId = (index: number) => String(index).padStart(24, "0")

const collection = (items: ReadonlyArray<FileItem>, more: Partial<Collection> = {}) =>
  new Collection({
    slug,
    title: "Title",
    owner: "alice",
    items: items.map(
      ({ id, note, type }, index) =>
        new CollectionItem({
          itemObjectId: objectId(index),
          itemId: id,
          itemType: type,
          position: index,
          note: note || null
        })
    ),
    lastUpdated: "2023-10-02T22:56:48.632Z",
    private: false,
    theme: "green",
    upvotes: 0,
    url: `https://huggingface.co/collections/${slug}`,
    ...more
  })

const file = (items: ReadonlyArray<FileItem> | undefined, more: Partial<ExistingFile> = {}): ExistingFile => ({
  slug,
  title: "Title",
  namespace: undefined,
  description: undefined,
  private: undefined,
  theme: undefined,
  items,
  ...more
})

const model = (name: string, note = ""): FileItem => ({ type: "model", id: `org/${name}`, note })
const models = (names: string, note = ""): ReadonlyArray<FileItem> => [...names].map((name) => model(name, note))
const told = (steps: ReadonlyArray<Step>) =>
  steps.map(words).map(({ detail, item, step }) => `${step} ${item.replace("model org/", "")} ${detail}`.trim())

/** What a plan makes of the items, as the Hub would do it. */
const done = (before: ReadonlyArray<FileItem>, steps: ReadonlyArray<Step>): ReadonlyArray<FileItem> => {
  let items = [...before]
  const at = (item: { readonly type: string; readonly id: string } | undefined) =>
    item === undefined ? -1 : items.findIndex((each) => key(each) === key(item))
  for (const step of steps) {
    if (step.do === "add") items.push(step.item)
    if (step.do === "remove") items = items.filter((each) => key(each) !== key(step.item))
    if (step.do === "note")
      items = items.map((each) => (key(each) === key(step.item) ? { ...each, note: step.note } : each))
    if (step.do === "move") {
      const [moved] = items.splice(at(step.item), 1)
      if (moved !== undefined) items.splice(at(step.after) + 1, 0, moved)
    }
  }
  return items
}

describe("a plan", () => {
  it("is empty when all is as it should be, or nothing is said", () => {
    const now = [...models("ab"), model("c", "note")]
    assert.deepStrictEqual(plan(collection(now), file(now)), [])
    assert.deepStrictEqual(plan(collection(now), file(undefined)), [])
    assert.deepStrictEqual(plan(collection(now), file([{ ...model("A"), id: "ORG/a" }, ...now.slice(1)])), [])
  })

  it("adds, moves, notes and removes, in this order", () => {
    const steps = plan(
      collection([model("a"), model("b", "old"), model("c"), model("x")]),
      file([model("c"), model("new", "fresh"), model("a"), model("b", "newer")])
    )
    assert.deepStrictEqual(told(steps), [
      "add new fresh",
      "move a behind model org/new",
      "move b behind model org/a",
      "note b newer",
      "remove x"
    ])
  })

  it("moves one item when one item moved", () => {
    const moves = (before: string, after: string) => told(plan(collection(models(before)), file(models(after))))
    assert.deepStrictEqual(moves("abcdef", "bcdefa"), ["move a behind model org/f"])
    assert.deepStrictEqual(moves("abcdef", "fabcde"), ["move f to the beginning"])
    assert.deepStrictEqual(moves("abcdef", "abedcf").length, 2)
  })

  it("changes what the file says otherwise, and creates what is not there", () => {
    const now = collection([], { description: "d" })
    const wanted = file([], { title: "New", description: "", private: true, theme: "pink" })
    assert.deepStrictEqual(told(plan(now, wanted)), [
      'set collection title "New", description "", private true, theme "pink"'
    ])
    assert.deepStrictEqual(told(plan(now, file([], { description: "d", private: false, theme: "green" }))), [])
    assert.deepStrictEqual(told(planNew({ title: "Title", theme: "blue", items: models("ab") })), [
      'create collection "Title"',
      'set collection theme "blue"',
      "add a",
      "add b"
    ])
    assert.deepStrictEqual(
      told(planNew({ title: "T", description: "d", private: true, items: [model("a", "x\ny")] })),
      ['create collection "T", description "d", private true', 'add a "x\\ny"']
    )
  })

  const items = FastCheck.uniqueArray(FastCheck.constantFrom(..."abcdefghijkl"), { maxLength: 12 }).chain((names) =>
    FastCheck.array(FastCheck.constantFrom("", "one", "two"), { minLength: names.length, maxLength: names.length }).map(
      (notes) => names.map((name, index) => model(name, notes[index] ?? ""))
    )
  )

  it("leads from any collection to any other, and no step is idle", () => {
    FastCheck.assert(
      FastCheck.property(items, items, (before, after) => {
        const steps = plan(collection(before), file(after))
        assert.deepStrictEqual(done(before, steps), after)
        for (const step of steps)
          assert.notDeepEqual(
            done(
              before,
              steps.filter((each) => each !== step)
            ),
            after
          )
      })
    )
  })

  it("that breaks off anywhere is continued by the next", () => {
    FastCheck.assert(
      FastCheck.property(items, items, FastCheck.nat(20), (before, after, stop) => {
        const half = done(before, plan(collection(before), file(after)).slice(0, stop))
        assert.deepStrictEqual(done(half, plan(collection(half), file(after))), after)
      })
    )
  })
})

describe("a collection's file", () => {
  const items: ReadonlyArray<FileItem> = [
    model("a", 'Würstchen: #1 "quoted"\nand a second line'),
    { type: "paper", id: "2311.12980", note: "" },
    { type: "collection", id: slug, note: "yes" },
    { type: "space", id: "1234/5678", note: "123" }
  ]

  it("says all that a collection is, and is read as it was written", () => {
    const text = render(collection(items, { description: "null" }))
    assert.include(text, 'paper: "2311.12980"')
    assert.deepStrictEqual(
      parse("c.yaml", text),
      Either.right(file(items, { description: "null", private: false, theme: "green" }))
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ unit: "grapheme", maxLength: 100 }), (note) => {
        const odd = [model("a", note.replace(/[\r\u0000-\u0008\u000b-\u001f]/g, ""))]
        assert.deepStrictEqual(
          Either.map(parse("c", render(collection(odd))), (read) => read.items),
          Either.right(odd)
        )
      })
    )
  })

  it("may be short, and typed by hand", () => {
    const typed = (items: ReadonlyArray<FileItem> | undefined) => ({ ...file(items), slug: undefined, title: "Mine" })
    const text = "title: Mine\nitems:\n  - paper: 2311.12980\n  - model: gpt2\n    note: yes\n"
    assert.deepStrictEqual(
      parse("c.yaml", text),
      Either.right(
        typed([
          { type: "paper", id: "2311.12980", note: "" },
          { type: "model", id: "gpt2", note: "yes" }
        ])
      )
    )
    assert.deepStrictEqual(parse("c.yaml", "title: Mine\n"), Either.right(typed(undefined)))
  })

  it("says nothing where it has nothing: no note, and what is there stays", () => {
    const unsaid = Either.right(file([model("a"), model("b"), model("c")], { title: undefined }))
    for (const nothing of ["null", "~", "", "Null", "NULL"]) {
      const items = ["a", "b", "c"].map((name) => `  - model: org/${name}\n    note: ${nothing}\n`).join("")
      const keys = ["title", "description", "private", "theme", "namespace"].map((name) => `${name}: ${nothing}\n`)
      assert.deepStrictEqual(parse("c.yaml", `slug: ${slug}\n${keys.join("")}items:\n${items}`), unsaid, nothing)
    }
    const note = null
    const json = {
      slug,
      title: null,
      description: null,
      items: ["a", "b", "c"].map((n) => ({ model: `org/${n}`, note }))
    }
    assert.deepStrictEqual(parse("c.json", JSON.stringify(json)), unsaid)
    assert.deepStrictEqual(
      parse("c.json", `{"slug": null, "title": "null", "items": []}`),
      Either.right({ ...file([]), slug: undefined, title: "null" })
    )
  })

  it("has texts where others have numbers and dates", () => {
    for (const text of ["1.0", "yes", "2024-01-01", "0x10", "true", "1e3", ".5", "nulls"])
      assert.deepStrictEqual(
        parse("c.yaml", `slug: ${slug}\ntitle: ${text}\nitems:\n  - paper: 2311.10\n    note: ${text}\n`),
        Either.right(file([{ type: "paper", id: "2311.10", note: text }], { title: text }))
      )
  })

  it("of an empty collection is read back as that", () => {
    const read = parse("c.yaml", render(collection([], { title: "null", description: "~" })))
    assert.deepStrictEqual(
      read,
      Either.right(file([], { title: "null", description: "~", private: false, theme: "green" }))
    )
  })

  it("may name collections by the address of their page, and leave the title as it is", () => {
    const page = `collections/${slug}`
    const named = Either.right(file([{ type: "collection", id: slug, note: "" }], { title: undefined }))
    for (const address of [`https://huggingface.co/${page}`, `http://127.0.0.1:7/${page}/`, `hf.co/${page}?x=1`, page])
      assert.deepStrictEqual(
        parse("c.yaml", `slug: ${address}\nitems:\n  - collection: ${address}\n`, "http://127.0.0.1:7"),
        named,
        address
      )
  })

  it("may name its items by the address of their pages", () => {
    const hub = "https://huggingface.co"
    const text = `slug: ${slug}\nitems:\n  - dataset: ${hub}/datasets/a/b\n  - paper: https://arxiv.org/abs/2311.12983v1\n`
    const named = [
      { type: "dataset", id: "a/b", note: "" },
      { type: "paper", id: "2311.12983", note: "" }
    ] as const
    assert.deepStrictEqual(parse("c.yaml", text), Either.right(file(named, { title: undefined })))
    const twice = parse("c.yaml", `${text}  - paper: ${hub}/papers/2311.12983\n`)
    assert.match(Either.getOrThrow(Either.flip(twice)).message, /paper '2311\.12983' is in it twice/)
  })

  it("is refused with what is wrong in it", () => {
    const wrong: ReadonlyArray<readonly [string, RegExp]> = [
      ["", /what the collection is called/],
      ["- a\n", /it is a list; it must say what the collection is called/],
      ["hello\n", /it is a text; it must say what the collection is called/],
      ["title: null\n", /what the collection is called/],
      ["title: [a]\n", /'title' must be a text/],
      ["title: a\ndescription: {a: b}\n", /'description' must be a text/],
      ["title: a\nprivate: [true]\n", /'private' must be true or false/],
      ["title: a\nnamespace: ''\n", /'namespace' must be a text/],
      ["title: a\nitems: a\n", /'items' must be a list/],
      ["title: a\nitems: {model: a}\n", /'items' must be a list/],
      ["title: a\nitems:\n", /'items' is empty: write `items: \[\]` for none, or leave it out/],
      ["title: a\nitems:\n  - a\n", /item 1: it must have one of the keys model, dataset/],
      ["title: a\nitems:\n  - model: b\n  -\n", /item 2: it must have one of the keys model, dataset/],
      ["title: a\nitems:\n  - model: a/b\n    note: [a]\n", /item 1, its note: it must be a text/],
      ["title: a\nitems:\n  - model: a/b\n    note: {a: b}\n", /item 1, its note: it must be a text/],
      ["title: a\nitems:\n  - model: null\n", /item 1, its model: it must be a text/],
      ["title: a\nitems:\n  - model: [a]\n", /item 1, its model: it must be a text/],
      ["title: [", /not YAML/],
      ["title: ''\n", /'title': it is empty/],
      ["description: d\n", /what the collection is called/],
      [`title: ${"x".repeat(61)}\n`, /'title': it has 61 characters, and 60 are allowed/],
      [`title: a\ndescription: ${"x".repeat(151)}\n`, /'description': it has 151 characters, and 150 are allowed/],
      [`slug: https://example.com/collections/${slug}\n`, /'slug': it must be/],
      [`title: a\nitems:\n  - collection: https://example.com/collections/${slug}\n`, /item 1, collection 'https:/],
      ["title: a\nitems:\n  - collection: https://hf.co/collections/a/b\n", /24 hexadecimal digits/],
      [`slug: ${slug}\nnamespace: other\n`, /'namespace': it is 'other', and the slug's is '/],
      [
        "title: a\nitems:\n  - model: https://hf.co/datasets/a/b\n",
        /item 1, model .*: it is the address of a dataset, not/
      ],
      ["title: a\ntitel: b\n", /titel/],
      ["title: a\nslug: a/b\n", /slug/],
      ["title: a\ntheme: mauve\n", /'theme': it must be one of orange, blue/],
      ["title: a\nprivate: maybe\n", /private/],
      ["title: a\nitems:\n  - modle: a/b\n", /item 1: it must have one of the keys model, dataset/],
      ["title: a\nitems:\n  - model: a/b\n    space: a/b\n", /item 1/],
      ["title: a\nitems:\n  - note: x\n", /item 1/],
      ["title: a\nitems:\n  - model: a/b\n  - dataset: a/b/c\n", /item 2, dataset 'a\/b\/c'/],
      [`title: a\nitems:\n  - model: a/b\n    note: ${"x".repeat(501)}\n`, /item 1, its note: it has 501/],
      ["title: a\nitems:\n  - model: a/b\n  - model: A/b\n", /model 'A\/b' is in it twice/]
    ]
    for (const [text, why] of wrong) {
      const read = parse("c.yaml", text)
      assert.strictEqual(read._tag, "Left", text)
      if (read._tag === "Left") {
        assert.match(read.left.message, /^Invalid collection file 'c\.yaml': /)
        assert.match(read.left.message, why)
      }
    }
  })
})
