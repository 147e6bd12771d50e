/** {@link FastLane} over undici's bare request: one promise a file, no fiber. */
import { setMaxListeners } from "node:events"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Dispatcher } from "undici"
import { Credentials } from "../../services/Credentials.ts"
import { FastLane, type FastLaneShape, type SmallGet } from "../../services/FastLane.ts"
import { Policies } from "../../services/Policies.ts"
import { Settings } from "../../services/Settings.ts"
import { toDiskError } from "../disk/Disk.ts"
import { RawTransport } from "./RawTransport.ts"
import { downloadHeaders } from "./requests.ts"
import { origin } from "./Urls.ts"
import { userAgent } from "./UserAgent.ts"

const none: FastLaneShape = { threshold: Number.POSITIVE_INFINITY, run: () => Effect.void }

/** Below this the gateway is as good, and its answers to trouble come without asking twice. */
const threshold = 32

type Verdict = "kept" | "left" | "stop"

const make = Effect.gen(function* () {
  const raw = yield* Effect.serviceOption(RawTransport)
  const settings = yield* Settings
  const credentials = yield* Credentials
  const home = origin(settings.endpoint)
  if (Option.isNone(raw) || settings.offline || home === undefined) return none
  const base = settings.endpoint.slice(home.length)
  const agent = userAgent(settings.userAgentOrigin)

  /** What the network says wrong here is said again, properly, by the gateway; only the disk's word is final. */
  const one = async (get: SmallGet, options: Omit<Dispatcher.RequestOptions, "path">): Promise<Verdict> => {
    let bytes: Uint8Array
    try {
      const { body, headers, statusCode } = await raw.value.request({ ...options, path: base + get.url })
      if (statusCode !== 200 || headers["content-length"] !== String(get.length)) {
        body.on("error", () => undefined).destroy()
        return statusCode === 429 || statusCode >= 500 ? "stop" : "left"
      }
      bytes = new Uint8Array(await body.arrayBuffer())
    } catch {
      return "stop"
    }
    return bytes.length === get.length && get.accept(bytes) ? "kept" : "left"
  }

  const run: FastLaneShape["run"] = Effect.fn("FastLane.run")(function* (gets, concurrency) {
    const { inactivityTimeout, metadataTimeout } = yield* Policies
    const token = Option.getOrUndefined(yield* credentials.current)?.token
    const headers = {
      ...downloadHeaders,
      "user-agent": agent,
      "accept-encoding": "identity",
      ...(token === undefined ? {} : { authorization: `Bearer ${Redacted.value(token)}` })
    }
    const fixed = {
      origin: home,
      method: "GET",
      headersTimeout: Duration.toMillis(metadataTimeout ?? settings.metadataTimeout),
      bodyTimeout: Duration.toMillis(inactivityTimeout ?? settings.inactivityTimeout)
    } as const

    yield* Effect.tryPromise({
      try: (signal) => {
        // One listener for each request under way, and some that are about to go: no leak.
        setMaxListeners(0, signal)
        let next = 0
        let stopped = false
        const lane = async (): Promise<void> => {
          while (!stopped && !signal.aborted) {
            const get = gets[next++]
            if (get === undefined) return
            if (!get.begin()) continue
            let verdict: Verdict = "stop"
            try {
              verdict = await one(get, {
                ...fixed,
                headers: { ...headers, "x-amzn-trace-id": crypto.randomUUID() },
                signal
              })
            } finally {
              if (verdict !== "kept") get.giveUp()
              if (verdict === "stop") stopped = true
            }
          }
        }
        return Promise.all(Array.from({ length: concurrency }, lane))
      },
      catch: toDiskError("write", "the cache")
    })
  })

  return { threshold, run } satisfies FastLaneShape
})

export const layer: Layer.Layer<FastLane, never, Settings | Credentials> = Layer.effect(FastLane, make)
