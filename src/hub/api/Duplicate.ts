/** Copies made on the Hub itself: of repos, and of objects from one repo to another (Hub API). */
import * as Effect from "effect/Effect"
import { type CreatedRepo, type DuplicatedObjects, DuplicateObjects, DuplicateRepo } from "../../domain/wire/Repos.ts"
import { fullName, Repos } from "../store/Repos.ts"
import { loggedIn, type RepoCall, type Routes, readable, webUrl, writable } from "./Call.ts"
import * as Http from "./Http.ts"
import { checkId, namespaceFor, taken } from "./Lifecycle.ts"
import * as Refusal from "./Refusal.ts"

const duplicate = Effect.fnUntraced(function* (call: RepoCall) {
  const viewer = yield* loggedIn(call)
  const source = yield* readable(call)
  const { repository, visibility = source.visibility } = yield* Http.body(call.request, DuplicateRepo)
  const { gated, sdk, type } = source
  const [to, name] = repository.split("/")
  if (to === undefined || name === undefined) return yield* Refusal.badRequest(`Invalid repo name '${repository}'`)
  if (visibility === "protected" && type !== "space") return yield* Refusal.badRequest("Only Spaces can be protected")
  const namespace = yield* namespaceFor(viewer, type, to)
  yield* checkId(namespace, name)
  const made = yield* (yield* Repos)
    .duplicate(source, { type, namespace, name, visibility, gated, sdk, creatorId: viewer.account.id })
    .pipe(Effect.catchTag("NameTaken", taken(call)))
  return Http.json({
    url: webUrl(call, made),
    name: fullName(made),
    id: made.id
  } satisfies typeof CreatedRepo.Encoded)
})

/** `POST …/lfs-files/duplicate`, to the repo that has the objects. */
const objects = Effect.fnUntraced(function* (call: RepoCall) {
  if (call.target.rest[0] !== "duplicate") return yield* Refusal.noRoute()
  const source = yield* readable(call)
  const { files, target } = yield* Http.body(call.request, DuplicateObjects)
  const [namespace, name = ""] = target.name.includes("/") ? target.name.split("/") : [undefined, target.name]
  const to = { area: "api", type: target.type, namespace, name, action: "", rest: [] } as const
  const { repo } = yield* writable({ ...call, target: to })
  const repos = yield* Repos
  const failed: Array<{ readonly sha256: string; readonly error: string }> = []
  for (const { sha256 } of files) {
    if (yield* repos.hasObject(source, sha256)) yield* repos.addObject(repo, sha256)
    else failed.push({ sha256, error: "Object does not exist" })
  }
  const answer: typeof DuplicatedObjects.Encoded = {
    success: failed.length === 0,
    processed: files.length,
    succeeded: files.length - failed.length,
    failed
  }
  return Http.json(answer, {}, failed.length === 0 ? 200 : 207)
})

export const routes: Routes = { "POST duplicate": duplicate, "POST lfs-files": objects }
