/** Tells a {@link Witness} what becomes of a request. Without one everything stays as it is. */
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { TransportError } from "../../domain/errors.ts"
import type { BodyError } from "../../services/Gateway.ts"
import type { Witness } from "../../services/Requests.ts"
import type { Incoming } from "./Attempt.ts"

const word = (error: TransportError | BodyError): string => {
  switch (error._tag) {
    case "NetworkError":
      return error.reason === "other" ? "connection failed" : error.reason
    case "TimedOut":
      return error.phase === "body" ? "stalled" : "no answer in time"
    case "Offline":
      return "offline"
    default:
      return "body not readable"
  }
}

const outcome = (exit: Exit.Exit<unknown, TransportError | BodyError>): string | undefined =>
  Exit.isSuccess(exit)
    ? undefined
    : Option.match(Cause.failureOption(exit.cause), { onNone: () => "interrupted", onSome: word })

export const witnessed = <E extends TransportError | BodyError>(
  witness: Witness | undefined,
  send: Effect.Effect<Incoming, E>
): Effect.Effect<Incoming, E> => {
  if (witness === undefined) return send
  const tell = (exit: Exit.Exit<unknown, TransportError | BodyError>) => Effect.sync(() => witness.over(outcome(exit)))
  return Effect.map(
    Effect.onError(send, (cause) => tell(Exit.failCause(cause))),
    (incoming): Incoming => {
      witness.answered(incoming.status)
      const counted = Stream.mapChunks(incoming.body, (pieces) => {
        witness.received(Chunk.reduce(pieces, 0, (sum, piece) => sum + piece.length))
        return pieces
      })
      return { ...incoming, body: Stream.ensuringWith(counted, tell) }
    }
  )
}
