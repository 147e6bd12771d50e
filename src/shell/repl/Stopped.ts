/** A line of the shell that ended without success, already in words for people. */
import * as Data from "effect/Data"

export class Stopped extends Data.TaggedError("Stopped")<{
  /** Exit code (docs/exit-codes.md). */
  readonly code: number
  /** For stderr: `Error: …`, `Hint: …`, usage. */
  readonly lines: ReadonlyArray<string>
}> {
  override get message() {
    return this.lines.join("\n")
  }
}
