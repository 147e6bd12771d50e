/** Real processes: started, watched line by line, killed, and never left behind. */
import { type ChildProcess, spawn } from "node:child_process"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Finished {
  /** The exit code, or `null` when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  /** What it has written so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  readonly exit: Effect.Effect<Finished>
  /** The first match of `pattern` in what it writes to either stream; fails when it ends without one. */
  readonly line: (pattern: RegExp) => Effect.Effect<RegExpMatchArray, ProcessEnded>
  /** Sends the signal and waits for the end. */
  readonly kill: (signal: NodeJS.Signals) => Effect.Effect<Finished>
}

export interface Options {
  readonly cwd?: string
  /** Added to the inherited environment (without its `HF_*`); `undefined` removes. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** For {@link run}: longest run, default 60 s; then SIGKILL and {@link ProcessTooSlow}. */
  readonly timeout?: Duration.DurationInput
}

export class ProcessEnded extends Data.TaggedError("ProcessEnded")<{
  readonly command: string
  readonly end: Finished
}> {
  override get message() {
    return `${this.command} ended (${this.end.code ?? this.end.signal}) without the expected line\n${this.end.stdout}\n${this.end.stderr}`
  }
}

export class ProcessTooSlow extends Data.TaggedError("ProcessTooSlow")<{
  readonly command: string
  readonly stdout: string
  readonly stderr: string
}> {
  override get message() {
    return `${this.command} did not end in time\n${this.stdout}\n${this.stderr}`
  }
}

/** Nothing of the developer's own Hub settings may reach a test; extra CA files cost Node 80 ms a start. */
export const cleanEnv = (extra: Options["env"] = {}): NodeJS.ProcessEnv => {
  const env: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries({ ...process.env, ...extra })) {
    if (value === undefined) continue
    const inherited = !(name in extra)
    if (inherited && /^(HF_|HUGGING|HUB_|TRANSFORMERS_|XDG_|NODE_|VITEST|npm_)|_proxy$/i.test(name)) continue
    env[name] = value
  }
  return env
}

const watch = (command: string, child: ChildProcess): Running => {
  let stdout = ""
  let stderr = ""
  let end: Finished | undefined
  const listeners = new Set<() => void>()
  const notify = () => {
    for (const listener of [...listeners]) listener()
  }
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    notify()
  })
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
    notify()
  })
  child.on("error", (error) => {
    end = { code: 127, signal: null, stdout, stderr: `${stderr}${error.message}` }
    notify()
  })
  child.on("close", (code, signal) => {
    end ??= { code, signal, stdout, stderr }
    notify()
  })
  /** Resumes as soon as `look` finds something, now or after more output. */
  const when = <A, E>(look: () => Effect.Effect<A, E> | undefined): Effect.Effect<A, E> =>
    Effect.async<A, E>((resume) => {
      const listener = () => {
        const found = look()
        if (found === undefined) return
        listeners.delete(listener)
        resume(found)
      }
      listeners.add(listener)
      listener()
      return Effect.sync(() => listeners.delete(listener))
    })
  const exit = when<Finished, never>(() => (end === undefined ? undefined : Effect.succeed(end)))
  return {
    pid: child.pid ?? -1,
    stdout: () => stdout,
    stderr: () => stderr,
    exit,
    line: (pattern) =>
      when(() => {
        const match = stdout.match(pattern) ?? stderr.match(pattern)
        if (match) return Effect.succeed(match)
        return end === undefined ? undefined : Effect.fail(new ProcessEnded({ command, end }))
      }),
    kill: (signal) =>
      Effect.zipRight(
        Effect.sync(() => child.kill(signal)),
        exit
      )
  }
}

/** Starts it; killed (SIGKILL) at the latest when the scope closes. */
export const start = (
  command: string,
  args: ReadonlyArray<string>,
  options: Options = {}
): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(command, args, {
        env: cleanEnv(options.env),
        stdio: ["pipe", "pipe", "pipe"],
        ...(options.cwd === undefined ? {} : { cwd: options.cwd })
      })
      // The other end may be gone before it has read anything.
      child.stdin.on("error", () => {})
      child.stdin.end(options.stdin ?? "")
      return watch([command, ...args].join(" "), child)
    }),
    (running) => running.kill("SIGKILL")
  )

/** Runs it to its end, whatever its exit code. */
export const run = (
  command: string,
  args: ReadonlyArray<string>,
  options: Options = {}
): Effect.Effect<Finished, ProcessTooSlow> =>
  Effect.scoped(
    Effect.flatMap(start(command, args, options), (running) =>
      running.exit.pipe(
        Effect.timeoutFail({
          duration: Duration.decode(options.timeout ?? "60 seconds"),
          onTimeout: () =>
            new ProcessTooSlow({
              command: [command, ...args].join(" "),
              stdout: running.stdout(),
              stderr: running.stderr()
            })
        })
      )
    )
  )
