/** A look at the disk that needs no way to the Hub: what bars that does not bar this. */
import * as Effect from "effect/Effect"
import type { Verdict } from "../services/Checkup.ts"
import { FileLocks } from "../services/FileLocks.ts"
import { Settings } from "../services/Settings.ts"

export const diskCheckup: Effect.Effect<ReadonlyArray<Verdict>, never, Settings> = Effect.gen(function* () {
  const { examine, locks } = yield* Effect.promise(async () => {
    const [{ examine }, { layer }] = await Promise.all([
      import("../layers/checkup/disk.ts"),
      import("../layers/disk/FileLocks.ts")
    ])
    return { examine, locks: layer }
  })
  const { cacheDir } = yield* Settings
  return yield* Effect.provide(
    Effect.flatMap(FileLocks, (service) => examine(service, cacheDir)),
    locks
  )
})
