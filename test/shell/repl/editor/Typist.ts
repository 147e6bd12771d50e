/** A person at a keyboard, for tests: keys by their names, everything else as text. */
import { split } from "../../../../src/shell/repl/editor/graphemes.ts"
import { type Key, key, text } from "../../../../src/shell/repl/editor/Key.ts"
import * as Ports from "../../../../src/shell/repl/editor/Ports.ts"
import { on } from "../../../../src/shell/repl/editor/press.ts"
import { initial, type Size, type State, type Task } from "../../../../src/shell/repl/editor/State.ts"

export const size: Size = { columns: 40, rows: 12 }

/** `git <C-a> ls <enter>` is text, a key, text, a key. */
export const keys = (script: string): ReadonlyArray<Key> =>
  script
    .split(/(<[^\s<>]+>|<M-[<>]>)/)
    .flatMap((part) => (/^<.+>$/.test(part) ? [key(part.slice(1, -1))] : split(part).map(text)))

export const ports = (more: Partial<Ports.Ports> = {}): Ports.Ports => ({ ...Ports.none, ...more })

export interface Typed {
  readonly state: State
  readonly tasks: ReadonlyArray<Task>
}

export const press = (given: Ports.Ports, state: State, pressed: ReadonlyArray<Key>): Typed =>
  pressed.reduce<Typed>(
    (sofar, each) => {
      const { tasks, state } = on(given, sofar.state, { _tag: "key", key: each })
      return { state, tasks: [...sofar.tasks, ...tasks] }
    },
    { state, tasks: [] }
  )

/** Types it into an empty editor. */
export const type = (script: string, given: Partial<Ports.Ports> = {}, state: State = initial(size)): Typed =>
  press(ports(given), state, keys(script))

/** The text with `|` where the cursor is. */
export const shown = ({ state }: Typed): string =>
  `${state.line.text.slice(0, state.line.cursor)}|${state.line.text.slice(state.line.cursor)}`
