/**
 * A line editor for the shell. Two halves:
 *
 * - **pure**: `on(ports, state, event)` (press.ts) says what a key does, `frame(ports, state)` (frame.ts) what is then to be seen,
 *   `paint(before, after, …)` (paint.ts) what to send to a terminal that shows `before`; View.ts holds the three together. No clock,
 *   no terminal, no Effect.
 * - **the driver**, this file: keys from a real terminal in raw mode, frames to it.
 *
 * ```ts
 * const editor = yield* Editor.make(() => process.stdin, process.stdout, screen.out, { color: true, plain: false })
 * const outcome = yield* editor.read(ports, candidates)
 * // { _tag: "line", text } | { _tag: "cancelled" } (C-c) | { _tag: "left" } (C-d on nothing, or the terminal is gone)
 * ```
 *
 * The caller brings the {@link Ports} (history, highlighting, hint, status, when a text is complete) and a function that streams
 * {@link Offer}s for the word at the cursor; a question is interrupted as soon as nobody waits for its answer. A key never waits:
 * keys that come while a frame is written share the next one. All text from outside is shown, never obeyed (cells.ts).
 *
 * Raw mode, bracketed paste and the resize listener belong to one `read`: whatever ends it gives the terminal back as it was. Print
 * with {@link Editor.above} meanwhile; nothing else may write.
 */
import type { WriteStream } from "node:tty"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Stdin from "../../render/Stdin.ts"
import type { Input } from "../../render/standardInput.ts"
import type { Key } from "./Key.ts"
import { Keyboard } from "./Keyboard.ts"
import type { Offer, Ports, Question } from "./Ports.ts"
import * as plain from "./plain.ts"
import type { Event } from "./press.ts"
import { initial, type Size, type Task } from "./State.ts"
import { View } from "./View.ts"

export type Outcome =
  | { readonly _tag: "line"; readonly text: string }
  | { readonly _tag: "cancelled"; readonly text: string }
  | { readonly _tag: "left" }

/** Later offers replace earlier ones; the end of the stream says that the last one is complete. */
export type Candidates = (question: Question) => Stream.Stream<Offer>

export interface Editor {
  /** One text from the person at the keyboard. One at a time. */
  readonly read: (ports: Ports, candidates: Candidates) => Effect.Effect<Outcome>
  /** Asks the ports again: the status or a hint has changed. */
  readonly refresh: Effect.Effect<void>
  /** Prints whole lines above the text that is being edited; as they are, so make them harmless first. */
  readonly above: (text: string) => Effect.Effect<void>
}

export interface Options {
  readonly color: boolean
  /** No terminal, or one that cannot move its cursor (`TERM=dumb`): prompts and lines, nothing else. */
  readonly plain: boolean
}

export type Output = Pick<WriteStream, "on" | "off" | "write" | "columns" | "rows">
type Write = (text: string) => Effect.Effect<void>

type Happening =
  | Exclude<Event, { readonly _tag: "key" }>
  | { readonly _tag: "keys"; readonly keys: ReadonlyArray<Key> }
  | { readonly _tag: "undecided"; readonly what: unknown }
  | { readonly _tag: "above"; readonly text: string }
  | { readonly _tag: "gone" }

const pasteOn = "\u001b[?2004h"
const pasteOff = "\u001b[?2004l"

/** An escape that nothing follows for so long was the key of that name. */
const patience = "40 millis"

/** A terminal that does not know its size says 0. */
const sizeOf = ({ columns, rows }: Output): Size => ({ columns: columns || 80, rows: rows || 24 })

/** Calls `heard` when the terminal's size, or all that it shows, may have changed. */
const resizes = (output: Output, heard: () => void) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      output.on("resize", heard)
      // Back from being stopped.
      process.on("SIGCONT", heard)
    }),
    () =>
      Effect.sync(() => {
        output.off("resize", heard)
        process.off("SIGCONT", heard)
      })
  )

/** Pastes come in brackets, also after we were stopped and somebody else had the terminal; a process that ends without a word takes them off, too. */
const brackets = (output: Output, write: Write, before: () => string) => {
  const atExit = () => void output.write(pasteOff)
  const onBack = () => void output.write(pasteOn)
  return Effect.acquireRelease(
    Effect.zipRight(
      Effect.sync(() => process.once("exit", atExit).on("SIGCONT", onBack)),
      write(pasteOn)
    ),
    () =>
      Effect.zipRight(
        Effect.sync(() => process.off("exit", atExit).off("SIGCONT", onBack)),
        Effect.suspend(() => write(before() + pasteOff))
      )
  )
}

