/**
 * Everything that can be expected to go wrong, as values.
 *
 * Few classes with fields a program can branch on; each belongs to one {@link Kind}, and the kind decides the exit code
 * (docs/exit-codes.md). Messages are written for people; hints live in the shell. Which answer of
 * the Hub is which of them: layers/http/Answers.ts.
 */
import * as Schema from "effect/Schema"
import { some } from "./Enumeration.ts"
import { answer, subject } from "./errorKinds.ts"
import type {
  CollectionChanged,
  CollectionNotFound,
  EndpointFailed,
  EndpointNotFound,
  EndpointTimeout,
  ItemNotFound,
  JobNotFound,
  JobsFailed,
  JobsUnfinished
} from "./serviceErrors.ts"

const noun = (error: { readonly repoType?: string | undefined; readonly repoId?: string | undefined }): string => {
  const type = error.repoType ?? "repository"
  const capital = type.charAt(0).toUpperCase() + type.slice(1)
  return error.repoId === undefined ? capital : `${capital} '${error.repoId}'`
}

const said = (error: { readonly serverMessage?: string | undefined }): string =>
  error.serverMessage === undefined ? "" : ` ${error.serverMessage}`

/** The repo does not exist, or is private and not yours: the Hub does not tell which. */
export class RepoNotFound extends Schema.TaggedError<RepoNotFound>()("RepoNotFound", { ...answer, ...subject }) {
  readonly kind = "notFound"
  override get message() {
    // Among several that a request named, only the Hub knows which it is.
    if (this.repoId === undefined && this.serverMessage !== undefined) return this.serverMessage.replace(/\.?$/, ".")
    return `${noun(this)} not found.`
  }
}

/** The repo exists, the branch, tag or commit does not. */
export class RevisionNotFound extends Schema.TaggedError<RevisionNotFound>()("RevisionNotFound", {
  ...answer,
  ...subject,
  revision: Schema.optional(Schema.String),
  /** What was meant by it, where only one kind would do. */
  ref: Schema.optional(Schema.Literal("branch", "tag"))
}) {
  readonly kind = "notFound"
  override get message() {
    const where = this.repoId === undefined ? "" : ` in ${this.repoType ?? "repository"} '${this.repoId}'`
    const what = this.ref === undefined ? "Revision" : this.ref === "tag" ? "Tag" : "Branch"
    return this.revision === undefined ? `${what} not found${where}.` : `${what} '${this.revision}' not found${where}.`
  }
}

/** Repo and revision exist, the file or folder does not. */
export class EntryNotFound extends Schema.TaggedError<EntryNotFound>()("EntryNotFound", {
  ...answer,
  ...subject,
  path: Schema.optional(Schema.String),
  /** The commit that was looked at, when the Hub said so. (Not `commit`: that is how Effect runs an error that is yielded.) */
  commitHash: Schema.optional(Schema.String)
}) {
  readonly kind = "notFound"
  override get message() {
    const where = this.repoId === undefined ? "" : ` in ${this.repoType ?? "repository"} '${this.repoId}'`
    return this.path === undefined ? `File not found${where}.` : `File '${this.path}' not found${where}.`
  }
}

/** The repo asks for an access request that you have not been granted (401 without a token, 403 with one). */
export class GatedRepo extends Schema.TaggedError<GatedRepo>()("GatedRepo", { ...answer, ...subject }) {
  readonly kind = "auth"
  override get message() {
    return `Access denied. ${noun(this)} requires approval.${said(this)}`
  }
}

/** No token where one is needed, or one that the Hub does not know. */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()("Unauthorized", {
  url: Schema.String,
  reason: Schema.Literal("missing", "invalid"),
  requestId: Schema.optional(Schema.String),
  serverMessage: Schema.optional(Schema.String)
}) {
  readonly kind = "auth"
  override get message() {
    return this.reason === "missing" ? "Not logged in." : `Invalid user token.${said(this)}`
  }
}

/** The token is good but has no right to this (403), or the repo is disabled. */
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", { ...answer, ...subject }) {
  readonly kind = "auth"
  override get message() {
    return `403 Forbidden:${this.serverMessage === undefined ? "" : ` ${this.serverMessage.replace(/\.$/, "")}.`} Cannot access content at: ${this.url}.`
  }
}

/** It exists already, or something else goes on with it (409). `existing` is what the Hub says stands there, when it does. */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", {
  ...answer,
  existing: Schema.optional(Schema.String),
  /** What is there and where, by name; the Hub names neither an item nor its collection. */
  there: Schema.optional(Schema.String)
}) {
  readonly kind = "conflict"
  override get message() {
    return this.there ?? this.serverMessage ?? `Conflict at ${this.url}.`
  }
}

/** The branch moved since `parentCommit` (412): nothing was written. */
export class PreconditionFailed extends Schema.TaggedError<PreconditionFailed>()("PreconditionFailed", { ...answer }) {
  readonly kind = "conflict"
  override get message() {
    return this.serverMessage ?? "The branch was updated in between; nothing was committed."
  }
}

