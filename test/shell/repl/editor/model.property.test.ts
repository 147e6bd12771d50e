/**
 * The editor against a model that is too simple to be wrong: a text as a list of characters, a cursor, and whole texts to go back to.
 */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { next, previous, snap, split } from "../../../../src/shell/repl/editor/graphemes.ts"
import { type Key, key, paste, text } from "../../../../src/shell/repl/editor/Key.ts"
import type { Offer } from "../../../../src/shell/repl/editor/Ports.ts"
import { on } from "../../../../src/shell/repl/editor/press.ts"
import { initial, type State } from "../../../../src/shell/repl/editor/State.ts"
import { ports, press, size } from "./Typist.ts"

const characters = ["a", "b", " ", "-", "漢", "👍🏽", "é", "👨‍👩‍👧", "ｱ", "\u200b"]
const character = fc.constantFrom(...characters)

const names = [
  "C-a",
  "C-e",
  "C-b",
  "C-f",
  "C-k",
  "C-u",
  "C-d",
  "backspace",
  "C-w",
  "C-y",
  "C-t",
  "M-b",
  "M-f",
  "M-d",
  "M-enter"
]
/** Everything else that the editor knows, and some that it does not. */
const others = [
  "up",
  "down",
  "tab",
  "S-tab",
  "enter",
  "escape",
  "C-r",
  "C-g",
  "C-l",
  "C-_",
  "M-y",
  "pageup",
  "pagedown",
  "home",
  "end",
  "left",
  "right",
  "delete",
  "M-backspace",
  "M-<",
  "M->",
  "C-left",
  "C-right",
  "C-p",
  "C-n",
  "insert",
  "C-q",
  "M-x"
]

interface Model {
  readonly before: ReadonlyArray<string>
  readonly after: ReadonlyArray<string>
  readonly killed: string
}

const none = (list: ReadonlyArray<string>): ReadonlyArray<string> => (list.length === 0 ? list : [])

/** What a key does, in lists; only for texts in one line. */
const simple: Readonly<Record<string, (model: Model) => Model>> = {
  "C-a": ({ after, before, killed }) => ({ before: [], after: [...before, ...after], killed }),
  "C-e": ({ after, before, killed }) => ({ before: [...before, ...after], after: [], killed }),
  "C-b": ({ after, before, killed }) => ({
    before: before.slice(0, -1),
    after: [...before.slice(-1), ...after],
    killed
  }),
  "C-f": ({ after, before, killed }) => ({ before: [...before, ...after.slice(0, 1)], after: after.slice(1), killed }),
  backspace: (model) => ({ ...model, before: model.before.slice(0, -1) }),
  "C-d": (model) => ({ ...model, after: model.after.slice(1) }),
  "C-k": ({ after, before, killed }) => ({ before, after: none(after), killed: after.join("") || killed }),
  "C-u": ({ after, before, killed }) => ({ before: none(before), after, killed: before.join("") || killed }),
  "C-y": (model) => ({ ...model, before: [...model.before, ...split(model.killed)] })
}

