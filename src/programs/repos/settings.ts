import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import type { Repo } from "../../domain/Repo.ts"
import { Hub } from "../../services/Hub.ts"
import type { SettingsChange } from "../../services/HubClients.ts"

/** Changes what is given; a change of nothing is a mistake. */
export const updateSettings = Effect.fn("updateSettings")(function* (repo: Repo, change: SettingsChange) {
  if (change.gated === undefined && change.visibility === undefined)
    return yield* new InvalidInput({
      what: "settings of",
      value: repo.id,
      reason: "there is nothing to change: give at least one setting"
    })
  const { repos } = yield* Hub
  yield* repos.updateSettings(repo, change)
})
