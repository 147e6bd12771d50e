/** `npm start`: on a terminal the shell, at a Hub of its own that is gone afterwards; elsewhere the tour. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isatty } from "node:tty"
import * as Build from "../test/support/Build.ts"

if (isatty(0) && isatty(1)) {
  await Build.ensureBuilt()
  const home = mkdtempSync(join(tmpdir(), "hf-start-"))
  // Nothing of this machine's own Hub, token or cache.
  const bare = Object.entries(process.env).filter(([name]) => !/^(HF|HUGGINGFACE|HUGGING_FACE)_/.test(name))
  const env = { ...Object.fromEntries(bare), HF_HOME: home }
  const shell = spawn(process.execPath, [Build.bin, "shell", "--local"], { stdio: "inherit", env })
  // Ctrl-C reaches the shell by itself; to end it is up to it.
  process.on("SIGINT", () => {})
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => shell.kill(signal))
  shell.on("close", (code) => {
    rmSync(home, { recursive: true, force: true })
    process.exitCode = code ?? 1
  })
} else {
  const { run } = await import("./tour.ts")
  run()
}
