/** Runs the planner and the parser behind it on one command, without a process. */
import { NodeContext } from "@effect/platform-node"
import { Effect } from "effect"
import type { Plan } from "../../src/shell/argv/Plan.ts"
import { plan } from "../../src/shell/argv/planner.ts"
import { type LeafSpec, leaf, type Params } from "../../src/shell/spec/command.ts"
import { root } from "../../src/shell/spec/root.ts"

/** `hf <words>` where `cmd` is the only command; what its handler received, or the plan when it was not run. */
export const decode = <const P extends Params>(spec: LeafSpec<P>, words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    let received: unknown
    const command = leaf(spec, (decoded) =>
      Effect.sync(() => {
        received = decoded
      })
    )
    const planned: Plan = plan(root([command.row]), [spec.name, ...words])
    if (planned._tag !== "Run") return { planned, received }
    yield* command.run(planned.argv)
    return { planned, received }
  }).pipe(Effect.provide(NodeContext.layer))

/** The text of a usage error; fails the test for any other plan. */
export const usageText = (planned: Plan): string => {
  if (planned._tag !== "UsageError") throw new Error(`expected a usage error, got ${JSON.stringify(planned)}`)
  return planned.text
}