/** The Hub refused what was asked (400, 413, 422 and other 4xx). */
export class BadRequest extends Schema.TaggedError<BadRequest>()("BadRequest", { ...answer }) {
  readonly kind = "general"
  override get message() {
    return `Bad request (${this.status}) for ${this.method} ${this.url}:${said(this) || " no reason given."}`
  }
}

/** Too many requests (429), still so after the retries. `retryAfter` in seconds. */
export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  ...answer,
  retryAfter: Schema.optional(Schema.Number)
}) {
  readonly kind = "network"
  override get message() {
    return `429 Too Many Requests for ${this.url}.${this.retryAfter === undefined ? "" : ` Retry in ${this.retryAfter} s.`}`
  }
}

/** The Hub failed (5xx), still so after the retries. */
export class ServerError extends Schema.TaggedError<ServerError>()("ServerError", { ...answer }) {
  readonly kind = "network"
  override get message() {
    return `The Hub answered ${this.status} to ${this.method} ${this.url}.${said(this)}`
  }
}

/** The request changes something, is not sent twice, and may have arrived: only a look tells whether it was carried out. */
const maybeDone = Schema.optional(Schema.Boolean)

/** No answer could be had: name not resolved, refused, reset, TLS or proxy trouble. */
export class NetworkError extends Schema.TaggedError<NetworkError>()("NetworkError", {
  url: Schema.String,
  reason: Schema.Literal("dns", "refused", "unreachable", "reset", "tls", "proxy", "other"),
  detail: Schema.String,
  /** Through which the request went; without user and password. */
  proxy: Schema.optional(Schema.String),
  maybeDone,
  cause: Schema.optional(Schema.Defect)
}) {
  readonly kind = "network"
  override get message() {
    const way = this.proxy === undefined ? "" : ` through the proxy ${this.proxy}`
    return `Cannot reach ${this.url}${way}: ${this.detail}.`
  }
}

/** Nothing came for too long. `phase` says what was waited for, `seconds` for how long. */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  url: Schema.String,
  phase: Schema.Literal("answer", "body"),
  seconds: Schema.Number,
  maybeDone
}) {
  readonly kind = "network"
  override get message() {
    return this.phase === "answer"
      ? `No answer from ${this.url} within ${this.seconds} s.`
      : `No byte from ${this.url} for ${this.seconds} s.`
  }
}

/** `HF_HUB_OFFLINE` is set: no socket was opened. */
export class Offline extends Schema.TaggedError<Offline>()("Offline", { url: Schema.String }) {
  readonly kind = "network"
  override get message() {
    return `Cannot reach ${this.url}: offline mode is enabled. To disable it, unset HF_HUB_OFFLINE.`
  }
}

/** The Hub's answer does not have the shape it must have. */
export class InvalidAnswer extends Schema.TaggedError<InvalidAnswer>()("InvalidAnswer", {
  url: Schema.String,
  detail: Schema.String,
  requestId: Schema.optional(Schema.String)
}) {
  readonly kind = "general"
  override get message() {
    return `Unexpected answer from ${this.url}: ${this.detail}`
  }
}

/** What arrived is not what was announced; it was not kept. */
export class IntegrityError extends Schema.TaggedError<IntegrityError>()("IntegrityError", {
  path: Schema.String,
  check: Schema.Literal("size", "sha256", "git-sha1", "range", "changed"),
  expected: Schema.String,
  actual: Schema.String
}) {
  readonly kind = "integrity"
  override get message() {
    return `'${this.path}' failed its ${this.check} check: expected ${this.expected}, got ${this.actual}. Nothing was kept.`
  }
}

/** The disk said no. */
export class DiskError extends Schema.TaggedError<DiskError>()("DiskError", {
  path: Schema.String,
  operation: Schema.String,
  reason: Schema.Literal(
    "full",
    "permission",
    "readOnly",
    "notFound",
    "notADirectory",
    "isADirectory",
    "exists",
    "busy",
    "tooManyFiles",
    "other"
  ),
  detail: Schema.String
}) {
  readonly kind = "disk"
  override get message() {
    const why: Record<string, string> = {
      full: "no space left on device",
      permission: "permission denied",
      readOnly: "the file system is read-only",
      notFound: "no such file or directory",
      notADirectory: "not a directory",
      isADirectory: "it is a directory",
      exists: "it exists already",
      busy: "it is in use",
      tooManyFiles: "too many open files"
    }
    return `Cannot ${this.operation} '${this.path}': ${why[this.reason] ?? this.detail}.`
  }
}

/** Nothing (or not everything) is in the cache and the Hub could not be asked; `because` says why not. */
export class LocalEntryNotFound extends Schema.TaggedError<LocalEntryNotFound>()("LocalEntryNotFound", {
  what: Schema.String,
  because: Schema.String,
  /** The incomplete snapshot folder, when there is one. */
  snapshot: Schema.optional(Schema.String)
}) {
  /** Not "not found": whether it exists is what nobody could be asked. */
  readonly kind = "network"
  override get message() {
    const partial = this.snapshot === undefined ? "" : ` An incomplete snapshot is at ${this.snapshot}.`
    return `Local entry not found. ${this.what} is not in the cache and cannot be fetched: ${this.because}${partial}`
  }
}

