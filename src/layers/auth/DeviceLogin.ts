/** {@link DeviceLogin} over the gateway. */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as ScheduleDecision from "effect/ScheduleDecision"
import * as ScheduleInterval from "effect/ScheduleInterval"
import { type HubAnswerError, LoginFailed } from "../../domain/errors.ts"
import { DeviceAuthorization, grantTypes } from "../../domain/wire/OAuth.ts"
import { type DeviceCode, DeviceLogin, type DeviceLoginShape } from "../../services/DeviceLogin.ts"
import { Gateway } from "../../services/Gateway.ts"
import { Settings } from "../../services/Settings.ts"
import * as OAuth from "./oauth.ts"

/** Nobody has decided yet, or the answer got lost on the way. */
class NotYet extends Data.TaggedError("NotYet")<{ readonly slower: boolean }> {}

/** RFC 8628, 3.2 and 3.5: where the Hub names none, and what `slow_down` adds. Seconds. */
const defaults = { interval: 5, expiresIn: 900, slower: 5 }

/** The Hub's interval, longer by every `slow_down`, the one just heard included (`Schedule.reduce` would be one behind). */
const questions = (interval: number) =>
  Schedule.makeWithState(interval, (now, error: LoginFailed | NotYet, seconds) => {
    const next = error._tag === "NotYet" && error.slower ? seconds + defaults.slower : seconds
    return Effect.succeed([next, next, ScheduleDecision.continueWith(ScheduleInterval.after(now + next * 1000))])
  })

const positive = (value: number | undefined, fallback: number): number =>
  value !== undefined && value > 0 && Number.isFinite(value) ? value : fallback

const expired = new LoginFailed({ reason: "expired", detail: "the code expired before anybody confirmed it" })

const offline = (detail: string) => new LoginFailed({ reason: "refused", detail })

const make = Effect.gen(function* () {
  const gateway = yield* Gateway
  const settings = yield* Settings
  const { endpoint } = settings

  const noSuchLogin = (error: HubAnswerError) => {
    const detail = `${endpoint} gave no code for a login by browser (${error.message.replace(/\.$/, "")})`
    return Effect.fail(new LoginFailed({ reason: "refused", detail }))
  }

  const start: DeviceLoginShape["start"] = gateway
    .json(OAuth.post(settings, "/oauth/device", {}), DeviceAuthorization)
    .pipe(
      Effect.catchTags({ BadRequest: noSuchLogin, Unauthorized: noSuchLogin, Forbidden: noSuchLogin }),
      Effect.map((answer) => ({
        userCode: answer.user_code,
        url: answer.verification_uri_complete || answer.verification_uri,
        secret: Redacted.make(answer.device_code),
        interval: positive(answer.interval, defaults.interval),
        expiresIn: positive(answer.expires_in, defaults.expiresIn)
      })),
      Effect.withSpan("DeviceLogin.start")
    )

  const ask = Effect.fnUntraced(function* ({ secret }: DeviceCode) {
    const fields = { grant_type: grantTypes.deviceCode, device_code: Redacted.value(secret) }
    const answer = yield* Effect.mapError(OAuth.tokens(gateway, settings, fields), (error) =>
      error._tag === "Offline" ? offline(error.message) : new NotYet({ slower: false })
    )
    if (Either.isRight(answer)) return answer.right
    const { description, error } = answer.left
    switch (error) {
      case "authorization_pending":
        return yield* new NotYet({ slower: false })
      case "slow_down":
        return yield* new NotYet({ slower: true })
      case "access_denied":
        return yield* new LoginFailed({ reason: "denied", detail: "it was denied" })
      case "expired_token":
        return yield* expired
      default:
        return yield* new LoginFailed({
          reason: "refused",
          detail: description === "" ? error : `${error}: ${description}`
        })
    }
  })

  const wait: DeviceLoginShape["wait"] = Effect.fn("DeviceLogin.wait")((code) =>
    Effect.retry(ask(code), { schedule: questions(code.interval), while: (error) => error._tag === "NotYet" }).pipe(
      Effect.timeoutFail({ duration: Duration.seconds(code.expiresIn), onTimeout: () => expired }),
      Effect.catchTag("NotYet", () => expired)
    )
  )

  return { start, wait } satisfies DeviceLoginShape
})

export const layer: Layer.Layer<DeviceLogin, never, Gateway | Settings> = Layer.effect(DeviceLogin, make)
