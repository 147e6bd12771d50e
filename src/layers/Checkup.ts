/** {@link Checkup} of this machine. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Auth } from "../services/Auth.ts"
import { Checkup } from "../services/Checkup.ts"
import { FileLocks } from "../services/FileLocks.ts"
import { Gateway } from "../services/Gateway.ts"
import { Settings } from "../services/Settings.ts"

export const layer: Layer.Layer<Checkup, never, Auth | FileLocks | Gateway | Settings> = Layer.effect(
  Checkup,
  Effect.gen(function* () {
    const settings = yield* Settings
    const gateway = yield* Gateway
    const auth = yield* Auth
    const locks = yield* FileLocks
    // Loaded by those who ask: everybody else only carries the question.
    const network = Effect.flatMap(
      Effect.promise(() => import("./checkup/network.ts")),
      ({ examine }) => examine(settings, gateway, auth)
    )
    const disk = Effect.flatMap(
      Effect.promise(() => import("./checkup/disk.ts")),
      ({ examine }) => examine(locks, settings.cacheDir)
    )
    return { network, disk }
  })
)
