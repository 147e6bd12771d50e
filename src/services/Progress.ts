/** Where long work says how far it is. Programs report; the shell draws; by default nobody listens. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface ProgressTask {
  /** That much more is done. */
  readonly advance: (done: { readonly bytes?: number; readonly files?: number }) => Effect.Effect<void>
  /** Totals as they become known. */
  readonly expect: (total: { readonly bytes?: number; readonly files?: number }) => Effect.Effect<void>
}

export interface ProgressShape {
  /** Opens a task under a label such as `Fetching 5 files`; it ends with the scope. */
  readonly task: (
    label: string,
    total?: { readonly bytes?: number; readonly files?: number }
  ) => Effect.Effect<ProgressTask, never, Scope.Scope>
}

const silent: ProgressShape = {
  task: () => Effect.succeed({ advance: () => Effect.void, expect: () => Effect.void })
}

export class Progress extends Context.Reference<Progress>()("hf/Progress", {
  defaultValue: (): ProgressShape => silent
}) {}
