/** What a repo is at a revision (Hub API). */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { RepoInfo, Sibling } from "../../domain/wire/Repos.ts"
import * as GitObject from "../store/git/GitObject.ts"
import { type CommitFacts, Objects } from "../store/Objects.ts"
import { fullName, type StoredRepo } from "../store/Repos.ts"
import * as Walk from "../store/Walk.ts"
import { type Call, commitAt, flag, many, type RepoCall, type Routes, repo } from "./Call.ts"
import * as Entries from "./Entries.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import { revisionOnly } from "./Target.ts"

type WireInfo = Schema.Schema.Encoded<typeof RepoInfo>
type WireSibling = Schema.Schema.Encoded<typeof Sibling>

/** The facts every listing and info shows, `siblings` apart. */
const facts = (repo: StoredRepo, commit: CommitFacts): WireInfo & Readonly<Record<string, unknown>> => ({
  _id: repo.id,
  id: fullName(repo),
  ...(repo.type === "model" ? { modelId: fullName(repo) } : {}),
  author: repo.namespace,
  sha: commit.oid,
  lastModified: commit.date,
  createdAt: repo.createdAt,
  private: repo.visibility === "private",
  visibility: repo.visibility,
  disabled: repo.disabled,
  gated: repo.gated,
  downloads: 0,
  likes: 0,
  tags: [],
  ...(repo.type === "space"
    ? {
        sdk: repo.sdk ?? null,
        subdomain: fullName(repo)
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, "-"),
        models: [],
        datasets: []
      }
    : {}),
  usedStorage: 0
})

const properties =
  `author baseModels cardData childrenModelCount citation config createdAt datasets description disabled downloads
  downloadsAllTime evalResults gated gguf gitalyUid inference inferenceProviderMapping lastModified library_name likes mainSize
  mask_token model-index models paperswithcode_id pipeline_tag private region resourceGroup runtime safetensors sdk sha siblings
  spaces subdomain tags transformersInfo trendingScore usedStorage widgetData xetEnabled`.split(/\s+/)

/** `expand` of the query, checked. */
export const expansion = (call: Call) => {
  const wanted = many(call.query, "expand")
  return wanted.every((each) => properties.includes(each))
    ? Effect.succeed(wanted)
    : Effect.fail(Refusal.badRequest(`"expand" must be one of [${properties.join(", ")}]`))
}

const siblings = Effect.fnUntraced(function* (commit: CommitFacts, blobs: boolean) {
  const all = yield* Walk.below(yield* Objects, commit.tree, "", true)
  return all
    .filter((each) => !GitObject.isFolder(each.entry))
    .map((each): WireSibling => {
      if (!blobs) return { rfilename: each.path }
      const { lfs, oid, size = 0 } = Entries.entry(each)
      const pointer =
        lfs === undefined ? {} : { lfs: { sha256: lfs.oid, size: lfs.size, pointerSize: lfs.pointerSize ?? 0 } }
      return { rfilename: each.path, size, blobId: oid, ...pointer }
    })
})

/** A repo as lists and info show it: everything usual, or exactly what `wanted` names. */
export const view = Effect.fnUntraced(function* (
  found: StoredRepo,
  commit: CommitFacts,
  wanted: ReadonlyArray<string>,
  show: { readonly siblings: boolean; readonly blobs: boolean }
) {
  const all = facts(found, commit)
  if (wanted.length === 0) return show.siblings ? { ...all, siblings: yield* siblings(commit, show.blobs) } : all
  const some: Record<string, unknown> = { _id: all._id, id: all.id }
  for (const key of wanted) {
    const value = key === "siblings" ? yield* siblings(commit, false) : all[key]
    if (value !== undefined) some[key] = value
  }
  return some
})

const info = Effect.fnUntraced(function* (call: RepoCall) {
  const found = yield* repo(call)
  const commit = yield* commitAt(found, call.target.action === "revision" ? revisionOnly(call.target.rest) : "main")
  const wanted = yield* expansion(call)
  return Http.json(yield* view(found, commit, wanted, { siblings: true, blobs: flag(call.query, "blobs") }))
})

export const routes: Routes = { "GET ": info, "GET revision": info }
