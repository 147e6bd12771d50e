/** What all expected failures share: the family each belongs to, and what is known of an answer of the Hub that became one. */
import * as Schema from "effect/Schema"

/** What family a failure belongs to: one exit code each. */
export type Kind =
  | "general"
  | "usage"
  | "notFound"
  | "auth"
  | "conflict"
  | "network"
  | "integrity"
  | "disk"
  | "interrupted"

/** Exit codes, documented in docs/exit-codes.md. */
export const exitCodes: Readonly<Record<Kind, number>> = {
  general: 1,
  usage: 2,
  notFound: 3,
  auth: 4,
  conflict: 5,
  network: 6,
  integrity: 7,
  disk: 8,
  interrupted: 130
}

/** What every answer of the Hub that became an error carries. `url` has no query: signatures stay out of messages. */
export const answer = {
  /** The request, without query. */
  url: Schema.String,
  method: Schema.String,
  status: Schema.Number,
  /** First of `x-request-id`, `x-amzn-trace-id`, `x-amz-cf-id`. */
  requestId: Schema.optional(Schema.String),
  /** The server's own words, when it sent any. */
  serverMessage: Schema.optional(Schema.String)
}

/** Repo type and id where the request named one. */
export const subject = {
  repoType: Schema.optional(Schema.String),
  repoId: Schema.optional(Schema.String)
}
