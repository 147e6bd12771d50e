/** Names the Hub makes up itself. */

import { createHash, randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** A 24 digit hexadecimal id whose first 8 digits are the time in seconds, as the Hub's own ids are. */
export const objectId: Effect.Effect<string> = Effect.map(
  Clock.currentTimeMillis,
  (now) =>
    Math.floor(now / 1000)
      .toString(16)
      .padStart(8, "0") + randomBytes(8).toString("hex")
)

/** ISO 8601, UTC, milliseconds: the Hub's way to write a time. */
export const timestamp: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (now) =>
  new Date(now).toISOString()
)

/** `hf_` and 34 letters and digits, like a user access token. */
export const newToken: Effect.Effect<string> = Effect.sync(() => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  return `hf_${Array.from(randomBytes(34), (byte) => alphabet[byte % alphabet.length]).join("")}`
})

/** How tokens are kept: one way only. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex")
