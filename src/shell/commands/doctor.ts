import * as Effect from "effect/Effect"
import { CheckupFailed } from "../../domain/errors.ts"
import { doctor } from "../../programs/doctor.ts"
import type { Verdict } from "../../services/Checkup.ts"
import { Output } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import { leaf } from "../spec/command.ts"

const signs = { ok: "✓", warning: "!", failed: "✗", skipped: "-" } as const

const line = ({ check, detail, remedy, verdict }: Verdict): string =>
  `${signs[verdict]} ${check.padEnd(12)} ${detail}${remedy === undefined ? "" : `\n${" ".repeat(15)}${remedy}`}`

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
      const output = yield* Output
      const verdicts = yield* withHub(undefined, doctor)
      const people = output.mode === "guide" || output.mode === "human"
      if (people) yield* output.text(verdicts.map(line).join("\n"))
      else {
        const rows = verdicts.map((each) => ({ ...each, remedy: each.remedy ?? null }))
        const columns = ["check", "verdict", "detail", "remedy"].map((key) => ({ key }))
        yield* output.table(columns, rows, "verdict")
      }
      const checks = verdicts.flatMap(({ check, verdict }) => (verdict === "failed" ? [check] : []))
      if (checks.length > 0) return yield* new CheckupFailed({ checks })
    })
)
