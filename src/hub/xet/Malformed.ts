/** Bytes that are not what Xet's formats say. */
import * as Data from "effect/Data"

export class Malformed extends Data.TaggedError("Malformed")<{ readonly reason: string }> {
  override get message() {
    return this.reason
  }
}
