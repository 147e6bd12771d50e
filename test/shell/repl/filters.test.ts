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
    assert.match(problem("where sise > 1"), /no column 'sise'; did you mean 'size'\? There are id, size, downloads/)
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