/** The identity provider of a CI gave no token, or the Hub gave none in exchange (`HF_OIDC_RESOURCE`). */
export class TokenExchangeFailed extends Schema.TaggedError<TokenExchangeFailed>()("TokenExchangeFailed", {
  detail: Schema.String
}) {
  readonly kind = "auth"
  override get message() {
    return `OIDC exchange failed: ${this.detail.replace(/\.$/, "")}.`
  }
}

/** A login by browser came to nothing. */
export class LoginFailed extends Schema.TaggedError<LoginFailed>()("LoginFailed", {
  /** A person said no; nobody said anything in time; the Hub would not have it. */
  reason: Schema.Literal("denied", "expired", "refused"),
  detail: Schema.String
}) {
  readonly kind = "auth"
  override get message() {
    return `Login failed: ${this.detail.replace(/\.$/, "")}.`
  }
}

/** Somebody is downloading into this cached repo right now. Nothing of it was deleted. */
export class CacheBusy extends Schema.TaggedError<CacheBusy>()("CacheBusy", { repo: Schema.String }) {
  readonly kind = "conflict"
  override get message() {
    return `'${this.repo}' is being downloaded right now; nothing of it was deleted.`
  }
}

/** It was pinned, so that nobody deletes it. */
export class CachePinned extends Schema.TaggedError<CachePinned>()("CachePinned", {
  repo: Schema.String,
  commit: Schema.String
}) {
  readonly kind = "conflict"
  override get message() {
    return `Revision ${this.commit} of '${this.repo}' is pinned.`
  }
}

/** Files on this disk are not what the Hub says they are. */
export class VerificationFailed extends Schema.TaggedError<VerificationFailed>()("VerificationFailed", {
  repo: Schema.String,
  type: Schema.String,
  /** The folder that was looked at, absolute. */
  path: Schema.String,
  revision: Schema.String,
  /** As they were given, if they were. */
  localDir: Schema.optional(Schema.String),
  cacheDir: Schema.optional(Schema.String),
  /** Paths inside the repo; what was not to count as a failure is in none of them. */
  different: Schema.Array(Schema.String),
  missing: Schema.Array(Schema.String),
  extra: Schema.Array(Schema.String)
}) {
  readonly kind = "integrity"
  override get message() {
    const found = [
      ...counted(this.different, "differs", "differ"),
      ...counted(this.missing, "is missing", "are missing"),
      ...counted(this.extra, "is not on the Hub", "are not on the Hub")
    ]
    return `Verification failed for '${this.repo}' in ${this.path} (revision ${this.revision}): ${found.join("; ")}.`
  }
}

const counted = (paths: ReadonlyArray<string>, one: string, many: string): ReadonlyArray<string> =>
  paths.length === 0 ? [] : [`${some(paths)} ${paths.length === 1 ? one : many}`]

/** `hf doctor` found something that has to be mended. */
export class CheckupFailed extends Schema.TaggedError<CheckupFailed>()("CheckupFailed", {
  checks: Schema.Array(Schema.String)
}) {
  readonly kind = "general"
  override get message() {
    return `Not all is well: ${this.checks.join(", ")}.`
  }
}

/** A value a person or a program gave cannot be used. No request was made. */
export class InvalidInput extends Schema.TaggedError<InvalidInput>()("InvalidInput", {
  what: Schema.String,
  value: Schema.String,
  reason: Schema.String
}) {
  readonly kind = "general"
  override get message() {
    return `Invalid ${this.what} '${this.value}': ${this.reason}.`
  }
}

/** An answer of the Hub other than success, after retries. */
export type HubAnswerError =
  | RepoNotFound
  | RevisionNotFound
  | EntryNotFound
  | JobNotFound
  | GatedRepo
  | Unauthorized
  | Forbidden
  | Conflict
  | PreconditionFailed
  | BadRequest
  | RateLimited
  | ServerError

/** No usable answer at all. */
export type TransportError = NetworkError | TimedOut | Offline

/** Everything a call to the Hub can end in. */
export type HubError = HubAnswerError | TransportError | InvalidAnswer | TokenExchangeFailed

/** Everything that may be expected to go wrong anywhere. */
export type HfError =
  | HubError
  | CollectionNotFound
  | CollectionChanged
  | ItemNotFound
  | IntegrityError
  | DiskError
  | LocalEntryNotFound
  | InvalidInput
  | LoginFailed
  | CacheBusy
  | CachePinned
  | VerificationFailed
  | CheckupFailed
  | EndpointNotFound
  | EndpointFailed
  | EndpointTimeout
  | JobsFailed
  | JobsUnfinished
