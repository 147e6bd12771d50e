/** What `hf shell` costs: until its prompt is there, and a command in it beside the program behind it. */
import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as CacheInventory from "../src/layers/disk/CacheInventory.ts"
import * as FileLocks from "../src/layers/disk/FileLocks.ts"
import * as Settings from "../src/layers/Settings.ts"
import { list } from "../src/programs/cache/rows.ts"
import * as Build from "../test/support/Build.ts"
import { cleanEnv } from "../test/support/Process.ts"
import { measure, median } from "./Measure.ts"

/** Milliseconds until a program on a terminal of its own has printed what is expected. */
const until = (words: string, expected: RegExp, env: Readonly<Record<string, string>>) =>
  Effect.async<number>((resume) => {
    const began = performance.now()
    const program = spawn("script", ["-qfc", `"${process.execPath}" "${Build.bin}" ${words}`, "/dev/null"], {
      env: { ...cleanEnv({ ...env, TERM: "xterm-256color" }), SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "inherit"]
    })
    let text = ""
    let took: number | undefined
    program.stdout.setEncoding("utf8").on("data", (piece: string) => {
      text += piece
      if (took !== undefined || !expected.test(text)) return
      took = performance.now() - began
      program.stdin.end("\u0004")
    })
    program.on("close", () => resume(Effect.succeed(took ?? Number.NaN)))
  })

const ms = (value: number): string => `${value.toFixed(1)} ms`

/** From the start of the process to the prompt, beside `hf version`. */
export const firstPrompt = (rounds: number, home: string) =>
  Effect.gen(function* () {
    const [shell, version]: [Array<number>, Array<number>] = [[], []]
    const env = { HF_HOME: home, HF_ENDPOINT: "http://127.0.0.1:9" }
    for (let round = 0; round <= rounds; round++) {
      const taken = [yield* until("version", /\d\.\d/, env), yield* until("shell", /hf> /, env)]
      // The first round warms the disk.
      if (round === 0) continue
      version.push(taken[0] ?? 0)
      shell.push(taken[1] ?? 0)
    }
    const ratio = median(shell) / median(version)
    return `first prompt  ${ms(median(shell))}   hf version  ${ms(median(version))}   ${ratio.toFixed(2)}x   ${rounds} rounds`
  })

const count = 1000

/** `cache ls` of an empty cache, `count` times in one shell and `count` times called as a program; what one more costs. */
export const commandOverhead = (rounds: number, home: string) =>
  Effect.gen(function* () {
    mkdirSync(join(home, "hub"))
    const script = (name: string, lines: number) => {
      const path = join(home, name)
      writeFileSync(path, "cache ls -q\n".repeat(lines))
      return measure({
        program: process.execPath,
        args: [Build.bin, "shell", "-f", path],
        env: { HF_HOME: home }
      })
    }
    const inventory = CacheInventory.layer.pipe(
      Layer.provide(FileLocks.layer),
      Layer.provideMerge(Settings.layerWith({ cacheDir: join(home, "hub") }))
    )
    const [inShell, direct]: [Array<number>, Array<number>] = [[], []]
    for (let round = 0; round < rounds; round++) {
      const one = yield* script("one.hfsh", 1)
      const many = yield* script("many.hfsh", count + 1)
      inShell.push(((many.seconds - one.seconds) * 1000) / count)
      direct.push(
        yield* Effect.gen(function* () {
          yield* list({})
          const began = performance.now()
          for (let i = 0; i < count; i++) yield* list({})
          return (performance.now() - began) / count
        }).pipe(Effect.provide(inventory))
      )
    }
    const overhead = median(inShell) - median(direct)
    return `a command in the shell  ${ms(median(inShell))}   its program alone  ${ms(median(direct))}   overhead  ${ms(overhead)}   ${count} × ${rounds}`
  })
