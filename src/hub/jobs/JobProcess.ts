/** A job's process: leader of a group of its own, so that nothing it starts outlives it. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { PassThrough, type Readable } from "node:stream"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

export interface Started {
  readonly pid: number
  /** Everything it prints, line by line, both streams in the order they were written. */
  readonly lines: Stream.Stream<string>
  /** Its exit code; 128 and the number of the signal that ended it. */
  readonly exit: Effect.Effect<number>
  /** Asks the group to end. */
  readonly terminate: Effect.Effect<void>
  /** Ends the group. */
  readonly kill: Effect.Effect<void>
}

/** How to start it. */
export interface Launch {
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** More of a line is told before its end has come. */
const longest = 32 * 1024

const signals: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15
}

const send = (pid: number, signal: "SIGTERM" | "SIGKILL") =>
  Effect.sync(() => {
    try {
      process.kill(-pid, signal)
    } catch {
      // The group is gone already, which is what was wanted.
    }
  })

/**
 * The shell makes both streams one pipe before it becomes the program: of two pipes nobody can say what was written first. (Windows
 * has no such shell, and two pipes.)
 */
const joined = ({ args, program }: Launch): readonly [string, ReadonlyArray<string>] =>
  process.platform === "win32" ? [program, args] : ["/bin/sh", ["-c", 'exec "$0" "$@" 2>&1', program, ...args]]

/** Node throws what it does not emit. */
const born = (launch: Launch): Either.Either<ChildProcessByStdio<null, Readable, Readable>, string> => {
  const { cwd, env } = launch
  const [program, args] = joined(launch)
  return Either.try({
    try: () => spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] }),
    catch: (error) =>
      error instanceof Error && "code" in error && error.code === "E2BIG"
        ? "its arguments and its environment are too large for this machine (E2BIG)"
        : String(error)
  })
}

const textOf = (readable: Readable): Stream.Stream<string> =>
  Stream.fromAsyncIterable<Uint8Array, undefined>(readable, () => undefined).pipe(
    // A pipe that breaks has nothing more to say.
    Stream.catchAll(() => Stream.empty),
    Stream.decodeText(),
    (text) =>
      Stream.suspend(() => {
        // Progress bars end their lines with \r: it stays in the line, as the Hub leaves it.
        let rest = ""
        return Stream.concat(
          Stream.mapConcat(text, (piece) => {
            const lines = (rest + piece).split("\n")
            rest = lines.pop() ?? ""
            if (rest.length < longest) return lines
            // A line without an end must not grow in memory.
            const part = rest
            rest = ""
            return [...lines, part]
          }),
          Stream.suspend(() => (rest === "" ? Stream.empty : Stream.make(rest)))
        )
      }),
    Stream.map((line) => line.replace(/\r$/, ""))
  )

/** Starts it; fails with the reason when the system will not. */
export const start = (launch: Launch): Effect.Effect<Started, string> =>
  Effect.gen(function* () {
    const exit = yield* Deferred.make<number>()
    const streams: Array<Readable> = []
    const starting = yield* born(launch)
    const child = yield* Effect.async<ChildProcess & { readonly pid: number }, string>((resume) => {
      // At once: what a process has printed when it ends is thrown away by Node if nobody is reading by then.
      streams.push(starting.stdout.pipe(new PassThrough()), starting.stderr.pipe(new PassThrough()))
      starting.once("error", (error) => resume(Effect.fail(error.message)))
      starting.once("spawn", () => {
        const { pid } = starting
        if (pid !== undefined) resume(Effect.succeed(Object.assign(starting, { pid })))
      })
      starting.once("exit", (code, signal) => {
        Deferred.unsafeDone(exit, Effect.succeed(code ?? 128 + (signals[signal ?? ""] ?? 0)))
      })
    })
    const { pid } = child
    return {
      pid,
      lines: Stream.mergeAll(streams.map(textOf), { concurrency: 2 }),
      exit: Deferred.await(exit),
      terminate: send(pid, "SIGTERM"),
      kill: send(pid, "SIGKILL")
    }
  })

/** What a Hub that died left behind: ended, if the process still is the one that ran this job. */
export const endLeftover = (pid: number, jobId: string): Effect.Effect<void> =>
  Effect.suspend(() => {
    const environment = Option.liftThrowable(() => readFileSync(`/proc/${pid}/environ`, "latin1"))()
    return Option.exists(environment, (text) => text.split("\0").includes(`JOB_ID=${jobId}`))
      ? send(pid, "SIGKILL")
      : Effect.void
  })
