/** Options and arguments that do not go together, where the planner cannot see it: exit code 2, like all it refuses. */
import * as Schema from "effect/Schema"

export class Misuse extends Schema.TaggedError<Misuse>()("Misuse", { reason: Schema.String }) {
  readonly kind = "usage"
  override get message() {
    return this.reason
  }
}
