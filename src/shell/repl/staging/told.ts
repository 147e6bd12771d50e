/** What is said when something was staged: how much there is by now. */
import * as Effect from "effect/Effect"
import { Output } from "../../../services/Output.ts"
import * as Place from "../Place.ts"
import type { Stage } from "./Stage.ts"

export const told = ({ changes, place }: Stage) =>
  Effect.flatMap(Output, ({ log }) =>
    log(
      changes.size === 0
        ? `Nothing is staged for ${Place.format(place)}.`
        : `${changes.size} change${changes.size === 1 ? "" : "s"} staged for ${Place.format(place)}.`
    )
  )
