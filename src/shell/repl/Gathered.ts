/** What the blocks of an `each` answer, where somebody waits for it: as much as fits. */
import * as Effect from "effect/Effect"
import type { Misuse } from "../Misuse.ts"
import { tooMuch } from "./listening.ts"
import { most } from "./sieves.ts"
import { joined, type Value } from "./values.ts"

export class Gathered {
  private readonly values: Array<Value> = []
  private characters = 0
  private lines = 0

  add(value: Value): Effect.Effect<void, Misuse> {
    this.characters += value._tag === "text" ? value.text.length : 0
    this.lines += value._tag === "rows" ? value.rows.length : 1
    if (this.characters > most.characters || this.lines > most.lines) return tooMuch
    this.values.push(value)
    return Effect.void
  }

  value(): Value {
    return joined(this.values)
  }
}
