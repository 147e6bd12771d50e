/** Server-sent events of a job: lines `data: {…}`; everything else keeps the connection alive. */
import * as Chunk from "effect/Chunk"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { GatewayRequest, GatewayShape } from "../../../services/Gateway.ts"
import type { JobError } from "../../../services/Jobs.ts"
import { Policies } from "../../../services/Policies.ts"
import { looking } from "./errors.ts"

const prefix = "data: "

/** What an event's JSON stands for; none: it is not one of those that are wanted. */
export type Decode<A> = (json: unknown) => Option.Option<A>

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whole lines of what has come so far. A million of them in a moment are nothing special: no effect for each. */
const parser = <A>(decode: Decode<A>) => {
  const decoder = new TextDecoder()
  let rest = ""
  const event = (line: string, events: Array<A>): void => {
    if (!line.startsWith(`${prefix}{`)) return
    const decoded = decode(jsonOf(line.slice(prefix.length)))
    if (Option.isSome(decoded)) events.push(decoded.value)
  }
  return {
    take: (pieces: Iterable<Uint8Array>): Chunk.Chunk<A> => {
      const events: Array<A> = []
      for (const piece of pieces) {
        const lines = (rest + decoder.decode(piece, { stream: true })).split("\n")
        rest = lines.pop() ?? ""
        for (const line of lines) event(line, events)
      }
      return Chunk.unsafeFromArray(events)
    },
    /** A last line may have no end. */
    end: (): Chunk.Chunk<A> => {
      const events: Array<A> = []
      event(rest, events)
      return Chunk.unsafeFromArray(events)
    }
  }
}

export interface Answered<A> {
  /** When the Hub answered, by its own clock: milliseconds since 1970. */
  readonly at: Option.Option<number>
  /** In one chunk what came at once. */
  readonly events: Stream.Stream<A, JobError>
}

/** One connection. The Hub says something at least every half minute; `silence` is how long it may say nothing. */
export const open = <A>(
  gateway: GatewayShape,
  request: GatewayRequest,
  decode: Decode<A>,
  silence: Duration.Duration
) =>
  Effect.gen(function* () {
    const policies = yield* Policies
    // A job that has not begun may have the Hub wait with its first word, too.
    const { body, headers } = yield* gateway
      .execute({ ...request, headers: { accept: "text/event-stream" }, timeout: silence })
      .pipe(looking, Effect.provideService(Policies, { ...policies, inactivityTimeout: silence }))
    const date = Date.parse(headers["date"] ?? "")
    const lines = parser(decode)
    const events = Stream.concat(
      Stream.mapChunks(body, lines.take),
      Stream.suspend(() => Stream.fromChunk(lines.end()))
    )
    return { at: Number.isNaN(date) ? Option.none() : Option.some(date), events } satisfies Answered<A>
  })
