/** Progress as a layer: whoever provides it hears of every transfer. Here it goes to the log, a line for every tenth of the way. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Progress } from "../src/index.ts"

export const layer: Layer.Layer<never> = Layer.succeed(Progress, {
  task: (label, total) =>
    Effect.sync(() => {
      let bytes = 0
      let expected = total?.bytes ?? 0
      let told = 0
      return {
        expect: (more) =>
          Effect.sync(() => {
            expected = more.bytes ?? expected
          }),
        advance: (done) =>
          Effect.suspend(() => {
            bytes += done.bytes ?? 0
            const tenth = expected === 0 ? 0 : Math.floor((10 * bytes) / expected)
            if (tenth <= told) return Effect.void
            told = tenth
            return Effect.logInfo(`${label}: ${tenth * 10} %`)
          })
      }
    })
})
