import { assert, describe, it } from "@effect/vitest"
import * as Key from "../../../../src/shell/repl/editor/Key.ts"
import { ports, press, shown, type } from "./Typist.ts"

const cases = (title: string, rows: ReadonlyArray<readonly [script: string, expected: string]>) =>
  describe(title, () => {
    for (const [script, expected] of rows)
      it(`${script} → ${expected}`, () => assert.strictEqual(shown(type(script)), expected))
  })

cases("moving", [
  ["abc<C-a>", "|abc"],
  ["abc<C-a><C-e>", "abc|"],
  ["abc<home>x<end>y", "xabcy|"],
  ["abc<C-b><left>", "a|bc"],
  ["abc<C-a><C-f><right>", "ab|c"],
  ["one two-three<M-b>", "one two-|three"],
  ["one two<M-b><M-b>", "|one two"],
  ["one two<C-a><M-f>", "one| two"],
  ["one two<C-a><M-f><M-f>", "one two|"],
  ["one<C-left>x<C-right>", "xone|"],
  ["👨‍👩‍👧x<left><left>", "|👨‍👩‍👧x"],
  ["e\u0301x<left><left>", "|e\u0301x"],
  ["漢字<left>", "漢|字"],
  ["a<M-enter>b<C-a>x", "a\nx|b"],
  ["a<M-enter>b<M-<>", "|a\nb"]
])

cases("deleting and killing", [
  ["abc<backspace>", "ab|"],
  ["👍🏽<backspace>", "|"],
  ["abc<C-a><C-d>", "|bc"],
  ["abc<C-a><delete>", "|bc"],
  ["cp hf://a/b c<C-w>", "cp hf://a/b |"],
  ["cp hf://a/b<C-w>", "cp |"],
  ["one two<M-backspace>", "one |"],
  ["one two<C-a><M-d>", "| two"],
  ["one two<C-a><M-d><M-d><C-y>", "one two|"],
  ["one two<C-w><C-w><C-y>", "one two|"],
  ["one two<C-a><C-k><C-y><C-y>", "one twoone two|"],
  ["one two<C-u>x<C-y>", "xone two|"],
  ["one<C-u>two<C-u><C-y><M-y>", "one|"],
  ["one<C-u>two<C-u><C-y><M-y><M-y>", "two|"],
  ["ab<C-t>", "ba|"],
  ["abc<left><C-t>", "acb|"],
  ["a<M-enter>b<up><C-e><C-k>", "a|b"]
])

cases("undo", [
  ["one two<C-_>", "one|"],
  ["one<C-w><C-_>", "one|"],
  ["one<left><backspace><C-_>", "on|e"],
  ["one two<C-_><C-_>", "|"]
])

cases("lines", [
  ["abcdef<M-enter>x<M-enter>abcdef<up><up>", "abcdef|\nx\nabcdef"],
  ["漢字漢字<M-enter>abcd<up>", "漢字|漢字\nabcd"],
  ["abc<M-enter>defg<up><down>", "abc\ndefg|"]
])

describe("leaving a text", () => {
  it("C-c gives it up, C-d leaves an empty one and deletes in another", () => {
    assert.deepStrictEqual(type("abc<C-c>").tasks, [{ _tag: "cancel", text: "abc" }])
    assert.deepStrictEqual(type("<C-d>").tasks, [{ _tag: "leave" }])
    assert.deepStrictEqual(type("a<C-a><C-d>").tasks, [])
  })

  it("Enter sends a complete text and breaks an incomplete one", () => {
    const complete = (text: string) => !text.endsWith("\\")
    const { tasks, state } = type("ls \\<enter>-l<enter>", { complete })
    assert.strictEqual(state.line.text, "ls \\\n-l")
    assert.deepStrictEqual(tasks, [{ _tag: "submit", text: "ls \\\n-l" }])
  })

  it("a paste keeps its newlines and is undone as one", () => {
    const pasted = press(ports(), type("a ").state, [Key.paste("x\ny z\n")])
    assert.strictEqual(shown(pasted), "a x\ny z\n|")
    assert.deepStrictEqual(pasted.tasks, [])
    assert.strictEqual(shown(press(ports(), pasted.state, [Key.key("C-_")])), "a |")
  })
})

describe("history", () => {
  const history = ["hf cache ls", "hf download gpt2", "ls", "hf download bert"]
  const from = (script: string) => shown(type(script, { history }))

  it("Up and Down walk, and come back to what was typed", () => {
    assert.strictEqual(from("<up>"), "hf download bert|")
    assert.strictEqual(from("<up><up>"), "ls|")
    assert.strictEqual(from("<up><up><down><down>"), "|")
    assert.strictEqual(from("<up><up><up><up><up><up>"), "hf cache ls|")
  })

  it("walks through the lines that begin as what was typed", () => {
    assert.strictEqual(from("hf d<up><up>"), "hf download gpt2|")
    assert.strictEqual(from("hf d<up><up><down>"), "hf download bert|")
    assert.strictEqual(from("hf d<up><up><down><down>"), "hf d|")
    assert.strictEqual(from("nothing<up>"), "nothing|")
  })

  it("suggests the newest line that begins alike; the right arrow takes it, M-f a word of it", () => {
    assert.strictEqual(type("hf d", { history }).state.suggestion, "ownload bert")
    assert.strictEqual(from("hf d<right>"), "hf download bert|")
    assert.strictEqual(from("hf d<C-e>"), "hf download bert|")
    assert.strictEqual(from("hf d<M-f>"), "hf download|")
    assert.strictEqual(from("hf d<left><right>"), "hf d|")
    assert.strictEqual(type("hf d<left>", { history }).state.suggestion, "")
  })

  it("Up goes through the lines of a text first", () => {
    assert.strictEqual(from("a<M-enter>b<up>"), "a|\nb")
    assert.strictEqual(from("<M-enter><up>"), "|\n")
  })

  it("C-r finds what a few letters mean, and Enter takes it to be looked at", () => {
    const { tasks, state } = type("<C-r>dlgpt", { history })
    assert.deepStrictEqual(state.mode, { _tag: "search", query: "dlgpt", hits: ["hf download gpt2"], selected: 0 })
    assert.deepStrictEqual(tasks, [])
    assert.strictEqual(from("<C-r>down<enter>"), "hf download bert|")
    assert.strictEqual(from("<C-r>down<C-r><enter>"), "hf download gpt2|")
    assert.deepStrictEqual(type("<C-r>down<enter>", { history }).tasks, [])
    assert.strictEqual(from("draft<C-r><C-g>"), "draft|")
    // No line is given up by it.
    assert.deepStrictEqual(type("<C-r>x<C-c>", { history }).tasks, [])
    assert.strictEqual(shown(type("ab<C-r>x<C-c>", { history })), "ab|")
  })
})
