/** Repos come, change their settings and names, and go (Hub API). */
import * as Effect from "effect/Effect"
import * as RepoId from "../../domain/RepoId.ts"
import type { RepoType } from "../../domain/RepoType.ts"
import { type CreatedRepo, CreateRepo, DeleteRepo, MoveRepo, RepoSettings } from "../../domain/wire/Repos.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts, type Viewer } from "../accounts/Accounts.ts"
import { BlobStore } from "../store/BlobStore.ts"
import { Commits } from "../store/Commits.ts"
import * as Attributes from "../store/git/Attributes.ts"
import * as GitObject from "../store/git/GitObject.ts"
import { fullName, type NameTaken, Repos } from "../store/Repos.ts"
import type { Change } from "../store/TreeEdit.ts"
import { type Call, loggedIn, type RepoCall, type Routes, readable, webUrl, writable } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import { isReserved, isReservedNamespace } from "./Target.ts"

export const checkId = (namespace: string, name: string) => {
  const problem =
    RepoId.problem(`${namespace}/${name}`) ??
    (isReserved(name) || isReservedNamespace(namespace) ? "it is reserved for routes of the Hub" : undefined)
  return problem === undefined
    ? Effect.void
    : Effect.fail(Refusal.badRequest(`Invalid repo name '${namespace}/${name}': ${problem}`))
}

/** The namespace a request means, spelled as its account spells it, if the viewer may create there. */
export const namespaceFor = Effect.fnUntraced(function* (
  viewer: Viewer,
  type: RepoType,
  given: string | null | undefined
) {
  const accounts = yield* Accounts
  const wanted = given ?? viewer.account.name
  const namespace = accounts.byName(wanted)?.name ?? wanted
  if (!Access.canCreate(accounts, viewer, namespace))
    return yield* Refusal.forbidden(`You don't have the rights to create a ${type} under the namespace "${namespace}"`)
  return namespace
})

const readme = (type: RepoType, name: string, sdk: string | undefined, license: string | undefined) => {
  if (type !== "space" && license === undefined) return undefined
  const lines = [
    ...(type === "space" ? [`title: ${JSON.stringify(name)}`, `sdk: ${sdk ?? "static"}`, "pinned: false"] : []),
    ...(license === undefined ? [] : [`license: ${license}`])
  ]
  return `---\n${lines.join("\n")}\n---\n`
}

const page =
  '<!doctype html>\n<html>\n  <head><meta charset="utf-8"><title>Space</title></head>\n  <body></body>\n</html>\n'

const firstFiles = Effect.fnUntraced(function* (type: RepoType, name: string, request: CreateRepo) {
  const store = yield* BlobStore
  const texts: Array<readonly [string, string]> = [[".gitattributes", Attributes.seed(type)]]
  const card = readme(type, name, request.sdk, request.license)
  if (card !== undefined) texts.push(["README.md", card])
  if (type === "space" && request.sdk === "static")
    texts.push(["index.html", page], ["style.css", "body { margin: 2rem }\n"])
  return yield* Effect.forEach(texts, ([path, text]) => {
    const content = Buffer.from(text)
    return Effect.map(store.putBytes(content), (blob): Change => {
      return { _tag: "Put", path, blob: { oid: GitObject.oid("blob", content), ...blob, lfs: false } }
    })
  })
})

const visibilityOf = Effect.fnUntraced(function* (request: CreateRepo, type: RepoType, namespace: string) {
  const { private: legacy, visibility } = request
  if (visibility !== undefined && legacy !== undefined && legacy !== null)
    return yield* Refusal.badRequest(`"private" and "visibility" must not be given together`)
  if (visibility === "protected" && type !== "space") return yield* Refusal.badRequest("Only Spaces can be protected")
  if (visibility !== undefined) return visibility
  const usual = (yield* Accounts).byName(namespace)?.privateByDefault === true
  return (legacy ?? usual) ? "private" : "public"
})

/** The answer clients take the existing repo's address from. */
export const taken =
  (call: Call) =>
  ({ existing }: Pick<NameTaken, "existing">) =>
    Refusal.conflict(`You already created this ${existing.type} repo`, { url: webUrl(call, existing) })

const sdks: ReadonlyArray<string> = ["gradio", "docker", "static", "streamlit"]

