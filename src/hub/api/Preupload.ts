/** How each file of a commit to come shall be sent (Hub API). */
import * as Effect from "effect/Effect"
import ignore from "ignore"
import { type PreuploadDecision, PreuploadRequest } from "../../domain/wire/Uploads.ts"
import { BlobStore } from "../store/BlobStore.ts"
import * as Files from "../store/Files.ts"
import * as Attributes from "../store/git/Attributes.ts"
import { type CommitFacts, Objects } from "../store/Objects.ts"
import * as Walk from "../store/Walk.ts"
import { flag, type RepoCall, type Routes } from "./Call.ts"
import * as Contribute from "./Contribute.ts"
import * as Http from "./Http.ts"
import * as Paths from "./Paths.ts"
import * as Refusal from "./Refusal.ts"
import { revisionOnly } from "./Target.ts"

/** Regular files may have this many bytes; the commit route refuses larger ones. */
export const regularLimit = 10 * 1024 * 1024

const mostFiles = 1000
const alwaysText = new Set([".gitattributes", ".gitignore", "README.md"])
// A file this small costs less as a regular one, whatever is in it.
const tiny = 1024

const isBinary = (sample: Buffer): boolean => {
  if (sample.includes(0)) return true
  // The sample may end within a character: a cut-off sequence at the very end is no sign of anything.
  const text = new TextDecoder("utf-8", { fatal: false }).decode(sample)
  const cut = text.replace(/\ufffd$/, "")
  return cut.includes("\ufffd")
}

const uploadMode = (
  attributes: Attributes.Attributes,
  file: { readonly path: string; readonly size: number; readonly sample: string }
): "lfs" | "regular" => {
  if (file.size === 0) return "regular"
  const name = file.path.slice(file.path.lastIndexOf("/") + 1)
  if (alwaysText.has(name)) return "regular"
  if (attributes.isLfs(file.path) || file.size > regularLimit) return "lfs"
  return file.size > tiny && isBinary(Buffer.from(file.sample, "base64")) ? "lfs" : "regular"
}

/** What stands at `path` now, as the client would name it: SHA-256 for LFS, git id otherwise. */
const present = Effect.fnUntraced(function* (commit: CommitFacts, path: string) {
  const blob = (yield* Walk.at(yield* Objects, commit.tree, path))?.blob
  return blob === undefined ? undefined : blob.lfs ? blob.sha256 : blob.oid
})

const preupload = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo } = yield* Contribute.allowed(call, flag(call.query, "create_pr"))
  const request = yield* Http.body(call.request, PreuploadRequest)
  if (request.files.length > mostFiles)
    return yield* Refusal.badRequest(`"files" must contain at most ${mostFiles} items`)
  const revision = revisionOnly(call.target.rest)
  const commit = yield* Contribute.branchHead(repo, revision)
  const objects = yield* Objects
  const blobs = yield* BlobStore
  const gitAttributes = request.gitAttributes ?? (yield* Files.text(objects, blobs, commit.tree, ".gitattributes"))
  const attributes = Attributes.parse(gitAttributes ?? "")
  const ignored = ignore().add(
    request.gitIgnore ?? (yield* Files.text(objects, blobs, commit.tree, ".gitignore")) ?? ""
  )
  const files: Array<typeof PreuploadDecision.Encoded> = []
  for (const file of request.files) {
    const problem = Paths.problem(file.path)
    if (problem !== undefined) return yield* Refusal.unprocessable(problem)
    const oid = yield* present(commit, file.path)
    files.push({
      path: file.path,
      uploadMode: uploadMode(attributes, file),
      shouldIgnore: ignore.isPathValid(file.path) && ignored.ignores(file.path),
      ...(oid === undefined ? {} : { oid })
    })
  }
  return Http.json({ files, commitOid: commit.oid })
})

export const routes: Routes = { "POST preupload": preupload }
