/** The Hub's refusals in the words of collections: what these routes cannot answer is not in the type any more. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { BadRequest, type Conflict, Forbidden, type InvalidAnswer, Unauthorized } from "../../domain/errors.ts"
import type { GatewayError } from "../../services/Gateway.ts"
import type { CallError } from "../../services/HubCollections.ts"

interface Answer {
  readonly url: string
  readonly method: string
  readonly status: number
  readonly requestId?: string | undefined
  readonly serverMessage?: string | undefined
}

/** What an error of an answer tells of it. */
export const answerOf = ({ method, requestId, serverMessage, status, url }: Answer): Answer => ({
  url,
  method,
  status,
  requestId,
  serverMessage
})

const refused = (error: Answer) => Effect.fail(new BadRequest(answerOf(error)))

/** Codes of errors are about repos: the status of one is what remains. */
const coded = (error: Answer) =>
  error.status === 401 ? Effect.fail(new Unauthorized({ ...answerOf(error), reason: "missing" })) : refused(error)

const narrow = (error: Exclude<GatewayError, Conflict>): Effect.Effect<never, CallError> => {
  switch (error._tag) {
    case "JobNotFound":
    case "RepoNotFound":
    case "RevisionNotFound":
    case "EntryNotFound":
      return coded(error)
    case "GatedRepo":
      return error.status === 401 ? coded(error) : Effect.fail(new Forbidden(answerOf(error)))
    case "PreconditionFailed":
      return refused(error)
    case "DiskError":
    case "IntegrityError":
      // A body of JSON is made in memory: no disk is read for it.
      return Effect.die(error)
    default:
      return Effect.fail(error)
  }
}

/** Of a call whose answer nobody reads. */
export const done = (call: Effect.Effect<void, GatewayError>): Effect.Effect<void, CallError> =>
  Effect.catchAll(call, (error) => (error._tag === "Conflict" ? refused(error) : narrow(error)))

/** Of a call whose answer is read; nothing can be in its way. */
export const read = <A>(
  call: Effect.Effect<A, GatewayError | InvalidAnswer>
): Effect.Effect<A, CallError | InvalidAnswer> => Effect.catchTag(made(call), "Conflict", refused)

/** Of a call that makes something which may be there already. */
export const made = <A>(
  call: Effect.Effect<A, GatewayError | InvalidAnswer>
): Effect.Effect<A, CallError | InvalidAnswer | Conflict> =>
  Effect.catchAll(
    call,
    (error): Effect.Effect<never, CallError | InvalidAnswer | Conflict> =>
      error._tag === "InvalidAnswer" || error._tag === "Conflict" ? Effect.fail(error) : narrow(error)
  )

/** Of a list. */
export const pages = <A>(
  list: Stream.Stream<A, GatewayError | InvalidAnswer>
): Stream.Stream<A, CallError | InvalidAnswer> =>
  Stream.catchAll(list, (error) => Stream.fromEffect(read(Effect.fail(error))))

/** There is nothing under the address. */
export const isMissing = (error: { readonly _tag: string }): error is BadRequest =>
  error instanceof BadRequest && error.status === 404
