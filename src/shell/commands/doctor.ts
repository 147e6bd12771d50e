import * as Effect from "effect/Effect"
import { CheckupFailed } from "../../domain/errors.ts"
import { doctor } from "../../programs/doctor.ts"
import { Output } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import { verdicts } from "../render/verdicts.ts"
import { leaf } from "../spec/command.ts"

export const command = leaf(
  {
    name: "doctor",
    help: "Check network, login, cache and disk, and say what to do where something is wrong.",
    topic: "Help",
    params: {},
    examples: ["hf doctor", "hf doctor --json"]
  },
  () =>
    Effect.gen(function* () {
      const found = yield* withHub(undefined, doctor)
      yield* verdicts(yield* Output, found)
      const checks = found.flatMap(({ check, verdict }) => (verdict === "failed" ? [check] : []))
      if (checks.length > 0) return yield* new CheckupFailed({ checks })
    })
)
