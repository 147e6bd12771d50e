/** Every way the Hub says no, as one error with what its answer needs (Hub API). */
import * as Schema from "effect/Schema"
import type { RepoType } from "../../domain/RepoType.ts"
import { errorCodes, messages } from "../../domain/wire/Errors.ts"
import type { TokenRefusal } from "../../domain/wire/OAuth.ts"

export class Refusal extends Schema.TaggedError<Refusal>()("Refusal", {
  status: Schema.Number,
  /** `X-Error-Code`, for what clients branch on. */
  code: Schema.optional(Schema.Literal(...errorCodes)),
  /** `X-Error-Message` and `error` of the body. */
  text: Schema.String,
  headers: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.String })),
  /** Further keys of the body. */
  extra: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
}) {}

export const badRequest = (text: string) => new Refusal({ status: 400, text })
export const unprocessable = (text: string) => new Refusal({ status: 422, text })
export const forbidden = (text: string) => new Refusal({ status: 403, text })
export const conflict = (text: string, extra?: Record<string, unknown>) =>
  new Refusal({ status: 409, text, ...(extra === undefined ? {} : { extra }) })
export const badToken = () => new Refusal({ status: 401, text: messages.badToken })
export const anonymous = () => new Refusal({ status: 401, text: messages.anonymous })
/** Why there are no tokens: `error` is for programs, the description for people (RFC 6749, 5.2). */
export const oauth = (error: TokenRefusal, error_description: string) =>
  new Refusal({ status: 400, text: error, extra: { error_description }, headers: { "cache-control": "no-store" } })
export const noRoute = () => new Refusal({ status: 404, text: "Sorry, we can't find the page you are looking for." })

/** The same for a repo that is missing and one the caller may not know of. */
export const repoNotFound = (loggedIn: boolean) =>
  new Refusal({
    status: loggedIn ? 404 : 401,
    code: "RepoNotFound",
    text: loggedIn ? messages.repoNotFound : messages.anonymous
  })

export const revisionNotFound = (revision: string) =>
  new Refusal({ status: 404, code: "RevisionNotFound", text: `Invalid rev id: ${revision}` })

/** `commit`: what was looked at, so that clients can remember that the file is not in it. */
export const entryNotFound = (commit?: string, text: string = messages.entryNotFound) =>
  new Refusal({
    status: 404,
    code: "EntryNotFound",
    text,
    ...(commit === undefined ? {} : { headers: { "x-repo-commit": commit } })
  })

const standing = {
  pending: "Your request to access this repo is awaiting a review from its authors.",
  rejected: "Your request to access this repo was rejected by its authors."
}

/** `status`: what became of the caller's request so far, if there is one. */
export const gated = (type: RepoType, id: string, loggedIn: boolean, url: string, status?: keyof typeof standing) =>
  new Refusal({
    status: loggedIn ? 403 : 401,
    code: "GatedRepo",
    text: loggedIn
      ? `Access to ${type} ${id} is restricted and you are not in the authorized list. ${status === undefined ? `Visit ${url} to ask for access.` : standing[status]}`
      : `Access to ${type} ${id} is restricted. You must have access to it and be authenticated to access it. Please log in.`
  })

export const disabled = () => forbidden(messages.disabled)

export const branchMoved = () =>
  new Refusal({
    status: 412,
    text: "The branch was updated since you opened this page. Please refresh and try again."
  })
