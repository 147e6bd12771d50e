/** One run of one program: how long, and how much memory at most. */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Process from "../test/support/Process.ts"

export interface Command {
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string | undefined>>
}

export interface Sample {
  readonly seconds: number
  /** Peak resident memory in bytes, as the kernel keeps it; `undefined` where there is no /proc or it was over too soon. */
  readonly peak: number | undefined
}

export class RunFailed extends Data.TaggedError("RunFailed")<{ readonly command: string; readonly output: string }> {
  override get message() {
    return `${this.command} failed:\n${this.output}`
  }
}

const peakOf = (pid: number): number | undefined => {
  try {
    const match = readFileSync(`/proc/${pid}/status`, "utf8").match(/VmHWM:\s+(\d+) kB/)
    return match ? Number(match[1]) * 1024 : undefined
  } catch {
    return undefined
  }
}

/** Runs it once; the clock stops when it has ended. The peak only grows, so the last look a few ms before the end is it. */
export const measure = (command: Command): Effect.Effect<Sample, RunFailed> =>
  Effect.async((resume) => {
    const began = process.hrtime.bigint()
    const child = spawn(command.program, command.args, {
      env: Process.cleanEnv(command.env),
      stdio: ["ignore", "pipe", "pipe"]
    })
    let peak: number | undefined
    let output = ""
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000)
    }
    child.stdout.on("data", keep)
    child.stderr.on("data", keep)
    const look = setInterval(() => {
      peak = peakOf(child.pid ?? 0) ?? peak
    }, 10)
    const failed = () =>
      resume(Effect.fail(new RunFailed({ command: [command.program, ...command.args].join(" "), output })))
    child.on("error", failed)
    child.on("exit", (code) => {
      const seconds = Number(process.hrtime.bigint() - began) / 1e9
      clearInterval(look)
      if (code === 0) resume(Effect.succeed({ seconds, peak }))
      else failed()
    })
    return Effect.sync(() => {
      clearInterval(look)
      child.kill("SIGKILL")
    })
  })

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
