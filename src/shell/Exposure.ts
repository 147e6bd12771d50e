/** Where a secret stays that stands on the command line: in another shell's history, on the screen, or nowhere (its value was a variable's). */
import * as Context from "effect/Context"

export class Exposure extends Context.Reference<Exposure>()("hf/shell/Exposure", {
  defaultValue: (): "history" | "screen" | "nowhere" => "history"
}) {}