/** `POST /api/repos/create` */
export const create = Effect.fnUntraced(function* (call: Call) {
  const viewer = yield* loggedIn(call)
  const request = yield* Http.body(call.request, CreateRepo)
  const { name, sdk, type = "model" } = request
  const namespace = yield* namespaceFor(viewer, type, request.organization)
  yield* checkId(namespace, name)
  if (type === "space" && !sdks.includes(sdk ?? ""))
    return yield* Refusal.badRequest(`"sdk" of a Space must be one of [${sdks.join(", ")}]`)
  const visibility = yield* visibilityOf(request, type, namespace)
  const existing = yield* (yield* Repos).find(type, namespace, name)
  if (existing !== undefined) return yield* taken(call)({ existing })
  const created = yield* (yield* Commits)
    .create(
      { type, namespace, name, visibility, sdk, creatorId: viewer.account.id },
      viewer.account,
      { title: "initial commit", body: "" },
      yield* firstFiles(type, name, request)
    )
    .pipe(
      Effect.catchTags({
        ChangeRefused: (error) => Refusal.badRequest(`Cannot create ${error.path}`),
        NameTaken: taken(call)
      })
    )
  return Http.json({
    url: webUrl(call, created),
    name: fullName(created),
    id: created.id
  } satisfies typeof CreatedRepo.Encoded)
})

/** A repo named in a body, if the caller may change it. By the name it has now: nobody deletes or moves what has another one. */
const named = Effect.fnUntraced(function* (call: Call, type: RepoType, id: string) {
  const [namespace, name] = id.includes("/") ? id.split("/") : [undefined, id]
  return yield* writable({
    ...call,
    target: { area: "api", type, namespace, name: name ?? "", action: "", rest: [] }
  }).pipe(
    Effect.catchTag("Refusal", (refusal) => Effect.fail(refusal.status === 307 ? Refusal.repoNotFound(true) : refusal))
  )
})

/** `DELETE /api/repos/delete` */
export const remove = Effect.fnUntraced(function* (call: Call) {
  const viewer = yield* loggedIn(call)
  const { name, organization, type = "model" } = yield* Http.body(call.request, DeleteRepo)
  const found = yield* named(call, type, `${organization ?? viewer.account.name}/${name}`)
  yield* (yield* Repos).remove(found.repo)
  return Http.text("OK")
})

/** `POST /api/repos/move` */
export const move = Effect.fnUntraced(function* (call: Call) {
  const viewer = yield* loggedIn(call)
  const { fromRepo, toRepo, type = "model" } = yield* Http.body(call.request, MoveRepo)
  const [to, name] = toRepo.split("/")
  if (to === undefined || name === undefined) return yield* Refusal.badRequest(`Invalid repo name '${toRepo}'`)
  const { repo } = yield* named(call, type, fromRepo)
  const namespace = yield* namespaceFor(viewer, type, to)
  yield* checkId(namespace, name)
  yield* (yield* Repos)
    .move(repo, namespace, name)
    .pipe(
      Effect.catchTag("NameTaken", ({ existing }) =>
        Refusal.conflict(`A ${type} repository called ${fullName(existing)} already exists`)
      )
    )
  return Http.text("OK")
})

const settings = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo } = yield* writable(call)
  const request = yield* Http.body(call.request, RepoSettings)
  const { discussionsDisabled, gated } = request
  const visibility =
    request.visibility ?? (request.private === undefined ? undefined : request.private ? "private" : "public")
  if (visibility === "protected" && repo.type !== "space")
    return yield* Refusal.badRequest("Only Spaces can be protected")
  const changed = yield* (yield* Repos).update(repo, {
    ...(gated === undefined ? {} : { gated }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(discussionsDisabled === undefined ? {} : { discussionsDisabled })
  })
  return Http.json({
    gated: changed.gated,
    visibility: changed.visibility,
    private: changed.visibility === "private",
    discussionsDisabled: changed.discussionsDisabled
  } satisfies typeof RepoSettings.Encoded)
})

const authCheck = Effect.fnUntraced(function* (call: RepoCall) {
  if (call.target.rest[0] === "write") yield* writable(call)
  else yield* readable(call)
  return Http.json({})
})

export const routes: Routes = {
  "PUT settings": settings,
  "GET auth-check": authCheck
}
