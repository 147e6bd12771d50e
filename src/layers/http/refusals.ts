/**
 * The gateway's errors in the words of one area: what its routes cannot answer is not in the type any more. Of a strange answer
 * (another area's code, a conflict about something that is only read) its status is what remains.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { BadRequest, Forbidden, type InvalidAnswer, Unauthorized } from "../../domain/errors.ts"
import type { CallError } from "../../services/CallError.ts"
import type { GatewayError } from "../../services/Gateway.ts"

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

/** Errors that only some areas, and some of their routes, can answer. */
type Special = Exclude<GatewayError, CallError>
/** Those of them that are answers. */
type Refusal = Extract<Special, { readonly status: number }>

const isSpecial = <E extends { readonly _tag: string }>(error: E): error is Extract<E, Special> => {
  switch (error._tag) {
    case "RepoNotFound":
    case "RevisionNotFound":
    case "EntryNotFound":
    case "JobNotFound":
    case "GatedRepo":
    case "Conflict":
    case "PreconditionFailed":
    case "IntegrityError":
      return true
    default:
      return false
  }
}

const plain = (error: Refusal): Unauthorized | Forbidden | BadRequest => {
  const answer = answerOf(error)
  // Codes of errors are about repos, and a stranger is told by one that there is a gate.
  if (error.status === 401) return new Unauthorized({ ...answer, reason: "missing" })
  return error._tag === "GatedRepo" ? new Forbidden(answer) : new BadRequest(answer)
}

/** `E` without the special errors that are not in `Kept`. */
type Narrowed<E, Kept> =
  | Exclude<E, Extract<E, Special>>
  | Extract<Special, { readonly _tag: Kept }>
  | ReturnType<typeof plain>

/**
 * Of a call that can end in these special errors and in no others. One that makes its body in memory cannot end in
 * `IntegrityError`: that is about files.
 */
export const only =
  <Kept extends Refusal["_tag"] = never>(...kept: ReadonlyArray<Kept>) =>
  <A, E extends GatewayError | InvalidAnswer, R>(
    call: Effect.Effect<A, E, R>
  ): Effect.Effect<A, Narrowed<E, Kept>, R> =>
    Effect.catchIf(call, isSpecial<E>, (error) => narrow(error, kept))

const narrow = <Kept extends Refusal["_tag"]>(
  error: Special,
  kept: ReadonlyArray<Kept>
): Effect.Effect<never, Narrowed<never, Kept>> => {
  const isKept = (one: Special): one is Extract<Special, { readonly _tag: Kept }> =>
    kept.some((tag) => tag === one._tag)
  if (isKept(error)) return Effect.fail(error)
  return error._tag === "IntegrityError" ? Effect.die(error) : Effect.fail(plain(error))
}

/** Of a call whose answer is read, or is nobody's; nothing can be in its way. */
export const read = only()

/** Of a list, or whatever else comes piece by piece. */
export const pages = <A>(
  list: Stream.Stream<A, GatewayError | InvalidAnswer>
): Stream.Stream<A, CallError | InvalidAnswer> =>
  Stream.catchAll(list, (error) => Stream.fromEffect(read(Effect.fail(error))))

/** There is nothing under the address. */
export const isMissing = (error: unknown): error is BadRequest => error instanceof BadRequest && error.status === 404
