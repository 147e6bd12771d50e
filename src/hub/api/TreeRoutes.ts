/** Listings: `tree` and `paths-info` (Hub API). */
import * as Effect from "effect/Effect"
import { PathsInfo } from "../../domain/wire/Tree.ts"
import * as GitObject from "../store/git/GitObject.ts"
import { History } from "../store/History.ts"
import { type CommitFacts, Objects } from "../store/Objects.ts"
import * as Walk from "../store/Walk.ts"
import { commitAt, flag, type RepoCall, type Routes, repo } from "./Call.ts"
import * as Entries from "./Entries.ts"
import * as Http from "./Http.ts"
import * as Links from "./Links.ts"
import * as Refusal from "./Refusal.ts"
import { revisionAndPath, revisionOnly } from "./Target.ts"

const wire = Effect.fnUntraced(function* (commit: CommitFacts, found: ReadonlyArray<Walk.Found>, expand: boolean) {
  if (!expand) return found.map((each) => Entries.entry(each))
  const paths = found.map((each) => each.path)
  const last = yield* (yield* History).lastChanges(commit, paths)
  return found.map((each) => Entries.entry(each, last.get(each.path)))
})

const tree = Effect.fnUntraced(function* (call: RepoCall) {
  const found = yield* repo(call)
  const { path, revision } = revisionAndPath(call.target.rest)
  const commit = yield* commitAt(found, revision ?? "main")
  const objects = yield* Objects
  const folder = yield* Walk.at(objects, commit.tree, path)
  // A file is no folder to list; an empty branch has an empty root.
  if (folder === undefined || !GitObject.isFolder(folder)) return yield* Refusal.entryNotFound(commit.oid)
  const all = yield* Walk.below(objects, folder.oid, path, flag(call.query, "recursive"))
  const expand = flag(call.query, "expand")
  const page = Links.page(
    call,
    all,
    Links.size(call, "limit", expand ? 100 : 1000, expand ? 100 : 10_000),
    (each) => each.path
  )
  return Http.json(yield* wire(commit, page.items, expand), page.headers)
})

const mostPaths = 2000

/** Python sends a form, JavaScript JSON. */
const asked = (call: RepoCall) =>
  (call.request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")
    ? Effect.map(
        Effect.mapError(call.request.text, () => Refusal.badRequest("The body cannot be read")),
        (text) => {
          const form = new URLSearchParams(text)
          return { paths: form.getAll("paths"), expand: flag(form, "expand") }
        }
      )
    : Http.body(call.request, PathsInfo)

const pathsInfo = Effect.fnUntraced(function* (call: RepoCall) {
  const found = yield* repo(call)
  const commit = yield* commitAt(found, revisionOnly(call.target.rest))
  const { expand, paths } = yield* asked(call)
  if (paths.length > mostPaths) return yield* Refusal.badRequest(`"paths" must contain at most ${mostPaths} items`)
  const objects = yield* Objects
  const entries: Array<Walk.Found> = []
  for (const given of paths) {
    const path = given.replace(/^\/+|\/+$/g, "")
    const entry = path === "" ? undefined : yield* Walk.at(objects, commit.tree, path)
    if (entry !== undefined) entries.push({ path, entry })
  }
  return Http.json(yield* wire(commit, entries, expand === true))
})

export const routes: Routes = { "GET tree": tree, "POST paths-info": pathsInfo }