const onTerminal = (source: () => Input, output: Output, write: Write, color: boolean): Editor => {
  const keyboard = new Keyboard(source)
  let current: Queue.Queue<Happening> | undefined
  let kills: ReadonlyArray<string> = []

  const read = Effect.fn("Editor.read")(function* (ports: Ports, candidates: Candidates) {
    const queue = yield* Queue.unbounded<Happening>()
    const happens = (what: Happening) => void Queue.unsafeOffer(queue, what)
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        current = queue
      }),
      () =>
        Effect.map(Queue.takeAll(queue), (left) => {
          current = undefined
          // Typed after this text was sent.
          for (const what of left) if (what._tag === "keys") keyboard.giveBack(what.keys)
          return [...left].flatMap((what) => (what._tag === "above" ? [what.text.replace(/\n?$/, "\n")] : [])).join("")
        }).pipe(Effect.flatMap((late) => (late === "" ? Effect.void : write(late))))
    )
    const scope = yield* Effect.scope
    const view = new View(ports, initial(sizeOf(output), kills), color)
    let outcome: Outcome | undefined
    let asking: Fiber.RuntimeFiber<void> | undefined

    const forget = Effect.suspend(() => (asking === undefined ? Effect.void : Fiber.interruptFork(asking)))
    const ask = (question: Question) =>
      Effect.gen(function* () {
        asking = yield* candidates(question).pipe(
          Stream.runForEach((offer) => Effect.sync(() => happens({ _tag: "offered", id: question.id, offer }))),
          // Also when it broke: nobody shall wait for more.
          Effect.ensuring(Effect.sync(() => happens({ _tag: "answered", id: question.id }))),
          Effect.forkIn(scope)
        )
      })

    const end = (made: Outcome, mark?: string): string => {
      outcome = made
      return view.finish(mark)
    }
    const carryOut = (task: Task): Effect.Effect<string> => {
      switch (task._tag) {
        case "submit":
          return Effect.sync(() => end({ _tag: "line", text: task.text }))
        case "cancel":
          return Effect.sync(() => end({ _tag: "cancelled", text: task.text }, "^C"))
        case "leave":
          return Effect.sync(() => end({ _tag: "left" }))
        case "ask":
          return Effect.as(Effect.zipRight(forget, ask(task.question)), "")
        case "forget":
          return Effect.as(forget, "")
        default:
          return Effect.succeed("")
      }
    }
    const one = (event: Event) =>
      Effect.suspend(() => {
        const [text, tasks] = view.on(event)
        return Effect.reduce(tasks, text, (sofar, task) => Effect.map(carryOut(task), (more) => sofar + more))
      })

    /** Keys until one of them ends it; the others are for the next text. */
    const typed = (keys: ReadonlyArray<Key>) =>
      Effect.gen(function* () {
        let text = ""
        for (const [i, key] of keys.entries()) {
          text += yield* one({ _tag: "key", key })
          if (outcome === undefined) continue
          keyboard.giveBack(keys.slice(i + 1))
          break
        }
        return text
      })

    const handle = (what: Happening): Effect.Effect<string> => {
      switch (what._tag) {
        case "keys":
          return typed(what.keys)
        case "undecided":
          return keyboard.undecided === what.what ? Effect.suspend(() => typed(keyboard.decide())) : Effect.succeed("")
        case "above":
          return Effect.sync(() => view.above(what.text))
        case "gone":
          return Effect.sync(() => end({ _tag: "left" }))
        default:
          return one(what)
      }
    }

    yield* resizes(output, () => happens({ _tag: "resized", size: sizeOf(output) }))
    yield* keyboard.open((keys) => happens(keys === undefined ? { _tag: "gone" } : { _tag: "keys", keys }))
    // Ended from outside: what is printed next shall not run into the text.
    yield* brackets(output, write, () => view.leave())
    yield* write(view.draw())
    while (outcome === undefined) {
      let text = ""
      for (const what of [yield* Queue.take(queue), ...(yield* Queue.takeAll(queue))]) {
        if (outcome === undefined) text += yield* handle(what)
        else if (what._tag === "keys") keyboard.giveBack(what.keys)
        else if (what._tag === "above") text += view.above(what.text)
      }
      yield* write(outcome === undefined ? text + view.draw() : text)
      const undecided = keyboard.undecided
      if (undecided !== undefined) {
        yield* Effect.sleep(patience).pipe(
          Effect.zipRight(Effect.sync(() => happens({ _tag: "undecided", what: undecided }))),
          Effect.forkIn(scope)
        )
      }
    }
    kills = view.state.kills
    return outcome
  }, Effect.scoped)

  const tell = (what: Happening, otherwise: Effect.Effect<void>) =>
    Effect.suspend(() => (current === undefined ? otherwise : Effect.asVoid(Queue.offer(current, what))))

  return {
    read,
    refresh: tell({ _tag: "refresh" }, Effect.void),
    above: (text) => tell({ _tag: "above", text }, write(text.replace(/\n?$/, "\n")))
  }
}

/** An editor on a terminal; `source` is asked for the keyboard at the beginning of each text, `write` gets what goes to `output` and waits until it is taken. */
export const make = (source: () => Input, output: Output, write: Write, options: Options): Effect.Effect<Editor> =>
  options.plain
    ? Effect.map(Stdin.make(source), (stdin) => plain.make(stdin, write))
    : Effect.sync(() => onTerminal(source, output, write, options.color))
