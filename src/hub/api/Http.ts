/** Reading bodies and writing answers. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { HubStorageError } from "../HubError.ts"
import * as Refusal from "./Refusal.ts"

type Headers = Readonly<Record<string, string>>

export const json = (body: unknown, headers: Headers = {}, status = 200): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.uint8Array(Buffer.from(JSON.stringify(body)), {
    status,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" }
  })

export const text = (body: string): HttpServerResponse.HttpServerResponse => HttpServerResponse.text(body)

const first = (error: ParseResult.ParseError): string => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  const at = issue === undefined || issue.path.length === 0 ? "" : `"${issue.path.map(String).join(".")}": `
  return `Invalid body: ${at}${issue?.message ?? "unexpected shape"}`
}

/** Decodes what a client sent; 400 says which key is wrong. */
export const decode = <A, I>(schema: Schema.Schema<A, I>) => {
  const parse = Schema.decodeUnknown(schema)
  return (value: unknown) => Effect.mapError(parse(value), (error) => Refusal.badRequest(first(error)))
}

/** The JSON body of a request. */
export const body = <A, I>(request: HttpServerRequest, schema: Schema.Schema<A, I>) =>
  request.text.pipe(
    Effect.mapError(() => Refusal.badRequest("The body cannot be read")),
    Effect.flatMap((raw) =>
      Effect.try({
        try: (): unknown => (raw === "" ? {} : JSON.parse(raw)),
        catch: () => Refusal.badRequest("The body is not JSON")
      })
    ),
    Effect.flatMap(decode(schema))
  )

/** The fields of a form. */
export const form = (request: HttpServerRequest) =>
  Effect.mapBoth(request.text, {
    onFailure: () => Refusal.badRequest("The body cannot be read"),
    onSuccess: (raw) => new URLSearchParams(raw)
  })

// Header text is latin-1 at most, and one line.
const headerText = (value: string): string => value.replace(/[^\x20-\x7e\xa0-\xff]+/g, " ").slice(0, 1000)

const refused = (refusal: Refusal.Refusal) =>
  json(
    { error: refusal.text, ...refusal.extra },
    {
      "x-error-message": headerText(refusal.text),
      ...(refusal.code === undefined ? {} : { "x-error-code": refusal.code }),
      ...refusal.headers
    },
    refusal.status
  )

/** The one place where failures become answers. Details of our own troubles go to the log, not to the client. */
export const answered = <R>(
  effect: Effect.Effect<HttpServerResponse.HttpServerResponse, Refusal.Refusal | HubStorageError, R>
): Effect.Effect<HttpServerResponse.HttpServerResponse, never, R> =>
  effect.pipe(
    Effect.catchTags({
      Refusal: (refusal) => Effect.succeed(refused(refusal)),
      HubStorageError: (error) =>
        Effect.as(Effect.logError(error.message), full.has(error.code ?? "") ? noSpace : internalError)
    }),
    Effect.catchAllDefect((defect) => Effect.as(Effect.logError("The Hub failed to answer", defect), internalError))
  )

const full = new Set(["ENOSPC", "EDQUOT", "SQLITE_FULL"])
const noSpace = refused(new Refusal.Refusal({ status: 507, text: "The Hub has no space left on its disk" }))
const internalError = refused(new Refusal.Refusal({ status: 500, text: "Internal Server Error" }))
