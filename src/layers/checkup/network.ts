/** The way to the Hub, step by step. */
import { lookup } from "node:dns/promises"
import { isIP } from "node:net"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { AuthShape } from "../../services/Auth.ts"
import type { Verdict } from "../../services/Checkup.ts"
import type { GatewayError, GatewayShape } from "../../services/Gateway.ts"
import { Policies } from "../../services/Policies.ts"
import type { SettingsShape } from "../../services/Settings.ts"
import { codeOf } from "../disk/Disk.ts"
import * as Proxy from "../http/Proxy.ts"
import { presentable } from "../http/Urls.ts"
import { failed, ok, skipped, warning } from "./verdicts.ts"

/** Signed URLs and certificates are judged by the clock: Hubs tolerate about this much. */
const tolerated = 300

/** Does the error lie between here and the proxy? */
const isOfProxy = (error: GatewayError | undefined): boolean =>
  error?._tag === "NetworkError" &&
  error.proxy !== undefined &&
  ["dns", "refused", "unreachable", "proxy"].includes(error.reason)

const wayVerdict = (proxy: Option.Option<string>, error: GatewayError | undefined): Verdict => {
  if (Option.isNone(proxy)) return ok("proxy", "none")
  return error !== undefined && isOfProxy(error)
    ? failed("proxy", error.message, "Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.")
    : ok("proxy", presentable(proxy.value))
}

const reachedVerdict = (endpoint: string, error: GatewayError | undefined): Verdict => {
  if (error === undefined) return ok("endpoint", `${endpoint} answers`)
  return isOfProxy(error)
    ? skipped("endpoint", "the proxy does not let us ask")
    : failed("endpoint", error.message, remedyOf(error))
}

/** Nobody waits for a doctor as for a download. */
const impatient = Effect.provideService(Policies, { ...Policies.defaults, retries: 0 })

const dns = (host: string, viaProxy: boolean): Effect.Effect<Verdict> => {
  if (viaProxy) return Effect.succeed(skipped("dns", "the proxy looks names up"))
  if (isIP(host.replace(/^\[|\]$/g, "")) !== 0) return Effect.succeed(ok("dns", `${host} is an address`))
  return Effect.tryPromise(() => lookup(host)).pipe(
    Effect.match({
      onSuccess: ({ address }) => ok("dns", `${host} is ${address}`),
      onFailure: ({ cause }) => {
        const remedy = "Check the network and HF_ENDPOINT; behind a company's wall a proxy may be needed (HTTPS_PROXY)."
        return failed("dns", `${host} cannot be resolved (${codeOf(cause) ?? "no answer"})`, remedy)
      }
    })
  )
}

const certificates = (endpoint: string, error: GatewayError | undefined): Verdict => {
  if (!endpoint.startsWith("https:")) return skipped("certificates", "the endpoint is plain http")
  if (error === undefined) return ok("certificates", "the Hub's certificate is trusted")
  return error._tag === "NetworkError" && error.reason === "tls"
    ? failed("certificates", error.message, "Behind a proxy with its own certificates set SSL_CERT_FILE to them.")
    : skipped("certificates", "no connection")
}

const clock = (date: string | undefined, now: number): Verdict => {
  const theirs = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(theirs)) return skipped("clock", "the Hub did not tell the time")
  const off = Math.round(Math.abs(now - theirs) / 1000)
  return off > tolerated
    ? failed(
        "clock",
        `this clock and the Hub's are ${off} s apart`,
        "Set the clock, best by NTP: signed URLs end too early."
      )
    : ok("clock", `${off} s from the Hub's`)
}

const remedyOf = (error: GatewayError): string => {
  if (error._tag === "Offline") return "Unset HF_HUB_OFFLINE (and TRANSFORMERS_OFFLINE)."
  return "Check the network, the proxy variables and HF_ENDPOINT."
}

const tokenVerdict = (auth: AuthShape) =>
  Effect.gen(function* () {
    const current = yield* auth.current
    if (Option.isNone(current))
      return warning(
        "token",
        "nobody is logged in: public repositories only",
        "Log in: hf auth login, or set HF_TOKEN."
      )
    const { name } = yield* auth.whoami
    return ok("token", `it is ${name}'s (from ${current.value.source})`)
  }).pipe(
    Effect.catchAll((error) =>
      Effect.succeed(
        error.kind === "network"
          ? skipped("token", "the Hub cannot be asked")
          : failed("token", error.message, "Log in again: hf auth login --force; or correct HF_TOKEN.")
      )
    )
  )

export const examine = (
  settings: SettingsShape,
  gateway: GatewayShape,
  auth: AuthShape
): Effect.Effect<ReadonlyArray<Verdict>> =>
  Effect.gen(function* () {
    const { endpoint } = settings
    const url = new URL(endpoint)
    const proxy = Proxy.choose(settings.proxy, url)
    const named = yield* dns(url.hostname, Option.isSome(proxy))
    const request = { method: "GET", url: "/api/models", query: [["limit", "1"]], auth: "none" } as const
    const answer = yield* Effect.either(Effect.scoped(gateway.execute(request)))
    const now = yield* Clock.currentTimeMillis
    const error = Either.isLeft(answer) ? answer.left : undefined
    return [
      named,
      wayVerdict(proxy, error),
      reachedVerdict(endpoint, error),
      certificates(endpoint, error),
      clock(Either.isRight(answer) ? answer.right.headers["date"] : undefined, now),
      yield* tokenVerdict(auth)
    ]
  }).pipe(impatient)
