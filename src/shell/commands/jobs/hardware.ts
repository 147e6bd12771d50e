import * as Effect from "effect/Effect"
import type { JobHardware } from "../../../domain/wire/Jobs.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as params from "./params.ts"

const columns = ["name", "pretty name", "cpu", "ram", "storage", "accelerator", "cost/min", "cost/hour"].map((key) => ({
  key
}))

const cost = (dollars: number | undefined, digits: number): string =>
  dollars === undefined || dollars === 0 ? "free" : `$${dollars.toFixed(digits)}`

const row = ({ accelerator, unitCostUSD, ...machine }: JobHardware) => ({
  name: machine.name,
  "pretty name": machine.prettyName,
  cpu: machine.cpu,
  ram: machine.ram,
  storage: machine.ephemeralStorage ?? "N/A",
  accelerator: accelerator == null ? "" : `${accelerator.quantity}x ${accelerator.model} (${accelerator.vram})`,
  "cost/min": cost(unitCostUSD, 4),
  "cost/hour": cost(unitCostUSD === undefined ? undefined : unitCostUSD * 60, 2)
})

export const hardware = leaf(
  {
    name: "hardware",
    help: "List the machines jobs can run on, and what they cost.",
    params: { token: params.token },
    examples: ["hf jobs hardware"]
  },
  ({ token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const machines = yield* withHub(
        token,
        Effect.flatMap(Jobs, (jobs) => jobs.hardware)
      )
      yield* output.table(columns, machines.map(row), "name")
      yield* output.hint("Use `hf jobs run --flavor <name> ...` to request a specific hardware flavor.")
    })
)
