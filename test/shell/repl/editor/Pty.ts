/** A program on a real pseudo-terminal (util-linux's `script` makes it), with an emulator to see what it shows. */
import { execFileSync, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Size } from "../../../../src/shell/repl/editor/State.ts"
import * as Build from "../../../support/Build.ts"
import { cleanEnv } from "../../../support/Process.ts"
import * as Emulator from "./Emulator.ts"

export interface Pty {
  /** What is typed: bytes as a terminal sends them. */
  readonly type: (bytes: string) => void
  /** Waits until the screen is as wanted. */
  readonly until: (wanted: (screen: Emulator.Screen) => boolean) => Effect.Effect<Emulator.Screen>
  /** Another size, for the program and the emulator. */
  readonly resize: (size: Size) => void
  /** Ends the program itself by a signal. */
  readonly kill: (signal: NodeJS.Signals) => void
  /** Closes the terminal under it. */
  readonly hangUp: () => void
  readonly emulator: Emulator.Emulator
  readonly sent: () => string
  readonly ended: Effect.Effect<Emulator.Screen>
}

const child = fileURLToPath(new URL("./child.ts", import.meta.url))

const patience = "40 seconds"

/** Whether `hf shell` can be typed at: its prompt is there before what serves it, its greeting is not. */
export const isReady = ({ rows }: Emulator.Screen): boolean =>
  /^(?:hf:\/\/\S+ )?hf>$/.test(rows.at(-1) ?? "") && rows.join("").includes("Ctrl-D leaves.")

/** The editor's child with `words`; afterwards the terminal's settings are printed. */
export const start = (size: Size, words = "", term = "xterm-256color"): Effect.Effect<Pty, never, Scope.Scope> =>
  run(size, `"${process.execPath}" --import tsx "${child}" ${words}`, cleanEnv({ TERM: term }))

/** Any program, as a shell would read it. */
export const run = (
  size: Size,
  line: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd = Build.root
): Effect.Effect<Pty, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => {
        const command = `stty cols ${size.columns} rows ${size.rows}; tty; sh -c 'echo "pid $$"; exec ${line}'; echo "code $?"; stty -a`
        const program = spawn("script", ["-qfc", command, "/dev/null"], {
          cwd,
          env: { ...env, SHELL: "/bin/sh" },
          stdio: ["pipe", "pipe", "inherit"]
        })
        const emulator = Emulator.make(size)
        const listeners = new Set<() => void>()
        let sent = ""
        let ended = false
        const tell = () => {
          for (const listener of [...listeners]) listener()
        }
        program.stdout.setEncoding("utf8").on("data", (text: string) => {
          sent += text
          void emulator.write(text).then(tell)
        })
        program.on("close", () => {
          void emulator.write("").then(() => {
            ended = true
            tell()
          })
        })
        program.stdin.on("error", () => {})
        const when = (wanted: () => boolean) =>
          Effect.async<Emulator.Screen>((resume) => {
            const listener = () => {
              if (!wanted()) return
              listeners.delete(listener)
              resume(Effect.sync(emulator.screen))
            }
            listeners.add(listener)
            listener()
            return Effect.sync(() => listeners.delete(listener))
          })
        const found = (pattern: RegExp) => pattern.exec(sent)?.[1] ?? ""
        return {
          process: program,
          pty: {
            type: (bytes: string) => void program.stdin.write(bytes),
            until: (wanted: (screen: Emulator.Screen) => boolean) =>
              when(() => wanted(emulator.screen())).pipe(
                Effect.timeout(patience),
                Effect.catchTag("TimeoutException", () =>
                  Effect.die(new Error(`It shows something else:\n${emulator.screen().rows.join("\n")}`))
                )
              ),
            resize: (to: Size) => {
              emulator.resize(to)
              execFileSync("stty", [
                "-F",
                found(/(\/dev\/pts\/\d+)/),
                "cols",
                String(to.columns),
                "rows",
                String(to.rows)
              ])
            },
            kill: (signal: NodeJS.Signals) => void process.kill(Number(found(/pid (\d+)/)), signal),
            hangUp: () => void program.kill("SIGKILL"),
            emulator,
            sent: () => sent,
            ended: when(() => ended)
          } satisfies Pty
        }
      }),
      ({ process }) =>
        Effect.async<void>((resume) => {
          if (process.exitCode !== null || process.signalCode !== null) return resume(Effect.void)
          process.on("close", () => resume(Effect.void))
          process.kill("SIGKILL")
        })
    ),
    ({ pty }) => pty
  )
