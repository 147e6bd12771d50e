import * as Effect from "effect/Effect"
import { CheckupFailed, type InvalidInput } from "../../domain/errors.ts"
import { doctor } from "../../programs/doctor.ts"
import type { Verdict } from "../../services/Checkup.ts"
import { Output } from "../../services/Output.ts"
import type { Settings } from "../../services/Settings.ts"
import { withHub } from "../Access.ts"
import { diskCheckup } from "../diskCheckup.ts"
import { verdicts } from "../render/verdicts.ts"
import { leaf } from "../spec/command.ts"

/** A variable that cannot be used bars the way to the Hub: that is a finding like others, and the disk can be looked at all the same. */
const barred = ({ message, what }: InvalidInput): Effect.Effect<ReadonlyArray<Verdict>, never, Settings> => {
  const skipped = (check: string): Verdict => ({ check, verdict: "skipped", detail: "not asked", remedy: undefined })
  const own = what.startsWith("SSL_CERT") ? "certificates" : "proxy"
  const found = ["dns", "proxy", "endpoint", "certificates", "clock", "token"].map(
    (check): Verdict =>
      check === own
        ? { check, verdict: "failed", detail: message, remedy: "Correct the variable, or unset it." }
        : skipped(check)
  )
  return Effect.map(diskCheckup, (rest) => [...found, ...rest])
}

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
      const found = yield* Effect.catchTag(withHub(undefined, doctor), "InvalidInput", barred)
      yield* verdicts(yield* Output, found)
      const checks = found.flatMap(({ check, verdict }) => (verdict === "failed" ? [check] : []))
      if (checks.length > 0) return yield* new CheckupFailed({ checks })
    })
)