describe("graphemes", () => {
  it("next, previous, snap and split agree with one another", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(character).map((list) => list.join("")),
          fc.string({ unit: "binary" })
        ),
        (string) => {
          const parts = split(string)
          assert.strictEqual(parts.join(""), string)
          let at = 0
          for (const part of parts) {
            assert.strictEqual(snap(string, at), at)
            assert.strictEqual(next(string, at), at + part.length)
            assert.strictEqual(previous(string, at + part.length), at)
            if (part.length > 1) assert.strictEqual(snap(string, at + 1), at + part.length)
            at += part.length
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})

describe("random keys", () => {
  it("make the text that the model makes", () => {
    const act = fc.oneof(
      { weight: 3, arbitrary: character.map(text) },
      fc.constantFrom(...Object.keys(simple)).map(key)
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        let model: Model = { before: [], after: [], killed: "" }
        let state = initial(size)
        for (const act of acts) {
          // Kills in a row are one in the editor: in between is a key that does nothing.
          state = press(ports(), { ...state, last: "other" }, [act]).state
          model =
            act._tag === "key"
              ? (simple[act.name]?.(model) ?? model)
              : { ...model, before: [...model.before, act.text] }
          // Neighbours may have become one character.
          if (
            split(model.before.join("")).length !== model.before.length ||
            split([...model.before, ...model.after].join("")).length !== model.before.length + model.after.length
          )
            return
          assert.strictEqual(state.line.text, [...model.before, ...model.after].join(""))
          assert.strictEqual(state.line.cursor, model.before.join("").length)
        }
      }),
      { numRuns: 500 }
    )
  })

  const history = ["one", "two\nlines", "a b", "漢字", "aa"]
  const anything: fc.Arbitrary<Key | Offer | "answered"> = fc.oneof(
    { weight: 4, arbitrary: character.map(text) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }).map(paste) },
    { weight: 6, arbitrary: fc.constantFrom(...names, ...others).map(key) },
    {
      weight: 2,
      arbitrary: fc.record({
        from: fc.nat({ max: 6 }),
        candidates: fc.array(
          fc.record({
            value: fc.array(character, { maxLength: 4 }).map((list) => list.join("")),
            suffix: fc.constantFrom("", " ")
          }),
          { maxLength: 5 }
        )
      })
    },
    { weight: 2, arbitrary: fc.constant("answered" as const) }
  )

  const happen = (state: State, what: Key | Offer | "answered") => {
    const given = ports({ history, complete: (text) => !text.endsWith("a") })
    if (what === "answered") return on(given, state, { _tag: "answered", id: state.asked })
    if ("candidates" in what) return on(given, state, { _tag: "offered", id: state.asked, offer: what })
    return on(given, state, { _tag: "key", key: what })
  }

  it("leave the cursor between two characters of the text, whatever is open", () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 80 }), (all) => {
        let state = initial(size)
        for (const what of all) {
          state = happen(state, what).state
          const { cursor, text } = state.line
          assert.isTrue(
            cursor >= 0 && cursor <= text.length && snap(text, cursor) === cursor,
            `${cursor} in ${JSON.stringify(text)}`
          )
          const mode = state.mode
          if (mode._tag === "menu")
            assert.isTrue(
              mode.selected >= -1 &&
                mode.selected < Math.max(mode.list.length, 1) &&
                (mode.selected === -1 || mode.list.length > 0)
            )
          if (mode._tag === "search") assert.isTrue(mode.selected === 0 || mode.selected < mode.hits.length)
        }
      }),
      { numRuns: 1000 }
    )
  })

  it("can all be undone, one change after the other", () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 60 }), (all) => {
        let state = initial(size)
        for (const what of all) state = happen(state, what).state
        const seen: Array<string> = []
        for (let past = state.past; past !== undefined; past = past.before) seen.push(past.line.text)
        state = { ...state, mode: { _tag: "typing" } }
        for (const expected of seen) {
          state = press(ports(), state, [key("C-_")]).state
          assert.strictEqual(state.line.text, expected)
        }
        assert.strictEqual(state.line.text, "")
        assert.deepStrictEqual(press(ports(), state, [key("C-_")]).tasks, [{ _tag: "bell" }])
      }),
      { numRuns: 300 }
    )
  })

  it("undo gives back the text and the cursor before a single change", () => {
    fc.assert(
      fc.property(
        fc.array(anything, { maxLength: 30 }),
        fc.constantFrom("C-k", "C-u", "C-w", "C-d", "backspace", "C-t", "C-y", "M-d"),
        (all, name) => {
          let state: State = initial(size)
          for (const what of all) state = happen(state, what).state
          state = { ...state, mode: { _tag: "typing" }, last: "other" }
          const changed = press(ports(), state, [key(name)]).state
          if (changed.line.text === state.line.text) return
          assert.deepStrictEqual(press(ports(), changed, [key("C-_")]).state.line, state.line)
        }
      ),
      { numRuns: 300 }
    )
  })
})
