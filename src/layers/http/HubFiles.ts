/** Listings and file contents (Hub API). */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Etag from "../../domain/Etag.ts"
import { InvalidAnswer } from "../../domain/errors.ts"
import { resolvePath } from "../../domain/Repo.ts"
import { isCommitHash } from "../../domain/Revision.ts"
import { TreePage } from "../../domain/wire/Tree.ts"
import type { GatewayResponse, GatewayShape } from "../../services/Gateway.ts"
import type { FileMetadata, HubFiles, OpenOptions } from "../../services/HubClients.ts"
import { downloadHeaders, inBatches, jsonBody, revisionPath, subject } from "./requests.ts"
import { presentable } from "./Urls.ts"

/** Paths of one `paths-info` request. */
const pathsPerRequest = 500

const size = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

/** A redirect's own length says nothing about the file. */
const readMetadata = (response: GatewayResponse): Either.Either<FileMetadata, InvalidAnswer> => {
  const { headers, status, url } = response
  const invalid = (detail: string) => Either.left(new InvalidAnswer({ url: presentable(url), detail }))
  const commit = headers["x-repo-commit"]
  const header = headers["x-linked-etag"] ?? headers["etag"]
  if (!isCommitHash(commit)) return invalid("header X-Repo-Commit is missing; HF_ENDPOINT may not be a Hub")
  if (header === undefined) return invalid("header ETag is missing")
  const etag = Etag.parse(header)
  if (Either.isLeft(etag)) return invalid(etag.left.message)
  const length = size(headers["x-linked-size"]) ?? (status < 300 ? size(headers["content-length"]) : undefined)
  return Either.right({ commit, etag: etag.right, size: length })
}

/** `Range: bytes=FIRST-LAST`, both inclusive. */
const rangeHeader = (range: OpenOptions["range"]): Readonly<Record<string, string>> =>
  range === undefined ? {} : { range: `bytes=${range.start}-${range.end === undefined ? "" : range.end - 1}` }

export const make = (gateway: GatewayShape): HubFiles => ({
  tree: (repo, revision, { expand = false, path = "", recursive = false } = {}) =>
    gateway.pages(
      {
        method: "GET",
        url: revisionPath(repo, "tree", revision, path),
        query: [
          ["recursive", String(recursive)],
          ["expand", String(expand)]
        ],
        headers: downloadHeaders,
        subject: subject(repo, path === "" ? { revision } : { revision, path })
      },
      TreePage
    ),
  pathsInfo: Effect.fn("HubFiles.pathsInfo")((repo, revision, paths) =>
    inBatches(paths, pathsPerRequest, (batch) =>
      gateway.json(
        {
          method: "POST",
          url: revisionPath(repo, "paths-info", revision),
          body: jsonBody({ paths: batch, expand: false }),
          idempotent: true,
          subject: subject(repo, { revision })
        },
        TreePage
      )
    )
  ),
  metadata: Effect.fn("HubFiles.metadata")((repo, revision, path) =>
    Effect.scoped(
      Effect.flatMap(
        gateway.execute({
          method: "HEAD",
          url: resolvePath(repo, revision, path),
          headers: downloadHeaders,
          // The facts stand in the redirect to the storage; the storage itself knows none of them.
          redirects: "return",
          subject: subject(repo, { revision, path })
        }),
        readMetadata
      )
    )
  ),
  open: (repo, revision, path, options = {}) =>
    gateway.execute({
      method: "GET",
      url: resolvePath(repo, revision, path),
      headers: { ...downloadHeaders, ...rangeHeader(options.range) },
      timeout: "body",
      subject: subject(repo, { revision, path })
    })
})
