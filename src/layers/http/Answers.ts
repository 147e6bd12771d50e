/** The one table from the Hub's refusals to our errors (Hub API). Codes first, then the status. */
import {
  BadRequest,
  Conflict,
  EntryNotFound,
  Forbidden,
  GatedRepo,
  type HubAnswerError,
  PreconditionFailed,
  RateLimited,
  RepoNotFound,
  RevisionNotFound,
  ServerError,
  Unauthorized
} from "../../domain/errors.ts"
import { JobNotFound } from "../../domain/serviceErrors.ts"
import { messages } from "../../domain/wire/Errors.ts"
import type { Subject } from "../../services/Gateway.ts"
import * as RateLimit from "./RateLimit.ts"
import { said } from "./ServerMessage.ts"
import { presentable } from "./Urls.ts"

export interface Refusal {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body, bounded. */
  readonly body: string
  readonly subject: Subject
  /** Did the request carry a token? */
  readonly authorized: boolean
}

/** First of the three names the Hub and its front doors use. */
export const requestId = (headers: Readonly<Record<string, string>>): string | undefined =>
  headers["x-request-id"] ?? headers["x-amzn-trace-id"] ?? headers["x-amz-cf-id"]

export const toError = (refusal: Refusal): HubAnswerError => {
  const { headers, method, status, subject } = refusal
  const code = headers["x-error-code"]
  const words = said(headers, refusal.body)
  const answer = {
    url: presentable(refusal.url),
    method,
    status,
    requestId: requestId(headers),
    serverMessage: words.message
  }
  const repo = { repoType: subject.repoType, repoId: subject.repoId }
  const entryNotFound = () =>
    new EntryNotFound({ ...answer, ...repo, path: subject.path, commitHash: headers["x-repo-commit"] })

  switch (code) {
    case "RevisionNotFound":
      return new RevisionNotFound({ ...answer, ...repo, revision: subject.revision, ref: subject.ref })
    case "EntryNotFound":
      return entryNotFound()
    case "GatedRepo":
      return new GatedRepo({ ...answer, ...repo })
    case "RepoNotFound":
      return new RepoNotFound({ ...answer, ...repo })
  }

  if (status === 401) {
    // A Hub without error codes hides a repo from strangers by a bare 401.
    const hidden = !refusal.authorized && (method === "GET" || method === "HEAD") && subject.repoId !== undefined
    if (hidden && words.header !== messages.badToken) return new RepoNotFound({ ...answer, ...repo })
    const reason = refusal.authorized || words.header === messages.badToken ? "invalid" : "missing"
    return new Unauthorized({ ...answer, reason })
  }
  if (status === 403) return new Forbidden({ ...answer, ...repo })
  if (status === 404 && subject.job !== undefined)
    return new JobNotFound({ ...answer, jobId: subject.job.id, scheduled: subject.job.scheduled })
  if (status === 404 && subject.path !== undefined) return entryNotFound()
  if (status === 404 && subject.repoId !== undefined) return new RepoNotFound({ ...answer, ...repo })
  if (status === 409) return new Conflict({ ...answer, existing: words.existing })
  if (status === 412) return new PreconditionFailed(answer)
  if (status === 429) return new RateLimited({ ...answer, retryAfter: RateLimit.wait(status, headers) })
  return status >= 500 ? new ServerError(answer) : new BadRequest(answer)
}
