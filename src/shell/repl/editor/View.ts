/** One text on a terminal: what is shown, and what to send so that it shows what it should. Strings out, nothing written. */
import { type Frame, frame, last } from "./frame.ts"
import { reveal } from "./menu.ts"
import type { Ports } from "./Ports.ts"
import { paint, toEnd, toTop } from "./paint.ts"
import { type Event, on } from "./press.ts"
import type { State, Task } from "./State.ts"

const eraseBelow = "\u001b[J"
const emptyScreen = "\u001b[H\u001b[2J"
const bell = "\u0007"

/** Lines as a raw terminal needs them. */
export const lines = (text: string): string => text.replace(/\n?$/, "\n").replace(/\r?\n/g, "\r\n")

export class View {
  private frame: Frame | undefined
  state: State
  private readonly ports: Ports
  private readonly color: boolean

  constructor(ports: Ports, state: State, color: boolean) {
    this.ports = ports
    this.state = state
    this.color = color
  }

  /** From what is shown to what the state is. */
  draw(): string {
    this.state = reveal(this.state)
    return this.show(frame(this.ports, this.state))
  }

  private show(after: Frame): string {
    const text = paint(this.frame, after, this.state.size.columns, this.color)
    this.frame = after
    return text
  }

  /** Takes away what is shown; `columns` is the terminal's width by now. */
  private wipe(columns: number): string {
    const text = this.frame === undefined ? "" : toTop(this.frame, columns) + eraseBelow
    this.frame = undefined
    return text
  }

  /** Whole lines above the text. */
  above(text: string): string {
    return this.wipe(this.state.size.columns) + lines(text)
  }

  /** The text as it stays, `mark` behind it; what comes next begins on a row of its own. */
  finish(mark = ""): string {
    const text = this.show(last(this.ports, this.state, mark))
    return text + this.leave()
  }

  /** Below what is shown, as it is. */
  leave(): string {
    const text = this.frame === undefined ? "" : toEnd(this.frame)
    this.frame = undefined
    return text
  }

  /** Something happens: what to send before the next {@link draw}, and what is left to do for others. */
  on(event: Event): readonly [text: string, tasks: ReadonlyArray<Task>] {
    let text = event._tag === "resized" ? this.wipe(Math.min(event.size.columns, this.state.size.columns)) : ""
    const { tasks, state } = on(this.ports, this.state, event)
    this.state = state
    const others = tasks.filter((effect) => {
      if (effect._tag === "bell") text += bell
      else if (effect._tag === "clear") {
        this.frame = undefined
        text += emptyScreen
      } else return true
      return false
    })
    return [text, others]
  }
}
