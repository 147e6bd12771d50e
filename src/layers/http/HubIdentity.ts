/** `GET /api/whoami-v2`. */
import * as Effect from "effect/Effect"
import { Whoami } from "../../domain/wire/Identity.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { HubIdentity } from "../../services/HubClients.ts"

export const make = (gateway: GatewayShape): HubIdentity => ({
  whoami: Effect.fn("HubIdentity.whoami")((token) =>
    gateway.json({ method: "GET", url: "/api/whoami-v2", auth: token ?? "current" }, Whoami)
  )
})
