/** Large objects: batch, verify, and the uploads behind signed URLs (Hub API). */

import { randomUUID } from "node:crypto"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { type LfsAction, LfsBatchRequest, LfsCompletion, type LfsObject, LfsVerify } from "../../domain/wire/Uploads.ts"
import { HubConfig } from "../HubConfig.ts"
import { type BlobMismatch, BlobStore } from "../store/BlobStore.ts"
import { Repos, type StoredRepo } from "../store/Repos.ts"
import { type Call, type RepoCall, type Routes, readable, webUrl } from "./Call.ts"
import * as Contribute from "./Contribute.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import { blobRoute } from "./Resolve.ts"
import { type Right, Signer } from "./Signer.ts"

/** Below this path live the signed upload URLs. */
export const uploadRoute = "/-/upload"

type Put = Extract<Right, { readonly do: "put" | "part" | "join" }>
interface Named {
  readonly oid: string
  readonly size: number
}

const lfsJson = (body: unknown) => Http.json(body, { "content-type": "application/vnd.git-lfs+json" })

const uploadUrl = Effect.fnUntraced(function* (call: Call, right: Put) {
  return `${call.origin}${uploadRoute}/${yield* (yield* Signer).sign(right)}`
})

const wholeUpload = Effect.fnUntraced(function* (call: Call, repo: StoredRepo, { oid, size }: Named) {
  const href = yield* uploadUrl(call, { do: "put", sha256: oid, size, repo: repo.id })
  return { href } satisfies LfsAction
})

const partUpload = Effect.fnUntraced(function* (call: Call, repo: StoredRepo, { oid, size }: Named) {
  const { partSize } = yield* HubConfig
  const base = { sha256: oid, size, repo: repo.id, upload: randomUUID() }
  const header: Record<string, string> = { chunk_size: String(partSize) }
  for (let offset = 0, n = 1; offset < size; offset += partSize, n++) {
    const length = Math.min(partSize, size - offset)
    header[String(n).padStart(5, "0")] = yield* uploadUrl(call, { do: "part", ...base, offset, length })
  }
  return { href: yield* uploadUrl(call, { do: "join", ...base }), header } satisfies LfsAction
})

const upload = Effect.fnUntraced(function* (call: RepoCall, repo: StoredRepo, object: Named, inParts: boolean) {
  const { oid, size } = object
  // Stored for somebody is not stored for this repo: who uploads proves possession of the bytes.
  if (yield* (yield* Repos).hasObject(repo, oid)) return { oid, size } satisfies LfsObject
  const action = inParts ? yield* partUpload(call, repo, object) : yield* wholeUpload(call, repo, object)
  const verify = { href: `${webUrl(call, repo)}.git/info/lfs/objects/verify` }
  return { oid, size, authenticated: true, actions: { upload: action, verify } } satisfies LfsObject
})

const download = Effect.fnUntraced(function* (call: RepoCall, repo: StoredRepo, { oid, size }: Named) {
  if (!(yield* (yield* Repos).hasObject(repo, oid)))
    return { oid, size, error: { code: 404, message: "Object does not exist" } } satisfies LfsObject
  const signed = yield* (yield* Signer).sign({ do: "get", sha256: oid, size, commit: "", name: oid })
  const href = `${call.origin}${blobRoute}/${signed}/${oid}`
  return { oid, size, authenticated: true, actions: { download: { href } } } satisfies LfsObject
})

const batch = Effect.fnUntraced(function* (call: RepoCall) {
  const request = yield* Http.body(call.request, LfsBatchRequest)
  if (request.operation === "download") {
    const repo = yield* readable(call)
    return lfsJson({
      transfer: "basic",
      objects: yield* Effect.forEach(request.objects, (object) => download(call, repo, object))
    })
  }
  const { repo } = yield* Contribute.allowedSomehow(call)
  const { multipartThreshold } = yield* HubConfig
  // The reply names one transfer for all its objects, and clients look at the header of each: both kinds may stand together.
  const parts = request.transfers?.includes("multipart") === true
  const inParts = (object: Named) => parts && object.size >= multipartThreshold && object.size > 0
  return lfsJson({
    transfer: request.objects.some(inParts) ? "multipart" : "basic",
    objects: yield* Effect.forEach(request.objects, (object) => upload(call, repo, object, inParts(object)))
  })
})

const verify = Effect.fnUntraced(function* (call: RepoCall) {
  const { oid, size } = yield* Http.body(call.request, LfsVerify)
  const { repo } = yield* Contribute.allowedSomehow(call)
  const stored = (yield* (yield* Repos).hasObject(repo, oid)) ? yield* (yield* BlobStore).size(oid) : undefined
  if (stored === undefined) return yield* new Refusal.Refusal({ status: 404, text: "Object does not exist" })
  if (stored !== size) return yield* Refusal.unprocessable(`Object has ${stored} bytes, not ${size}`)
  return lfsJson({})
})

const mismatch = (error: BlobMismatch) => Refusal.badRequest(`The upload was not kept: ${error.message}`)
const cutOff = () => Refusal.badRequest("The upload was cut off")

/** Remembers that the object was uploaded to the repo. The repo may be gone by now: then nothing can ask for it either. */
const possess = Effect.fnUntraced(function* (right: Put) {
  yield* (yield* Repos).addObject({ id: right.repo }, right.sha256)
})

/** `PUT` of a whole object or of a part; the right has been checked. */
export const put = Effect.fnUntraced(function* (call: Call, right: Put) {
  const store = yield* BlobStore
  if (right.do === "join") return yield* Refusal.noRoute()
  if (right.do === "put") {
    yield* store
      .put(call.request.stream, { sha256: right.sha256, size: right.size })
      .pipe(Effect.catchTags({ BlobMismatch: mismatch, RequestError: cutOff }))
    yield* possess(right)
    return HttpServerResponse.empty({ status: 200, headers: { etag: `"${right.sha256}"` } })
  }
  const { length = 0, offset = 0, upload = "" } = right
  yield* store
    .putPart(upload, offset, length, call.request.stream)
    .pipe(Effect.catchTags({ BlobMismatch: mismatch, RequestError: cutOff }))
  return HttpServerResponse.empty({ status: 200, headers: { etag: `"${upload}-${offset}"` } })
})

/** `POST` after the last part: the parts become the object if they are what was announced. */
export const join = Effect.fnUntraced(function* (call: Call, right: Put) {
  if (right.do !== "join") return yield* Refusal.noRoute()
  const { oid } = yield* Http.body(call.request, LfsCompletion)
  if (oid !== right.sha256) return yield* Refusal.badRequest("The upload is of another object")
  // Asked again because the answer got lost.
  if (yield* (yield* Repos).hasObject({ id: right.repo }, oid)) return lfsJson({})
  yield* (yield* BlobStore)
    .joinParts(right.upload ?? "", { sha256: right.sha256, size: right.size })
    .pipe(Effect.catchTag("BlobMismatch", mismatch))
  yield* possess(right)
  return lfsJson({})
})

export const routes: Routes = {
  "POST git/info/lfs/objects/batch": batch,
  "POST git/info/lfs/objects/verify": verify,
  "POST git/info/lfs/verify": verify
}
