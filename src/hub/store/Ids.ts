/** Names the Hub makes up itself. */

import { createHash, randomBytes, randomInt } from "node:crypto"
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

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
/** No vowels, so that no words come out, and nothing that looks like something else (RFC 8628, 6.1). */
const readable = "BCDFGHJKLMNPQRSTVWXZ"

const drawn = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("")

/** `prefix` and 34 letters. */
export const secret = (prefix: string): Effect.Effect<string> => Effect.sync(() => prefix + drawn(letters, 34))

/** Like a user access token. */
export const newToken: Effect.Effect<string> = secret("hf_")

/** What a person copies from one screen to another: `BCDF-GHJK`. */
export const userCode: Effect.Effect<string> = Effect.sync(() => `${drawn(readable, 4)}-${drawn(readable, 4)}`)

/** How tokens are kept: one way only. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex")
