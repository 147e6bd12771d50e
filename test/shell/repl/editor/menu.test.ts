import { assert, describe, it } from "@effect/vitest"
import type { Candidate } from "../../../../src/shell/repl/editor/Ports.ts"
import { on } from "../../../../src/shell/repl/editor/press.ts"
import { initial, type State } from "../../../../src/shell/repl/editor/State.ts"
import { View } from "../../../../src/shell/repl/editor/View.ts"
import * as Emulator from "./Emulator.ts"
import { keys, ports, press, shown, size, type Typed, type } from "./Typist.ts"

const values = (...list: ReadonlyArray<string>): ReadonlyArray<Candidate> =>
  list.map((value) => ({ value, suffix: " " }))

/** Candidates for the last word, offered and complete. */
const answer = (typed: Typed, candidates: ReadonlyArray<Candidate>, done = true): Typed => {
  const { line } = typed.state
  const offer = { from: line.text.slice(0, line.cursor).lastIndexOf(" ") + 1, candidates }
  const id = typed.state.asked
  const offered = on(ports(), typed.state, { _tag: "offered", id, offer })
  if (!done) return offered
  const { tasks, state } = on(ports(), offered.state, { _tag: "answered", id })
  return { state, tasks: [...offered.tasks, ...tasks] }
}

const then = (typed: Typed, script: string): Typed => press(ports(), typed.state, keys(script))
const open = (state: State) =>
  state.mode._tag === "menu" && state.mode.open ? state.mode.list.map(({ value }) => value) : undefined

describe("Tab", () => {
  it("asks for candidates and does not wait for them", () => {
    const asked = type("hf do<tab>")
    assert.deepStrictEqual(asked.tasks, [{ _tag: "ask", question: { id: 1, text: "hf do", cursor: 5 } }])
    assert.strictEqual(shown(then(asked, "x")), "hf dox|")
    assert.deepStrictEqual(then(asked, "x").tasks, [{ _tag: "forget" }])
  })

  it("fills in the only candidate", () => {
    assert.strictEqual(shown(answer(type("hf do<tab>"), values("download"))), "hf download |")
    assert.strictEqual(shown(answer(type("hf do x<left><left><tab>"), values("download"))), "hf download |x")
  })

  it("fills in what all candidates begin with, then opens the menu", () => {
    const first = answer(type("hf <tab>"), values("repo-create", "repo-delete"))
    assert.strictEqual(shown(first), "hf repo-|")
    assert.isUndefined(open(first.state))
    const second = answer(then(first, "<tab>"), values("repo-create", "repo-delete"))
    assert.strictEqual(shown(second), "hf repo-|")
    assert.deepStrictEqual(open(second.state), ["repo-create", "repo-delete"])
  })

  it("fills in no half of a character", () => {
    assert.strictEqual(shown(answer(type("<tab>"), values("a👍", "a👎"))), "a|")
    assert.strictEqual(shown(answer(type("<tab>"), values("ae\u0301", "ae\u0300"))), "a|")
  })

  it("rings when there is nothing", () => {
    const nothing = answer(type("zz<tab>"), [])
    assert.strictEqual(shown(nothing), "zz|")
    assert.deepStrictEqual(nothing.tasks, [{ _tag: "bell" }, { _tag: "forget" }])
  })

  it("an answer to a former question is no answer", () => {
    const asked = then(answer(type("<tab>"), values("ab", "ac", "b")), "a")
    const { state } = on(ports(), asked.state, { _tag: "offered", id: 1, offer: { from: 0, candidates: values("zz") } })
    assert.deepStrictEqual(open(state), ["ab", "ac"])
  })

  it("one change: undo takes the candidate back", () => {
    assert.strictEqual(shown(then(answer(type("hf do<tab>"), values("download")), "<C-_>")), "hf do|")
  })
})

