/** Files by path: `resolve`, `raw`, and the signed URLs that LFS objects are fetched from. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { encodePath } from "../../domain/Repo.ts"
import * as LfsPointer from "../store/git/LfsPointer.ts"
import { Objects } from "../store/Objects.ts"
import * as Walk from "../store/Walk.ts"
import { type Call, commitAt, flag, type RepoCall, type Routes, readable } from "./Call.ts"
import * as Content from "./Content.ts"
import * as Refusal from "./Refusal.ts"
import { type Right, Signer } from "./Signer.ts"
import { revisionAndPath } from "./Target.ts"

/** Below this path live the signed URLs; no repo can be called so, since a name may not start with `-`. */
export const blobRoute = "/-/blob"

const locate = Effect.fnUntraced(function* (call: RepoCall) {
  const repo = yield* readable(call)
  const { path, revision } = revisionAndPath(call.target.rest)
  if (revision === undefined) return yield* Refusal.noRoute()
  const commit = yield* commitAt(repo, revision)
  const entry = yield* Walk.at(yield* Objects, commit.tree, path)
  if (entry?.blob === undefined) return yield* Refusal.entryNotFound(commit.oid)
  return { path, commit, blob: entry.blob }
})

const fileHeaders = (call: Call, path: string): Readonly<Record<string, string>> =>
  flag(call.query, "noContentDisposition")
    ? {}
    : {
        "content-disposition": Content.disposition(
          path,
          call.query.get("download") === "true" ? "attachment" : "inline"
        )
      }

/** What a client learns about an LFS object, on the redirect and behind it alike. */
const objectHeaders = (object: { readonly sha256: string; readonly size: number; readonly commit: string }) => ({
  "x-repo-commit": object.commit,
  etag: `"${object.sha256}"`,
  "x-linked-etag": `"${object.sha256}"`,
  "x-linked-size": String(object.size)
})

const resolve = Effect.fnUntraced(function* (call: RepoCall) {
  const { blob, commit, path } = yield* locate(call)
  const headers = fileHeaders(call, path)
  if (!blob.lfs)
    return yield* Content.serve(call.request, blob, {
      ...headers,
      "x-repo-commit": commit.oid,
      etag: `"${blob.oid}"`,
      "content-type": "text/plain; charset=utf-8"
    })
  // Relative, with the signature in the path: clients follow that with HEAD, and older ones drop a query (Hub API).
  const object = { sha256: blob.sha256, size: blob.size, commit: commit.oid }
  const name = path.slice(path.lastIndexOf("/") + 1)
  const signed = yield* (yield* Signer).sign({ do: "get", ...object, name })
  return HttpServerResponse.empty({
    status: 302,
    headers: {
      ...headers,
      ...objectHeaders(object),
      "accept-ranges": "bytes",
      "content-length": "0",
      location: `${blobRoute}/${signed}/${encodePath(name)}`
    }
  })
})

const raw = Effect.fnUntraced(function* (call: RepoCall) {
  const { blob, commit } = yield* locate(call)
  const headers = { "x-repo-commit": commit.oid, etag: `"${blob.oid}"`, "content-type": "text/plain; charset=utf-8" }
  if (!blob.lfs) return yield* Content.serve(call.request, blob, headers)
  const pointer = LfsPointer.encode(blob)
  return HttpServerResponse.uint8Array(pointer, { headers })
})

/** Behind a signed URL; the right has been checked. */
export const blob = (call: Call, right: Extract<Right, { readonly do: "get" }>) =>
  Content.serve(call.request, right, {
    ...fileHeaders(call, right.name),
    ...objectHeaders(right),
    "content-type": "application/octet-stream",
    "cache-control": "private, max-age=31536000, immutable"
  })

export const routes: Routes = { "GET resolve": resolve, "GET raw": raw }
