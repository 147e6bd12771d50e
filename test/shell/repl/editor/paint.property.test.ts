/** What is sent for a frame after a frame shows, in a real terminal's emulation, what the second frame alone would show. */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { columnsOf, span } from "../../../../src/shell/repl/editor/cells.ts"
import { type Key, key, paste, text } from "../../../../src/shell/repl/editor/Key.ts"
import type { Offer, Ports } from "../../../../src/shell/repl/editor/Ports.ts"
import { initial } from "../../../../src/shell/repl/editor/State.ts"
import { View } from "../../../../src/shell/repl/editor/View.ts"
import * as Emulator from "./Emulator.ts"
import { ports } from "./Typist.ts"

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "ls ", "--flag", " ", "x") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "漢",
      "字字",
      "👍",
      "é",
      "한",
      "①",
      "\u001b[31m",
      "\u0007",
      "\t",
      "👨‍👩‍👧",
      "\u200b",
      "\u202e"
    )
  }
)

const names = [
  "backspace",
  "C-a",
  "C-e",
  "left",
  "right",
  "up",
  "down",
  "M-enter",
  "tab",
  "S-tab",
  "C-r",
  "escape",
  "C-k",
  "C-w",
  "C-y",
  "C-_",
  "M-b",
  "C-l",
  "pagedown"
]

const offers: ReadonlyArray<Offer> = [
  { from: 0, candidates: [] },
  { from: 0, candidates: Array.from({ length: 40 }, (_, i) => ({ value: `a${i}` })) },
  {
    from: 0,
    candidates: ["漢字", "字", "👍👍"].map((value) => ({
      value,
      help: `what ${value} is, in more words than fit into the row`
    }))
  }
]

type Act =
  | { readonly _tag: "key"; readonly key: Key }
  | { readonly _tag: "offer"; readonly index: number }
  | { readonly _tag: "above" }

const acts: fc.Arbitrary<ReadonlyArray<Act>> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: piece.map(
        (each): Act => ({ _tag: "key", key: /[\u0000-\u001f]/.test(each) ? paste(each) : text(each) })
      )
    },
    {
      weight: 1,
      arbitrary: fc
        .array(piece, { maxLength: 60 })
        .map((list): Act => ({ _tag: "key", key: paste(list.join("\n".repeat(list.length % 2))) }))
    },
    { weight: 6, arbitrary: fc.constantFrom(...names).map((name): Act => ({ _tag: "key", key: key(name) })) },
    { weight: 2, arbitrary: fc.nat({ max: offers.length - 1 }).map((index): Act => ({ _tag: "offer", index })) },
    { weight: 1, arbitrary: fc.constant<Act>({ _tag: "above" }) }
  ),
  { maxLength: 40 }
)

const given: Ports = ports({
  history: ["a first line", "ls 漢字 and more than fits into one row of the terminal", "two\nlines"],
  prompt: [span("hf ", "bold"), span("org/repo> ", "green")],
  more: [span("... ", "grey")],
  highlight: (text) =>
    [...text.matchAll(/--\w+|漢/g)].map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
      style: "cyan" as const
    })),
  hint: (text) => (text.length % 3 === 0 ? "" : `hint for ${text}`),
  status: () => [span("main ", "grey"), span("2↑", "yellow")]
})

const send = (view: View, act: Act): string => {
  switch (act._tag) {
    case "above":
      return view.above("printed above")
    case "key":
      return view.on({ _tag: "key", key: act.key })[0]
    case "offer": {
      const id = view.state.asked
      return (
        view.on({ _tag: "offered", id, offer: offers[act.index] ?? { from: 0, candidates: [] } })[0] +
        view.on({ _tag: "answered", id })[0]
      )
    }
  }
}

/** Only this, newlines and text may reach the terminal. */
const allowed =
  /^(?:[^\u0000-\u001f\u007f-\u009f]|\r|\n|\u0007|\u001b\[\d*[ABCGKJH]|\u001b\[\d*(?:;\d+)*m|\u001b\[H\u001b\[2J|\u001b\[\?7[lh])*$/

describe("frames on a terminal", () => {
  for (const [columns, rows, modern] of [
    [40, 12, true],
    [17, 6, true],
    [5, 4, true],
    [80, 24, false]
  ] as const) {
    it(`${columns}×${rows}${modern ? "" : ", where emoji are narrow"}: what changed is all that is needed`, async () => {
      await fc.assert(
        fc.asyncProperty(acts, fc.boolean(), async (all, color) => {
          const size = { columns, rows }
          const terminal = Emulator.make(size, modern)
          const view = new View(given, initial(size), color)
          await terminal.write(view.draw())
          for (const act of all) {
            const sent = send(view, act) + view.draw()
            assert.match(sent, allowed)
            await terminal.write(sent)
          }
          const fresh = Emulator.make(size, modern)
          const whole = new View(given, view.state, color)
          await fresh.write(whole.draw())
          const got = terminal.screen()
          const wanted = fresh.screen()
          const above = got.cursor[0] - wanted.cursor[0]
          assert.deepStrictEqual(got.rows.slice(above), wanted.rows)
          assert.deepStrictEqual(
            terminal.looks().slice(above, above + wanted.rows.length),
            fresh.looks().slice(0, wanted.rows.length)
          )
          assert.strictEqual(got.cursor[1], wanted.cursor[1])
        }),
        { numRuns: 150 }
      )
    })
  }

  it("the cursor is where the characters before it end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.nat({ max: 12 }), async (list, back) => {
        const size = { columns: 200, rows: 5 }
        const terminal = Emulator.make(size)
        const view = new View(ports(), initial(size), true)
        view.on({ _tag: "key", key: paste(list.join("")) })
        for (let i = 0; i < back; i++) view.on({ _tag: "key", key: key("left") })
        await terminal.write(view.draw())
        const { cursor, text } = view.state.line
        assert.deepStrictEqual(terminal.screen().cursor, [0, columnsOf(text.slice(0, cursor))])
      }),
      { numRuns: 200 }
    )
  })
})
