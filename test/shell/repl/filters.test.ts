import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import { apply } from "../../../src/shell/repl/filters.ts"
import { asRows, asValue, type Row, rowsOf, type Value } from "../../../src/shell/repl/values.ts"

const rows: ReadonlyArray<Row> = [
  { id: "a/one", size: "1.5G", downloads: 10, tags: ["text", "small"], private: false },
  { id: "b/two", size: "900.0M", downloads: 200, tags: [], private: true },
  { id: "c/three", size: null, downloads: 3, tags: ["Vision"], private: false }
]
const value = rowsOf(rows, [{ key: "id" }, { key: "size" }], "id")

/** A word in quotes is quoted. */
const through = (line: string, of: Value = value) => {
  const [name = "", ...words] = line.match(/'[^']*'|\S+/g) ?? []
  return apply(
    name,
    words.map((word) =>
      word.startsWith("'") ? { text: word.slice(1, -1), quoted: true } : { text: word, quoted: false }
    ),
    of
  )
}

const ids = (line: string) => asRows(Either.getOrThrow(through(line))).rows.map(({ id }) => id)

const problem = (line: string) => Either.getOrThrow(Either.flip(through(line)))

describe("the filters of a pipe", () => {
  it("where: numbers, sizes, text, lists, with and without blanks", () => {
    assert.deepStrictEqual(ids("where size > 1GB"), ["a/one"])
    assert.deepStrictEqual(ids("where size<1GB"), ["b/two"])
    assert.deepStrictEqual(ids("where downloads >=10 and size > 100"), ["a/one", "b/two"])
    assert.deepStrictEqual(ids("where downloads<5 or id ~ TWO"), ["b/two", "c/three"])
    assert.deepStrictEqual(ids("where tags = vision"), ["c/three"])
    assert.deepStrictEqual(ids("where private"), ["b/two"])
    assert.deepStrictEqual(ids("where id != 'a/one'"), ["b/two", "c/three"])
    assert.deepStrictEqual(ids("where ID = 'c/three'"), ["c/three"])
  })

  it("where: more and less are of numbers, dates or text, as the column has them", () => {
    const files = rowsOf(
      [
        { name: "b", kind: "file", size: 1500, at: "2026-02-01T10:00:00.000Z", rev: "12e4567", odd: "7" },
        { name: "10", kind: "folder", size: null, at: "2026-01-15T00:00:00.000Z", rev: "99e9999", odd: "x" },
        { name: "9", kind: "file", size: -3, at: null, rev: "0000000", odd: true }
      ],
      [{ key: "name" }],
      "name"
    )
    const names = (line: string) => asRows(Either.getOrThrow(through(line, files))).rows.map(({ name }) => name)
    const wrong = (line: string) => Either.getOrThrow(Either.flip(through(line, files)))
    assert.match(
      wrong("where size > 1GBB"),
      /^column 'size' holds numbers, and '1GBB' is none; write 12, 300k or 1\.5GB$/
    )
    assert.match(wrong("where size <= 5XB"), /'5XB' is none/)
    assert.match(problem("where size > big"), /^column 'size' holds numbers/)
    assert.match(
      wrong("where kind > 1GB"),
      /^column 'kind' holds no numbers to compare with 1GB; as text it is '1GB', in quotes$/
    )
    assert.match(wrong("where at > 7d"), /^column 'at' holds dates, and '7d' is none/)
    assert.deepStrictEqual(names("where size > 1k"), ["b"])
    assert.deepStrictEqual(names("where size < '1500B'"), ["9"])
    assert.deepStrictEqual(names("where kind > '1GB'"), ["b", "10", "9"])
    assert.deepStrictEqual(names("where kind > file"), ["10"])
    assert.deepStrictEqual(names("where at > 2026-01-20"), ["b"])
    assert.deepStrictEqual(names("where at < 2026-02"), ["10"])
    assert.deepStrictEqual(names("where at >= '2026-02-01 10:00'"), ["b"])
    // What is no number is neither more nor less; names of digits alone may be compared as names.
    assert.deepStrictEqual(names("where odd > 5"), ["b"])
    assert.deepStrictEqual(names("where odd <= 5"), [])
    assert.deepStrictEqual(names("where rev > 1"), [])
    assert.deepStrictEqual(names("where rev = 12E4567"), ["b"])
    assert.deepStrictEqual(names("where rev = 0"), ["9"])
    // Equal is never an error.
    assert.deepStrictEqual(names("where size = 5XB"), [])
    assert.deepStrictEqual(ids("where downloads != many"), ["a/one", "b/two", "c/three"])
  })

  it("where: sizes and shares as people see them", () => {
    const seen = rowsOf(
      [
        { id: "a", storage: "1.5 KB", share: "75.0%" },
        { id: "b", storage: "512 B", share: "25.0%" }
      ],
      [{ key: "id" }],
      "id"
    )
    const of = (line: string) => asRows(Either.getOrThrow(through(line, seen))).rows.map(({ id }) => id)
    assert.deepStrictEqual([of("where storage > 1k"), of("where storage < 600")], [["a"], ["b"]])
    assert.deepStrictEqual(
      [of("where share > 50"), of("where share <= 25%"), of("sort storage")],
      [["a"], ["b"], ["b", "a"]]
    )
  })

  it("where: what is quoted, or a value, is no condition", () => {
    assert.deepStrictEqual(ids("where id = 'size>1'"), [])
    assert.deepStrictEqual(ids("where id != 'and'").length, 3)
    assert.match(problem("where 'size>1'"), /no column 'size>1'/)
  })

  it("sort: numbers before text, in an order that is one", () => {
    const cells = FastCheck.oneof(
      FastCheck.integer({ max: 30, min: 0 }).map(String),
      FastCheck.string({ maxLength: 2 })
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.array(cells, { maxLength: 12 }), (list) => {
        const sorted = (values: ReadonlyArray<string>) =>
          asRows(
            Either.getOrThrow(
              through(
                "sort n",
                rowsOf(
                  values.map((n) => ({ n })),
                  [{ key: "n" }],
                  "n"
                )
              )
            )
          ).rows.map(({ n }) => String(n).toLowerCase().trim())
        const once = sorted(list)
        const worth = (text: string) => (/^[+-]?\d+$/.test(text) ? Number(text) : text)
        assert.deepStrictEqual(sorted([...list].reverse()).map(worth), once.map(worth))
      })
    )
  })

  it("sort: by what cells are worth, nothing last whichever way", () => {
    assert.deepStrictEqual(ids("sort size"), ["b/two", "a/one", "c/three"])
    assert.deepStrictEqual(ids("sort size:desc"), ["a/one", "b/two", "c/three"])
    assert.deepStrictEqual(ids("sort private downloads:desc"), ["a/one", "c/three", "b/two"])
    assert.deepStrictEqual(ids("sort -r"), ["c/three", "b/two", "a/one"])
  })

  it("first, last, select, count, json, csv", () => {
    assert.deepStrictEqual(
      [ids("first"), ids("first 2").length, ids("last 2"), ids("last 0")],
      [["a/one"], 2, ["b/two", "c/three"], []]
    )
    assert.deepStrictEqual(asValue(Either.getOrThrow(through("select downloads,id"))), [
      { downloads: 10, id: "a/one" },
      { downloads: 200, id: "b/two" },
      { downloads: 3, id: "c/three" }
    ])
    assert.deepStrictEqual(Either.getOrThrow(through("count")), { _tag: "value", value: 3 })
    const made = Either.getOrThrow(through("json"))
    assert.deepStrictEqual(made._tag === "text" ? JSON.parse(made.text) : undefined, rows)
    const text = Either.getOrThrow(through("csv"))
    assert.deepStrictEqual(text._tag === "text" ? text.text.split("\r\n").slice(0, 2) : [], [
      "id,size,downloads,tags,private",
      "a/one,1.5G,10,text small,False"
    ])
  })

  it("take lines of text for rows of one column", () => {
    const lines: Value = { _tag: "text", text: "b\na\n" }
    assert.deepStrictEqual(asRows(Either.getOrThrow(through("sort", lines))).rows, [{ value: "a" }, { value: "b" }])
  })

  it("say what is wrong", () => {
    assert.match(
      problem("where sise > 1"),
      /no column 'sise'; did you mean 'size'\? There are id, size, downloads, tags, private\.$/
    )
    assert.match(problem("where nonsense"), /^there is no column 'nonsense'\. There are /)
    assert.match(problem("where size => 1"), /'=>' is none of/)
    assert.match(problem("where size >"), /a value is expected/)
    assert.match(problem("where size > 1 2"), /'2' does not belong here/)
    assert.match(problem("where"), /a condition is expected/)
    assert.match(problem("first many"), /'many' is no number of rows/)
    assert.match(problem("select"), /columns are expected/)
    assert.match(problem("count x"), /does not belong/)
  })

  it("sort is a permutation in order, and where with its opposite loses nothing", () => {
    const numbers = FastCheck.array(
      FastCheck.record({ n: FastCheck.oneof(FastCheck.integer(), FastCheck.constant(null)) })
    )
    FastCheck.assert(
      FastCheck.property(numbers, FastCheck.integer(), (list, limit) => {
        const of = rowsOf(list, [{ key: "n" }], "n")
        const sorted = asRows(Either.getOrThrow(through("sort n", of))).rows.map(({ n }) => n)
        const expected = [...list.map(({ n }) => n)].sort((a, b) => (a ?? Infinity) - (b ?? Infinity) || 0)
        assert.deepStrictEqual(
          sorted.filter((n) => n !== null),
          expected.filter((n) => n !== null)
        )
        const some = asRows(Either.getOrThrow(through(`where n > ${limit}`, of))).rows.length
        const others = asRows(Either.getOrThrow(through(`where n <= ${limit}`, of))).rows.length
        assert.strictEqual(some + others, list.filter(({ n }) => n !== null).length)
      })
    )
  })
})
