/** A process that edits texts on its terminal and says what it got, until it is left. Arguments: `plain`, `color`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { make as makeScreen } from "../../../../src/shell/render/Screen.ts"
import { span } from "../../../../src/shell/repl/editor/cells.ts"
import * as Editor from "../../../../src/shell/repl/editor/Editor.ts"
import * as Ports from "../../../../src/shell/repl/editor/Ports.ts"

const words = process.argv.slice(2)

const ports: Ports.Ports = {
  ...Ports.none,
  history: ["hf download gpt2", "hf cache ls"],
  prompt: [span("> ")],
  more: [span("… ")],
  complete: (text) => !text.endsWith("\\"),
  hint: (text) => (text.startsWith("hf") ? "a hint" : "")
}

const offer = (text: string, values: ReadonlyArray<string>): Ports.Offer => ({
  from: 0,
  candidates: values.filter((value) => value.startsWith(text)).map((value) => ({ value }))
})

/** `slow…`: some candidates, and never an end. */
const candidates: Editor.Candidates = ({ text }) =>
  text.startsWith("slow")
    ? Stream.concat(Stream.make(offer(text, ["slow-one", "slow-two"])), Stream.never)
    : text.startsWith("broken")
      ? Stream.die(new Error("a defect"))
      : Stream.make(offer(text, ["alpha", "beta", "gamma"]))

const program = Effect.gen(function* () {
  const screen = yield* makeScreen(process.stdout, process.stderr)
  const editor = yield* Editor.make(() => process.stdin, process.stdout, screen.out, {
    color: words.includes("color"),
    plain: words.includes("plain")
  })
  for (;;) {
    const outcome = yield* editor.read(ports, candidates)
    yield* screen.out(`got ${JSON.stringify(outcome)}\n`)
    if (outcome._tag === "left") return
    if (outcome._tag !== "line") continue
    if (outcome.text === "work") {
      // A command that runs for a while with the terminal as it was.
      yield* screen.out(`raw mode: ${process.stdin.isRaw}\n`)
    }
    if (outcome.text === "print") {
      const reading = yield* Effect.fork(editor.read(ports, candidates))
      yield* Effect.yieldNow()
      yield* editor.above("from the background\nin two lines")
      yield* screen.out(`got ${JSON.stringify(yield* Fiber.join(reading))}\n`)
    }
    if (outcome.text === "throw") setImmediate(() => process.exit(3))
  }
})

NodeRuntime.runMain(Effect.scoped(program), { disableErrorReporting: true })
