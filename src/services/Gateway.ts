/**
 * The one way out: every request leaves through here.
 *
 * The token goes to the exact origin (scheme, host, port) of the endpoint and nowhere else, and is never added again after
 * a hop. Relative redirects are followed (20 at most, query and all); an absolute one to the same origin is followed too, any other is handed back or followed without credentials,
 * as the request says. Transient failures of idempotent requests are retried by {@link Policies}, and a 429 where that did nothing. Offline: nothing leaves.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type {
  DiskError,
  HubAnswerError,
  IntegrityError,
  InvalidAnswer,
  TokenExchangeFailed,
  TransportError
} from "../domain/errors.ts"

/** What a request is about: error values carry it. */
export interface Subject {
  readonly repoType?: string
  readonly repoId?: string
  readonly revision?: string
  /** The revision can only be a branch, or only a tag. */
  readonly ref?: "branch" | "tag"
  readonly path?: string
  readonly job?: { readonly id: string; readonly scheduled: boolean }
}

/** What making a body can end in: the file cannot be read, or is no longer the one that was meant. */
export type BodyError = DiskError | IntegrityError

export type GatewayBody =
  | { readonly _tag: "Json"; readonly value: unknown; readonly contentType?: string }
  | { readonly _tag: "Text"; readonly text: string; readonly contentType: string }
  /** Bytes made anew for every try; `length` in bytes when known. */
  | {
      readonly _tag: "Bytes"
      readonly stream: () => Stream.Stream<Uint8Array, BodyError>
      readonly length?: number
      readonly contentType: string
    }

export interface GatewayRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "PATCH"
  /** `/path` below the endpoint, percent-encoded already, or an absolute URL. */
  readonly url: string
  /** Appended to the URL, encoded here; repeated keys allowed. */
  readonly query?: ReadonlyArray<readonly [string, string]>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: GatewayBody
  /** `current` (default): the current token if the URL is on the endpoint's origin. `none`: never. Or this very token. */
  readonly auth?: "current" | "none" | Redacted.Redacted
  /** Default: GET, HEAD, PUT and DELETE are; POST and PATCH only when the caller knows. */
  readonly idempotent?: boolean
  /** A 429 did nothing: it is tried again by policy, idempotent or not. */
  readonly refusedUndone?: boolean
  /**
   * For the headers of the answer; default `Policies.metadataTimeout`. `null`: wait for as long as it takes. `"body"`: a file is
   * asked for, so its first byte is waited for like all others (`Policies.inactivityTimeout`, as huggingface_hub 2.0.0 does).
   */
  readonly timeout?: Duration.Duration | "body" | null
  /** Absolute redirects to another origin: `follow` without credentials (default), or `return` the 3xx to the caller. */
  readonly redirects?: "follow" | "return"
  /** A 4xx whose body the caller understands: `fail` (default), or `return` it as an answer. 408 and 429 always fail. */
  readonly refusals?: "fail" | "return"
  readonly subject?: Subject
}

export interface GatewayResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The URL that answered, after redirects. */
  readonly url: string
  readonly requestId: string | undefined
  /** The body as it arrives; fails with `TimedOut` (phase `body`) after too long without a byte. Can be run once. */
  readonly body: Stream.Stream<Uint8Array, TransportError>
}

/** What any request can end in. */
export type GatewayError = HubAnswerError | TransportError | BodyError | TokenExchangeFailed

export interface GatewayShape {
  /** A 2xx (or, where the request says `return`, 3xx or 4xx) answer; its connection is let go when the scope closes. */
  readonly execute: (request: GatewayRequest) => Effect.Effect<GatewayResponse, GatewayError, Scope.Scope>
  /** The body decoded. */
  readonly json: <A, I>(
    request: GatewayRequest,
    schema: Schema.Schema<A, I>
  ) => Effect.Effect<A, GatewayError | InvalidAnswer>
  /** For answers nobody reads. */
  readonly drain: (request: GatewayRequest) => Effect.Effect<void, GatewayError>
  /** All pages of a list, following absolute `Link: <…>; rel="next"`. */
  readonly pages: <A, I>(
    request: GatewayRequest,
    page: Schema.Schema<ReadonlyArray<A>, I>
  ) => Stream.Stream<A, GatewayError | InvalidAnswer>
}

export class Gateway extends Context.Tag("hf/Gateway")<Gateway, GatewayShape>() {}
