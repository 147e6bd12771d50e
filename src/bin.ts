#!/usr/bin/env node
/**
 * The `hf` binary. It stays small: what can be answered without Effect is (shell/front.ts), the rest is loaded when it is
 * needed. This is the only file that starts an Effect.
 */
import * as module from "node:module"
import { version } from "./domain/Version.ts"

const words = process.argv.slice(2)

/** `hf … | head`: a reader that has seen enough is no failure. */
const readerLeft = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "EPIPE") throw error
  process.exit()
}

const columnsOf = (stream: NodeJS.WriteStream): number | undefined => {
  const given = Number(process.env["COLUMNS"])
  return Number.isInteger(given) && given > 0 ? given : stream.columns || undefined
}

const main = async (): Promise<void> => {
  const { front } = await import("./shell/front.ts")
  const planned = await front({
    words,
    env: process.env,
    columns: columnsOf(process.stdout.isTTY ? process.stdout : process.stderr),
    color: process.stdout.isTTY === true && !process.env["NO_COLOR"]
  })
  if (planned._tag === "Answer") {
    process.stdout.on("error", readerLeft)
    process.stderr.on("error", readerLeft)
    if (planned.stdout !== "") process.stdout.write(planned.stdout)
    if (planned.stderr !== "") process.stderr.write(planned.stderr)
    process.exitCode = planned.code
    // A name server that does not answer holds a thread, and every regular exit waits for it.
    if (planned.stuck) process.stdout.write("", () => process.kill(process.pid, "SIGKILL"))
    return
  }
  if (planned._tag === "Dispatch") {
    const { run } = await import("./shell/runExtension.ts")
    run(planned.program, planned.extension, (code, problem) => {
      if (problem !== undefined) process.stderr.write(`Error: ${problem}\n`)
      process.exitCode = code
      process.exit()
    })
    return
  }
  if (planned.path[0] === "shell") (await import("./shell/instant.ts")).show(planned)
  // From Node 22 on, what was compiled once need not be compiled again; where it may not be kept, nothing is lost.
  if ("enableCompileCache" in module && typeof module.enableCompileCache === "function") module.enableCompileCache()
  const { runMain } = await import("./shell/runMain.ts")
  runMain(planned, {
    debug: /^(1|on|yes|true)$/i.test(process.env["HF_DEBUG"] ?? ""),
    color: process.stderr.isTTY === true && !process.env["NO_COLOR"]
  })
}

if (words.length === 1 && (words[0] === "--version" || words[0] === "-v")) process.stdout.write(`${version}\n`)
else await main()
