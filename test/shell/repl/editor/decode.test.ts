import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { type Decoder, feed, flush, initial } from "../../../../src/shell/repl/editor/decode.ts"
import { type Key, key, paste, text } from "../../../../src/shell/repl/editor/Key.ts"

const e = "\u001b"

/** Texts that were cut apart by the reads are one again. */
const joined = (keys: ReadonlyArray<Key>): ReadonlyArray<Key> =>
  keys.reduce<Array<Key>>((list, each) => {
    const before = list.at(-1)
    if (each._tag === "text" && before?._tag === "text") list[list.length - 1] = text(before.text + each.text)
    else list.push(each)
    return list
  }, [])

const all = (...chunks: ReadonlyArray<string>): ReadonlyArray<Key> => {
  let decoder: Decoder = initial
  const keys: Array<Key> = []
  for (const chunk of chunks) {
    const [next, some] = feed(decoder, chunk)
    decoder = next
    keys.push(...some)
  }
  return joined([...keys, ...flush(decoder)[1]])
}

const sequences: ReadonlyArray<readonly [bytes: string, name: string]> = [
  [`${e}[A`, "up"],
  [`${e}OA`, "up"],
  [`${e}[B`, "down"],
  [`${e}[C`, "right"],
  [`${e}OD`, "left"],
  [`${e}[H`, "home"],
  [`${e}OH`, "home"],
  [`${e}[1~`, "home"],
  [`${e}[7~`, "home"],
  [`${e}[F`, "end"],
  [`${e}OF`, "end"],
  [`${e}[4~`, "end"],
  [`${e}[8~`, "end"],
  [`${e}[3~`, "delete"],
  [`${e}[5~`, "pageup"],
  [`${e}[6~`, "pagedown"],
  [`${e}[Z`, "S-tab"],
  [`${e}[1;5C`, "C-right"],
  [`${e}[1;3D`, "M-left"],
  [`${e}Oc`, "C-right"],
  [`${e}[3;5~`, "C-delete"],
  [`${e}[3^`, "C-delete"],
  [`${e}b`, "M-b"],
  [`${e}\u007f`, "M-backspace"],
  [`${e}\r`, "M-enter"],
  [`${e}<`, "M-<"],
  [`${e}${e}[D`, "M-left"],
  [`${e}d`, "M-d"],
  ["\u0001", "C-a"],
  ["\u0005", "C-e"],
  ["\u001f", "C-_"],
  ["\u0008", "backspace"],
  ["\u007f", "backspace"],
  ["\t", "tab"],
  ["\r", "enter"],
  ["\n", "enter"],
  ["\u0003", "C-c"],
  ["\u0004", "C-d"],
  [`${e}OM`, "enter"]
]

describe("sequences of terminals", () => {
  for (const [bytes, name] of sequences) {
    it(`${JSON.stringify(bytes)} is ${name}, in one read or byte by byte`, () => {
      assert.deepStrictEqual(all(bytes), [key(name)])
      assert.deepStrictEqual(all(...bytes), [key(name)])
      assert.deepStrictEqual(all(`a${bytes}b`), [text("a"), key(name), text("b")])
    })
  }

  it("a lone escape is itself once nothing follows", () => {
    assert.deepStrictEqual(feed(initial, e)[1], [])
    assert.deepStrictEqual(all(e), [key("escape")])
    assert.deepStrictEqual(all(`${e}${e}`), [key("escape"), key("escape")])
  })

  it("what means nothing here is swallowed whole", () => {
    for (const bytes of [
      `${e}[24;80R`,
      `${e}[[A`,
      `${e}[200;1x`,
      `${e}]11;rgb:0/0/0\u0007`,
      `${e}P1$r0m${e}\\`,
      `${e}[?62;c`,
      `${e}[<0;3;4M`,
      `${e}[I`
    ]) {
      assert.deepStrictEqual(all(`a${bytes}b`), [text("ab")], JSON.stringify(bytes))
      assert.deepStrictEqual(all("a", ...bytes, "b"), [text("ab")], JSON.stringify(bytes))
    }
  })
})

describe("bracketed paste", () => {
  it("is one key with its newlines, and obeys nothing", () => {
    assert.deepStrictEqual(all(`x${e}[200~a\rb\r\nc\nd\u0003${e}[A${e}[201~y`), [
      text("x"),
      paste(`a\nb\nc\nd\u0003${e}[A`),
      text("y")
    ])
  })

  it("of 10,000 characters, in reads of any size", () => {
    const long = "0123456789 abc\n".repeat(667).slice(0, 10_000)
    for (const size of [1, 7, 4096, 20_000]) {
      const bytes = `${e}[200~${long}${e}[201~`
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size)
      )
      assert.deepStrictEqual(all(...chunks), [paste(long)])
    }
  })
})

describe("cuts between two reads", () => {
  const part = fc.oneof(
    fc.constantFrom(...sequences.map(([bytes]) => bytes).filter((bytes) => bytes.length > 1 || bytes === "\t")),
    fc.constantFrom("abc", "漢", `${e}[200~p\nq${e}[201~`, `${e}[24;80R`)
  )
  it("change nothing", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat({ max: 60 }), { maxLength: 8 }), (parts, cuts) => {
        const bytes = parts.join("")
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((place, i) => bytes.slice(places[i], place))
        assert.deepStrictEqual(all(...chunks), all(bytes))
      }),
      { numRuns: 1000 }
    )
  })

  it("whatever the bytes, no control character becomes text", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(e, `${e}[`, `${e}]`, "\u009b", "1", ";", "~")),
          { maxLength: 20 }
        ),
        (chunks) => {
          for (const each of all(...chunks))
            if (each._tag === "text") assert.notMatch(each.text, /[\u0000-\u001f\u007f-\u009f]/)
        }
      ),
      { numRuns: 1000 }
    )
  })
})
