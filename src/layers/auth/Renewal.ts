/**
 * Keeps a login by browser alive: the token of the file is renewed when less than a day of it is left. It never fails: with the old
 * token the Hub says itself what is wrong (huggingface_hub 2.0.0).
 */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { DiskError, InvalidAnswer } from "../../domain/errors.ts"
import { grantTypes } from "../../domain/wire/OAuth.ts"
import type { GatewayError, GatewayShape } from "../../services/Gateway.ts"
import type { SettingsShape } from "../../services/Settings.ts"
import type { StoredToken, TokenStoreShape } from "../../services/TokenStore.ts"
import * as OAuth from "./oauth.ts"

/** Renewed when less than this is left. Milliseconds, as everything here. */
const margin = 24 * 3600 * 1000
/** Until then nothing is looked at again. */
const recheck = 300 * 1000

/** The Hub would not. */
class NotRenewed extends Data.TaggedError("NotRenewed")<{ readonly error: string; readonly description: string }> {
  override get message() {
    return this.description === "" ? this.error : `${this.error}: ${this.description}`
  }
}

type Failure = NotRenewed | GatewayError | InvalidAnswer | DiskError

/** What is known of the file's token, and for how long. */
interface Decision {
  readonly of: string
  readonly use: Redacted.Redacted
  readonly until: number
}

const due = ({ expiresAt }: Pick<StoredToken, "expiresAt">): number =>
  Option.match(expiresAt, { onNone: () => 0, onSome: (at) => at * 1000 - margin })

/** The token to use for the one in the file. `gateway` must not ask for tokens itself; it is made when it is needed first. */
export const make = (store: TokenStoreShape, settings: SettingsShape, gateway: Effect.Effect<GatewayShape>) =>
  Effect.gen(function* () {
    const turn = yield* Effect.makeSemaphore(1)
    let decision: Decision | undefined
    let warned = false

    const ask = Effect.fnUntraced(function* (refreshToken: Redacted.Redacted) {
      const fields = { grant_type: grantTypes.refresh, refresh_token: Redacted.value(refreshToken) }
      const answer = yield* OAuth.tokens(yield* gateway, settings, fields)
      return Either.isRight(answer) ? answer.right : yield* new NotRenewed(answer.left)
    })

    const failed = Effect.fnUntraced(function* (token: Redacted.Redacted, now: number, error: Failure) {
      const final = error._tag === "NotRenewed" && error.error === "invalid_grant"
      if (final) {
        const ended = "Your login has ended and could not be renewed"
        yield* Effect.logWarning(`${ended} (${error.message}). Log in again: hf auth login --force`)
      } else if (!warned) {
        yield* Effect.logWarning(`Your login could not be renewed, which is tried again later. ${error.message}`)
        warned = true
      }
      return { of: Redacted.value(token), use: token, until: final ? Number.POSITIVE_INFINITY : now + recheck }
    })

    const renew = (login: StoredToken, now: number): Effect.Effect<Decision> =>
      Effect.matchEffect(store.renew(login, ask), {
        onFailure: (error) => failed(login.token, now, error),
        onSuccess: (renewed) => {
          const { token } = Option.getOrElse(renewed, () => login)
          const until = Math.max(now + recheck, Option.match(renewed, { onNone: () => 0, onSome: due }))
          return Effect.succeed({ of: Redacted.value(token), use: token, until })
        }
      })

    const decide = Effect.fnUntraced(function* (token: Redacted.Redacted, now: number) {
      const of = Redacted.value(token)
      const login = yield* store.find(token)
      if (Option.isNone(login)) {
        // Another process may have renewed it since the file was read.
        const current = Option.getOrElse(yield* store.active, () => token)
        if (Redacted.value(current) !== of) return { of, use: current, until: now }
      }
      const renewable = Option.filter(
        login,
        ({ expiresAt, refreshToken }) => Option.isSome(expiresAt) && Option.isSome(refreshToken)
      )
      if (Option.isNone(renewable)) return { of, use: token, until: now + recheck }
      return due(renewable.value) > now
        ? { of, use: token, until: due(renewable.value) }
        : yield* renew(renewable.value, now)
    })

    const known = (of: string, now: number) =>
      decision !== undefined && decision.of === of && now < decision.until ? decision.use : undefined

    const resolve = Effect.fnUntraced(function* (token: Redacted.Redacted) {
      const now = yield* Clock.currentTimeMillis
      // Decided while we waited for our turn.
      const already = known(Redacted.value(token), now)
      if (already !== undefined) return already
      decision = yield* decide(token, now)
      return decision.use
    })

    return (token: Redacted.Redacted): Effect.Effect<Redacted.Redacted, DiskError> =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const already = known(Redacted.value(token), now)
        return already === undefined ? turn.withPermits(1)(resolve(token)) : Effect.succeed(already)
      })
  })