describe("an open menu", () => {
  const menu = answer(type("<tab>"), values("alpha", "beta", "gamma"))

  it("Tab and the arrows choose, Enter takes and does not send, Escape changes nothing", () => {
    assert.strictEqual(shown(then(menu, "<tab><enter>")), "alpha |")
    assert.strictEqual(shown(then(menu, "<tab><tab><enter>")), "beta |")
    assert.strictEqual(shown(then(menu, "<S-tab><enter>")), "gamma |")
    assert.strictEqual(shown(then(menu, "<tab><tab><tab><tab><enter>")), "alpha |")
    assert.strictEqual(shown(then(menu, "<down><right><enter>")), "beta |")
    assert.deepStrictEqual(then(menu, "<tab><enter>").tasks, [])
    assert.strictEqual(shown(then(menu, "<tab><escape>")), "|")
    assert.deepStrictEqual(
      then(menu, "<enter>").tasks.map(({ _tag }) => _tag),
      ["submit"]
    )
  })

  it("typing narrows it at once and asks anew", () => {
    const narrowed = then(menu, "b")
    assert.strictEqual(shown(narrowed), "b|")
    assert.deepStrictEqual(open(narrowed.state), ["beta"])
    assert.deepStrictEqual(narrowed.tasks, [{ _tag: "ask", question: { id: 2, text: "b", cursor: 1 } }])
    assert.deepStrictEqual(open(answer(narrowed, values("beta", "bravo")).state), ["beta", "bravo"])
    assert.deepStrictEqual(open(then(narrowed, "<backspace>").state), ["alpha", "beta", "gamma"])
  })

  it("keeps what is selected when more arrives", () => {
    const chosen = then(answer(type("<tab>"), values("beta"), false), "")
    const view = new View(ports(), chosen.state, true)
    view.draw()
    assert.deepStrictEqual(open(view.state), ["beta"])
    const selected = press(ports(), view.state, keys("<tab>"))
    const more = answer(selected, values("alpha", "beta"))
    assert.deepStrictEqual(open(more.state), ["alpha", "beta"])
    assert.strictEqual(shown(then(more, "<enter>")), "beta |")
  })

  it("a blank or a slash behind the selected one takes it", () => {
    assert.strictEqual(shown(then(menu, "<tab> ")), "alpha |")
    assert.strictEqual(shown(then(answer(type("<tab>"), [{ value: "dir/" }, { value: "new/" }]), "<tab>/")), "dir/|")
  })

  it("Up and Down go by rows where there are columns", () => {
    const many = answer(
      type("<tab>"),
      Array.from({ length: 30 }, (_, i) => ({ value: `x${i}`.padEnd(6, "_") })).concat({ value: "y" })
    )
    // 40 columns, 8 for one: five a row.
    assert.strictEqual(shown(then(many, "<tab><down><enter>")), "x5____|")
    assert.strictEqual(shown(then(many, "<tab><down><down><up><right><enter>")), "x6____|")
    assert.strictEqual(shown(then(many, "<tab><up><enter>")), "x29___|")
  })
})

describe("on the screen", () => {
  const draw = async (state: State, given = ports()) => {
    const terminal = Emulator.make(state.size)
    await terminal.write(new View(given, state, true).draw())
    return terminal.screen()
  }

  it("columns without descriptions, rows with them", async () => {
    const columns = answer(type("<tab>"), values("alpha", "beta", "gamma", "delta", "epsilon", "zeta"))
    assert.deepStrictEqual((await draw(columns.state)).rows, ["", "alpha    beta     gamma    delta", "epsilon  zeta"])
    const rows = answer(type("<tab>"), [
      { value: "download", help: "Download files from the Hub, as they are" },
      { value: "漢字", help: "Han" }
    ])
    assert.deepStrictEqual((await draw(rows.state)).rows, [
      "",
      "download  Download files from the Hub, …",
      "漢字      Han"
    ])
  })

  it("half of the screen at most, scrolled to what is selected", async () => {
    const many = answer(
      type("<tab>"),
      Array.from({ length: 5000 }, (_, i) => ({ value: `${i}`.padStart(4, "0"), help: `number ${i}` }))
    )
    assert.deepStrictEqual((await draw(many.state)).rows, [
      "",
      "0000  number 0",
      "0001  number 1",
      "0002  number 2",
      "0003  number 3",
      "0004  number 4",
      "5000"
    ])
    const chosen = then(many, "<S-tab>")
    assert.deepStrictEqual((await draw(chosen.state)).rows.at(-1), "5000 of 5000")
    assert.deepStrictEqual((await draw(chosen.state)).rows.at(-2), "4999  number 4999")
  })

  it("nothing that a candidate, a hint, a status or the history says is obeyed", async () => {
    const evil = "x\u001b[2J\u001b]0;title\u0007"
    const menu = answer(type("<tab>"), [
      { value: evil, help: evil },
      { value: "b", label: evil }
    ])
    assert.strictEqual((await draw(menu.state)).rows[1], "x\\x1b[2J\\x1b]0;title\\x07  x\\x1b[2J\\x1b]…")
    const given = ports({ history: [evil], hint: () => evil, status: () => [{ text: "\u001b[5m", style: "grey" }] })
    const typed = press(given, initial(size), keys("x"))
    assert.deepStrictEqual((await draw(typed.state, given)).rows, [
      "x\\x1b[2J\\x1b]0;title\\x07        \\x1b[5m",
      "x\\x1b[2J\\x1b]0;title\\x07"
    ])
  })

  it("without colour, what is selected and what is suggested can still be told", () => {
    const given = ports({ history: ["hf download"], prompt: [{ text: "> ", style: "green" }] })
    const typed = press(given, initial(size), keys("hf"))
    assert.strictEqual(
      new View(given, typed.state, false).draw(),
      "\r\u001b[J> hf\u001b[0;2m download\u001b[0m\u001b[5G"
    )
    const menu = then(answer(type("<tab>"), values("a", "b")), "<tab>")
    assert.strictEqual(new View(ports(), menu.state, false).draw(), "\r\u001b[J\r\n\u001b[0;7ma\u001b[0m  b\u001b[1A\r")
  })
})
