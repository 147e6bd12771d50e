/** The text of a file, or of standard input where `-` stands for it. */
import { fstatSync, readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { DiskError } from "../domain/errors.ts"
import * as Disk from "../layers/disk/Disk.ts"
import { standardInput } from "./render/standardInput.ts"

const readNow = (what: string, file: string | number): Effect.Effect<string, DiskError> =>
  Disk.attempt("read", what, () => readFileSync(file, "utf8"))

/** Nothing is not what was meant: a script that comes from there has all of it, its own `-` nothing. */
const hadAlready = new DiskError({
  path: "standard input",
  operation: "read",
  reason: "other",
  detail: "all of it has been read before; name a file"
})

/**
 * As it comes, to its end. Not at once: Node makes a pipe that anybody looked at as `process.stdin` non-blocking, and then a writer
 * that takes its time is an error (EAGAIN).
 */
const readStream = Effect.async<string, DiskError>((resume) => {
  const stdin = standardInput()
  const chunks: Array<Buffer> = []
  const onData = (chunk: Buffer) => chunks.push(chunk)
  const onEnd = () => resume(Effect.succeed(Buffer.concat(chunks).toString("utf8")))
  const onError = (cause: Error) => resume(Effect.fail(Disk.toDiskError("read", "standard input")(cause)))
  if (stdin.readableEnded || stdin.destroyed) return resume(Effect.fail(hadAlready))
  // Whoever read before has paused it.
  stdin.on("data", onData).on("end", onEnd).on("error", onError).resume()
  return Effect.sync(() => stdin.off("data", onData).off("end", onEnd).off("error", onError).pause())
})

/** Node takes a folder for an empty stream; read at once it says what it is. */
const allOfIt = Effect.flatMap(
  Disk.attempt("read", "standard input", () => fstatSync(0)),
  (stat) => (stat.isDirectory() ? readNow("standard input", 0) : readStream)
)

/** `DiskError` when it cannot be read. */
export const wholeText = (path: string): Effect.Effect<string, DiskError> =>
  path === "-" ? allOfIt : readNow(path, path)
