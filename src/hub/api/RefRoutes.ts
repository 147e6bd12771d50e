/** Branches, tags and the history of them (Hub API). */
import * as Effect from "effect/Effect"
import * as Revision from "../../domain/Revision.ts"
import {
  type CommitRow,
  CreateBranch,
  CreateTag,
  type GitRef,
  SuperSquash,
  type Refs as WireRefs
} from "../../domain/wire/Refs.ts"
import { Commits } from "../store/Commits.ts"
import * as GitObject from "../store/git/GitObject.ts"
import { History } from "../store/History.ts"
import { type CommitFacts, Objects } from "../store/Objects.ts"
import * as Refs from "../store/Refs.ts"
import { commitAt, flag, many, type RepoCall, type Routes, repo, writable } from "./Call.ts"
import * as Contribute from "./Contribute.ts"
import * as Http from "./Http.ts"
import * as Links from "./Links.ts"
import * as Refusal from "./Refusal.ts"
import { revisionOnly } from "./Target.ts"

const versions = new Intl.Collator("en", { numeric: true })

/** The highest version first: `v1.10`, `v1.9`. */
const highestFirst = (a: { readonly name: string }, b: { readonly name: string }) =>
  versions.compare(b.name, a.name) || (a.name < b.name ? 1 : -1)

const list = Effect.fnUntraced(function* (call: RepoCall) {
  const found = yield* repo(call)
  const all = yield* (yield* Refs.Refs).all(found)
  const under = (prefix: string) =>
    [...all].flatMap(
      ([ref, targetCommit]): ReadonlyArray<typeof GitRef.Encoded> =>
        ref.startsWith(prefix) ? [{ name: ref.slice(prefix.length), ref, targetCommit }] : []
    )
  const refs: typeof WireRefs.Encoded = {
    branches: under("refs/heads/"),
    tags: [...under("refs/tags/")].sort(highestFirst),
    converts: under("refs/convert/"),
    ...(flag(call.query, "include_prs") ? { pullRequests: under("refs/pr/") } : {})
  }
  return Http.json(refs)
})

const checkName = (kind: "branch" | "tag", name: string) =>
  Revision.problem(name) !== undefined || name.startsWith("refs/") || name === "HEAD" || name.endsWith(".lock")
    ? Effect.fail(Refusal.badRequest(`Invalid reference for a ${kind}: ${name}`))
    : Effect.void

const exists = (ref: string) => Refusal.conflict(`Reference ${ref} already exists`)

const createBranch = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo, viewer } = yield* writable(call)
  const { emptyBranch, overwrite, startingPoint } = yield* Http.body(call.request, CreateBranch)
  const name = revisionOnly(call.target.rest)
  yield* checkName("branch", name)
  const ref = Refs.branch(name)
  const refs = yield* Refs.Refs
  const present = (yield* refs.all(repo)).get(ref)
  if (present !== undefined && overwrite !== true) return yield* exists(ref)
  // Only told to overwrite, not with what: the branch stays what it is.
  if (present !== undefined && startingPoint === undefined && emptyBranch !== true) return Http.json({})
  if (emptyBranch === true) {
    const message = { title: "Initialize empty branch", body: "" }
    yield* (yield* Commits)
      .root(ref, repo, viewer.account, message, GitObject.emptyTree, present)
      .pipe(Effect.catchTag("HeadMoved", () => exists(ref)))
    return Http.json({})
  }
  const start = yield* commitAt(repo, startingPoint ?? "main")
  const created = yield* refs.compareAndSet(repo, ref, present, start.oid)
  return created ? Http.json({}) : yield* exists(ref)
})

const deleteBranch = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo } = yield* writable(call)
  const name = revisionOnly(call.target.rest)
  const ref = Refs.branch(name)
  if (name === "main") return yield* Refusal.forbidden(`Cannot delete ${ref}`)
  const refs = yield* Refs.Refs
  if (!(yield* refs.all(repo)).has(ref)) return yield* Refusal.revisionNotFound(name)
  yield* refs.remove(repo, ref)
  return Http.json({})
})

const createTag = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo } = yield* writable(call)
  const { tag } = yield* Http.body(call.request, CreateTag)
  // The revision first: clients are told of it even when the name is no good either.
  const commit = yield* commitAt(repo, revisionOnly(call.target.rest))
  yield* checkName("tag", tag)
  const created = yield* (yield* Refs.Refs).compareAndSet(repo, Refs.tag(tag), undefined, commit.oid)
  return created ? Http.json({}) : yield* exists(Refs.tag(tag))
})

const deleteTag = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo } = yield* writable(call)
  const name = revisionOnly(call.target.rest)
  const refs = yield* Refs.Refs
  if (!(yield* refs.all(repo)).has(Refs.tag(name))) return yield* Refusal.revisionNotFound(name)
  yield* refs.remove(repo, Refs.tag(name))
  return Http.json({})
})

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

const row =
  (formatted: boolean) =>
  (commit: CommitFacts): typeof CommitRow.Encoded => ({
    id: commit.oid,
    title: commit.title,
    message: commit.body,
    authors: [{ user: commit.author }],
    date: commit.date,
    ...(formatted ? { formatted: { title: html(commit.title), message: html(commit.body) } } : {})
  })

const commits = Effect.fnUntraced(function* (call: RepoCall) {
  const found = yield* repo(call)
  const head = yield* commitAt(found, revisionOnly(call.target.rest) || "main")
  const limit = Links.size(call, "limit", 50, 1000)
  const page = Math.max(0, Math.trunc(Number(call.query.get("p") ?? 0)) || 0)
  const total = head.depth + 1
  const some = yield* (yield* History).list(head.oid, page * limit, limit)
  const more = (page + 1) * limit < total
  return Http.json(some.map(row(many(call.query, "expand").includes("formatted"))), {
    "x-total-count": String(total),
    ...(more ? Links.next(call, { p: String(page + 1) }) : {})
  })
})

const superSquash = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo, viewer } = yield* writable(call)
  const { message } = yield* Http.body(call.request, SuperSquash)
  const { head, name } = yield* Contribute.writableRef(repo, revisionOnly(call.target.rest))
  const { tree } = yield* (yield* Objects).commit(head)
  const title = (message ?? "").slice(0, 500) || `Super-squash ${name}`
  const squashed = yield* (yield* Commits)
    .root(name, repo, viewer.account, { title, body: "" }, tree, head)
    .pipe(Effect.catchTag("HeadMoved", () => Refusal.branchMoved()))
  return Http.json({ commitId: squashed.oid })
})

export const routes: Routes = {
  "GET refs": list,
  "POST branch": createBranch,
  "DELETE branch": deleteBranch,
  "POST tag": createTag,
  "DELETE tag": deleteTag,
  "GET commits": commits,
  "POST super-squash": superSquash
}
