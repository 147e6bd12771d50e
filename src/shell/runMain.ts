/**
 * Runs a plan as this process: signals interrupt it and wait for what it still has to release, a second signal does not wait;
 * then the exit code, once everything written has been read.
 */
import { isatty } from "node:tty"
import { makeRunMain } from "@effect/platform/Runtime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Run } from "./argv/Plan.ts"
import { explain, signalCode, type Told } from "./failure.ts"
import { harmless, paint, redact } from "./render/paint.ts"
import { run } from "./run.ts"
import type { ShutdownShape } from "./Shutdown.ts"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

const terminals = [0, 1, 2].filter(isatty)

/**
 * Node gives every terminal back as it was, and aborts, with a core file, where one has gone. Whoever closed it has hung up on us: we end as
 * everybody does then.
 */
const exit = (code: number): void => {
  if (terminals.some((fd) => !isatty(fd))) {
    process.removeAllListeners("SIGHUP")
    process.kill(process.pid, "SIGHUP")
  }
  process.exit(code)
}

/** Writes the last words and leaves when both streams are drained. A reader that left does not keep us. */
const leave = ({ code, lines }: Told, color: boolean): void => {
  const paints = paint(color)
  const text = lines
    .map((line) => redact(harmless(line)))
    .map((line) =>
      line.startsWith("Error:") ? paints("error", line) : line.startsWith("Hint:") ? paints("grey", line) : line
    )
  const done = () => exit(code)
  process.stderr.on("error", done)
  process.stdout.on("error", done)
  process.stderr.write(text.length === 0 ? "" : `${text.join("\n")}\n`, () => process.stdout.write("", done))
}

/** How failures are told: with the place they happened at, in colour. */
export interface Manner {
  readonly debug: boolean
  readonly color: boolean
}

/** Starts `plan`; the process ends when it does. */
export const runMain = (plan: Run, { color, debug }: Manner): void => {
  let signal: NodeJS.Signals | undefined
  let told: Told = { code: 0, lines: [] }

  // Whoever waits for the shutdown is told of the first signal; everybody else is interrupted by it.
  let tell: (() => void) | undefined
  let heard: (() => void) | undefined
  const shutdown: ShutdownShape = {
    onInterrupt: (listener) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const before = heard
          heard = listener
          return before
        }),
        (before) =>
          Effect.sync(() => {
            heard = before
          })
      ),
    requested: Effect.async<void>((resume) => {
      tell = () => resume(Effect.void)
      return Effect.sync(() => {
        tell = undefined
      })
    })
  }
  const program = run(plan, shutdown).pipe(
    Effect.onExit((exit) =>
      Effect.sync(() => {
        if (Exit.isFailure(exit)) told = explain(exit.cause, signal, debug)
      })
    )
  )
  const start = makeRunMain(({ fiber }) => {
    const interrupt = (received: NodeJS.Signals) => {
      if (heard !== undefined && received === "SIGINT") return heard()
      if (signal !== undefined) return exit(signalCode(received))
      signal = received
      if (tell === undefined) fiber.unsafeInterruptAsFork(fiber.id())
      else tell()
    }
    for (const each of signals) process.on(each, interrupt)
    // While only promises are pending, nothing else would keep the process.
    const alive = setInterval(() => {}, 2 ** 31 - 1)
    fiber.addObserver(() => {
      clearInterval(alive)
      leave(told, color)
    })
  })
  start(program, { disableErrorReporting: true, disablePrettyLogger: true })
}
