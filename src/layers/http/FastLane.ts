/** {@link FastLane} over undici's bare request: one promise a file, no fiber. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Dispatcher } from "undici"
import { Credentials } from "../../services/Credentials.ts"
import { FastLane, type FastLaneShape, type SmallGet } from "../../services/FastLane.ts"
import { Policies } from "../../services/Policies.ts"
import { Requests, type RequestsShape } from "../../services/Requests.ts"
import { Settings } from "../../services/Settings.ts"
import { toDiskError } from "../disk/Disk.ts"
import { RawTransport } from "./RawTransport.ts"
import { downloadHeaders } from "./requests.ts"
import { origin, presentable } from "./Urls.ts"
import { userAgent } from "./UserAgent.ts"

const none: FastLaneShape = { threshold: Number.POSITIVE_INFINITY, run: () => Effect.void }

/** Below this the gateway is as good, and its answers to trouble come without asking twice. */
const threshold = 32

/** The body of a refusal or redirect up to here is let through. */
const shortBody = 64 * 1024

type Fixed = Omit<Dispatcher.DispatchOptions, "path">
type Verdict = "kept" | "left" | "stop"

const make = Effect.gen(function* () {
  const raw = yield* Effect.serviceOption(RawTransport)
  const settings = yield* Settings
  const credentials = yield* Credentials
  const home = origin(settings.endpoint)
  if (Option.isNone(raw) || settings.offline || home === undefined) return none
  const base = settings.endpoint.slice(home.length)
  const agent = userAgent(settings.userAgentOrigin)

  /**
   * What the network says wrong here is said again, properly, by the gateway; only the disk's word is final. By the handler and not
   * by `request`: a stream, a promise and a listener for each of thousands of kilobytes cost more than their transfer.
   */
  const one = (
    get: SmallGet,
    options: Fixed,
    live: Set<Dispatcher.DispatchController>,
    begin: RequestsShape["begin"]
  ): Promise<Verdict> =>
    new Promise((resolve, reject) => {
      const witness = begin?.({ method: "GET", url: presentable(settings.endpoint + get.url), attempt: 1, hop: 0 })
      const pieces: Array<Buffer> = []
      let verdict: Verdict = "stop"
      let missing = get.length
      let wanted = false
      const settle = (controller: Dispatcher.DispatchController) => {
        live.delete(controller)
        resolve(verdict)
      }
      raw.value.dispatch(
        { ...options, path: base + get.url },
        {
          onRequestStart: (controller) => {
            live.add(controller)
          },
          onResponseStart: (controller, status, headers) => {
            witness?.answered(status)
            wanted = status === 200 && headers["content-length"] === String(get.length)
            verdict = status === 429 || status >= 500 ? "stop" : "left"
            // Short bodies run out by themselves and leave the connection to the next request.
            if (!wanted && !(Number(headers["content-length"]) <= shortBody))
              controller.abort(new Error("not this one"))
          },
          onResponseData: (_, piece) => {
            witness?.received(piece.length)
            if (!wanted) return
            missing -= piece.length
            pieces.push(piece)
          },
          onResponseEnd: (controller) => {
            witness?.over(undefined)
            const [first, ...others] = pieces
            try {
              const bytes = first === undefined || others.length > 0 ? Buffer.concat(pieces) : first
              const kept = wanted && missing === 0 && get.accept(bytes)
              if (kept === false) return settle(controller)
              live.delete(controller)
              kept.then((did) => resolve(did ? "kept" : "left"), reject)
            } catch (cause) {
              live.delete(controller)
              reject(cause)
            }
          },
          onResponseError: (controller) => {
            // Long redirects and refusals end this way, too, and are asked for again.
            witness?.over(verdict === "left" ? undefined : "connection failed")
            settle(controller)
          }
        }
      )
    })

  const run: FastLaneShape["run"] = Effect.fn("FastLane.run")(function* (gets, concurrency) {
    const { inactivityTimeout = settings.inactivityTimeout } = yield* Policies
    const { begin } = yield* Requests
    const current = yield* Effect.either(credentials.current)
    // No token to be had: the gateway says so in its own words.
    if (Either.isLeft(current)) return
    const token = Option.getOrUndefined(current.right)?.token
    const headers = {
      ...downloadHeaders,
      "user-agent": agent,
      "accept-encoding": "identity",
      ...(token === undefined ? {} : { authorization: `Bearer ${Redacted.value(token)}` })
    }
    const fixed = {
      origin: home,
      method: "GET",
      headersTimeout: Duration.toMillis(inactivityTimeout),
      bodyTimeout: Duration.toMillis(inactivityTimeout)
    } as const

    yield* Effect.tryPromise({
      try: (signal) => {
        const live = new Set<Dispatcher.DispatchController>()
        let next = 0
        let stopped = false
        // Who takes the files loses the right to with the end of the ride: nothing under way may reach them afterwards.
        const end = () => {
          stopped = true
          for (const controller of live) controller.abort(new Error("the ride is over"))
        }
        signal.addEventListener("abort", end)
        const lane = async (): Promise<void> => {
          while (!stopped) {
            const get = gets[next++]
            if (get === undefined) return
            if (!get.begin()) continue
            let verdict: Verdict = "stop"
            try {
              const traced = { ...headers, "x-amzn-trace-id": crypto.randomUUID() }
              verdict = await one(get, { ...fixed, headers: traced }, live, begin)
            } finally {
              if (verdict !== "kept") get.giveUp()
              if (verdict === "stop") stopped = true
            }
          }
        }
        const failed = (cause: unknown) => {
          end()
          throw cause
        }
        return Promise.all(Array.from({ length: concurrency }, () => lane().catch(failed)))
      },
      catch: toDiskError("write", "the cache")
    })
  })

  return { threshold, run } satisfies FastLaneShape
})

export const layer: Layer.Layer<FastLane, never, Settings | Credentials> = Layer.effect(FastLane, make)
