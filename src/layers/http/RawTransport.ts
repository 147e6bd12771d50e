/** The transport's bare dispatch, where it has one: what {@link FastLane} rides on. The embedded Hub and a test's client have none. */
import * as Context from "effect/Context"
import type { Dispatcher } from "undici"

export class RawTransport extends Context.Tag("hf/http/RawTransport")<RawTransport, Pick<Dispatcher, "dispatch">>() {}
