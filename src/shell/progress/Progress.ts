/**
 * Draws {@link Progress} on stderr: live lines on a terminal, ten times a second at most; elsewhere a plain line every ten
 * seconds, so that short work leaves no trace in a log. Reporting only counts; drawing happens in a fibre of its own that
 * exists while something is under way.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { OutputMode } from "../../services/Output.ts"
import { Progress, type ProgressShape, type ProgressTask } from "../../services/Progress.ts"
import { Settings } from "../../services/Settings.ts"
import { Screen, type ScreenShape } from "../render/Screen.ts"
import { line, type State, squeeze } from "./line.ts"
import { Meter } from "./Meter.ts"

const frame = 100
const period = 10_000
/** Lines a terminal shows at once: more tasks than that are still counted, not drawn. */
const most = 5

type Mutable = { -readonly [K in keyof State]: State[K] }

class Task {
  readonly meter = new Meter()
  /** Whether a plain line was printed: then the end deserves one, too. */
  told = false
  readonly state: Mutable
  constructor(state: Mutable) {
    this.state = state
  }
  describe(millis: number): string {
    this.meter.sample(millis, this.state.bytes)
    return line(this.state, this.meter.rate)
  }
}

const report = (state: Mutable): ProgressTask => ({
  advance: ({ bytes = 0, files = 0 }) =>
    Effect.sync(() => {
      state.bytes += bytes
      state.files += files
    }),
  expect: ({ bytes, files }) =>
    Effect.sync(() => {
      if (bytes !== undefined) state.totalBytes = bytes
      if (files !== undefined) state.totalFiles = files
    })
})

/** Live lines, redrawn every frame. */
const live = (screen: ScreenShape, tasks: ReadonlySet<Task>) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const columns = screen.stderr.columns ?? 80
    yield* screen.live([...tasks].slice(0, most).map((task) => squeeze(task.describe(now), columns)))
    yield* Effect.sleep(frame)
  }).pipe(Effect.forever)

/** Plain lines, one a period for whatever is under way. */
const plain = (screen: ScreenShape, tasks: ReadonlySet<Task>) =>
  Effect.gen(function* () {
    yield* Effect.sleep(period)
    const now = yield* Clock.currentTimeMillis
    for (const task of tasks) {
      task.told = true
      yield* screen.err(`${task.describe(now)}\n`)
    }
  }).pipe(Effect.forever)

/** Draws on `screen`, live or plain as stderr allows. */
export const make = (screen: ScreenShape): ProgressShape => {
  const tasks = new Set<Task>()
  let drawing: Fiber.RuntimeFiber<never> | undefined
  const tty = screen.stderr.isTTY

  const begin = (task: Task) =>
    Effect.gen(function* () {
      task.meter.sample(yield* Clock.currentTimeMillis, 0)
      tasks.add(task)
      if (drawing !== undefined) return
      // A fibre of the drawing's own: it outlives the task that happened to be first, whose opening cannot be interrupted.
      drawing = yield* Effect.forkDaemon(Effect.interruptible(tty ? live(screen, tasks) : plain(screen, tasks)))
    })

  const end = (task: Task) =>
    Effect.gen(function* () {
      tasks.delete(task)
      if (task.told) yield* screen.err(`${task.describe(yield* Clock.currentTimeMillis)}\n`)
      if (tasks.size > 0 || drawing === undefined) return
      const fiber = drawing
      drawing = undefined
      yield* Fiber.interrupt(fiber)
      if (tty) yield* screen.live([])
    })

  return {
    task: (label, total) =>
      Effect.map(
        Effect.acquireRelease(
          Effect.suspend(() => {
            const task = new Task({ label, bytes: 0, files: 0, totalBytes: total?.bytes, totalFiles: total?.files })
            return Effect.as(begin(task), task)
          }),
          end
        ),
        (task) => report(task.state)
      )
  }
}

/** Whether progress is shown: `HF_HUB_DISABLE_PROGRESS_BARS` decides when set, otherwise the output mode. */
const shown = (mode: OutputMode, disabled: Option.Option<boolean>): boolean =>
  Option.match(disabled, {
    onNone: () => mode === "guide" || mode === "human",
    onSome: (off) => !off && mode !== "quiet" && mode !== "json"
  })

export const layer = (mode: OutputMode): Layer.Layer<never, never, Screen | Settings> =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const { disableProgressBars } = yield* Settings
      const screen = yield* Screen
      // Left out, the default stands: it counts nothing.
      return shown(mode, disableProgressBars) ? Layer.succeed(Progress, make(screen)) : Layer.empty
    })
  )
