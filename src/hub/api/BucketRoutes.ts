/** `/api/buckets…` and the files behind `/buckets/…/resolve` (Hub API: buckets). */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { HubConfig } from "../HubConfig.ts"
import { type BucketFile, Buckets, type StoredBucket } from "../store/Buckets.ts"
import * as BucketBatch from "./BucketBatch.ts"
import { asPlace, idOf, readable, writable } from "./buckets.ts"
import { type Answer, type Call, loggedIn } from "./Call.ts"
import { casRoute } from "./CasRoutes.ts"
import * as Content from "./Content.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import { Signer } from "./Signer.ts"
import { segments } from "./Target.ts"

const named = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}$/

const NewBucket = Schema.Struct({
  private: Schema.optional(Schema.NullOr(Schema.Boolean)),
  visibility: Schema.optional(Schema.NullOr(Schema.String))
})
const BucketSettings = Schema.Struct({ private: Schema.Boolean })
const PathsInfo = Schema.Struct({ paths: Schema.Array(Schema.String) })

const page = (call: Call, bucket: StoredBucket): string => `${call.origin}/buckets/${idOf(bucket)}`

const info = (bucket: StoredBucket) =>
  Effect.gen(function* () {
    const { files, size } = yield* (yield* Buckets).totals(bucket.id)
    return { id: idOf(bucket), private: bucket.private, createdAt: bucket.createdAt, size, totalFiles: files }
  })

/** `me` is whoever asks. */
const namespaceOf = Effect.fnUntraced(function* (call: Call, namespace: string) {
  return namespace === "me" ? (yield* loggedIn(call)).account.name : namespace
})

const create = Effect.fnUntraced(function* (call: Call, given: string, name: string) {
  const viewer = yield* loggedIn(call)
  const request = yield* Http.body(call.request, NewBucket)
  const accounts = yield* Accounts
  const wanted = yield* namespaceOf(call, given)
  const namespace = accounts.byName(wanted)?.name ?? wanted
  if (!named.test(name) || /--|\.\./.test(name)) return yield* Refusal.badRequest(`"${name}" is no name of a bucket`)
  if (!Access.canCreate(accounts, viewer, namespace))
    return yield* Refusal.forbidden(`You don't have the rights to create a bucket under the namespace "${namespace}"`)
  const hidden = request.private ?? request.visibility === "private"
  const made = yield* (yield* Buckets).create({ namespace, name, private: hidden, creatorId: viewer.account.id }).pipe(
    // Clients that do not mind read the address from the refusal.
    Effect.catchTag("NameTaken", ({ existing }) =>
      Refusal.conflict("You already created this bucket", { url: page(call, existing) })
    )
  )
  return Http.json({ url: page(call, made), name: idOf(made), id: made.id })
})

const list = Effect.fnUntraced(function* (call: Call, given: string) {
  const namespace = yield* namespaceOf(call, given)
  const accounts = yield* Accounts
  const all = yield* (yield* Buckets).list(namespace)
  if (all.length === 0 && accounts.byName(namespace) === undefined) return yield* Refusal.repoNotFound(true)
  const search = (call.query.get("search") ?? "").toLowerCase()
  const seen = all.filter(
    (bucket) => Access.canSee(accounts, call.viewer, asPlace(bucket)) && bucket.name.toLowerCase().includes(search)
  )
  return Http.json(yield* Effect.forEach(seen, info))
})

const item = ({ contentType, hash, mtime, path, size, uploadedAt }: BucketFile) => ({
  type: "file",
  path,
  size,
  xetHash: hash,
  mtime: new Date(mtime).toISOString(),
  uploadedAt,
  ...(contentType === undefined ? {} : { contentType })
})

const tree = Effect.fnUntraced(function* (call: Call, bucket: StoredBucket, given: string) {
  const prefix = given.replace(/\/+$/, "")
  const files = yield* (yield* Buckets).files(bucket.id, prefix)
  if (call.query.get("recursive") !== "false") return Http.json(files.map(item))
  const skip = prefix === "" ? 0 : prefix.length + 1
  const folders = new Map<string, string>()
  const direct = files.filter(({ path, uploadedAt }) => {
    const slash = path.indexOf("/", skip)
    if (slash === -1) return true
    const folder = path.slice(0, slash)
    if ((folders.get(folder) ?? "") < uploadedAt) folders.set(folder, uploadedAt)
    return false
  })
  const items = [
    ...direct.map(item),
    ...[...folders].map(([path, uploadedAt]) => ({ type: "directory", path, uploadedAt }))
  ]
  return Http.json(items.sort((a, b) => (a.path < b.path ? -1 : 1)))
})

const pathsInfo = Effect.fnUntraced(function* (call: Call, bucket: StoredBucket) {
  const { paths } = yield* Http.body(call.request, PathsInfo)
  const buckets = yield* Buckets
  const found = yield* Effect.forEach(paths.slice(0, 1000), (path) => buckets.file(bucket.id, path))
  return Http.json(found.flatMap((file) => (file === undefined ? [] : [item(file)])))
})

/** What lets a client send or fetch content by Xet, in the body and in headers: clients read the one or the other. */
const token = Effect.fnUntraced(function* (call: Call, bucket: StoredBucket, write: boolean) {
  const { uploadTtlMillis } = yield* HubConfig
  const accessToken = yield* (yield* Signer).sign({ do: "cas", bucket: bucket.id, write })
  const exp = Math.floor(((yield* Clock.currentTimeMillis) + uploadTtlMillis) / 1000)
  const casUrl = `${call.origin}${casRoute}`
  return Http.json(
    { accessToken, exp, casUrl },
    { "x-xet-access-token": accessToken, "x-xet-token-expiration": String(exp), "x-xet-cas-url": casUrl }
  )
})

/** `/buckets/ns/name/resolve/PATH`. */
export const resolve = (call: Call): Answer =>
  Effect.gen(function* () {
    const [, namespace = "", name = "", action, ...rest] = segments(call.request.url) ?? []
    if (action !== "resolve" || !["GET", "HEAD"].includes(call.request.method)) return yield* Refusal.noRoute()
    const bucket = yield* readable(call, namespace, name)
    const file = yield* (yield* Buckets).file(bucket.id, rest.join("/"))
    if (file === undefined) return yield* Refusal.entryNotFound()
    const id = idOf(bucket)
    return yield* Content.serve(call.request, file, {
      etag: `"${file.sha256}"`,
      "content-disposition": Content.disposition(file.path),
      "content-type": file.contentType ?? "application/octet-stream",
      "x-xet-hash": file.hash,
      "x-linked-size": String(file.size),
      "x-linked-etag": `"${file.sha256}"`,
      link: `<${call.origin}/api/buckets/${id}/xet-read-token>; rel="xet-auth", <${call.origin}${casRoute}/v1/reconstructions/${file.hash}>; rel="xet-reconstruction-info"`
    })
  })

/** `/api/buckets/…` */
export const handle = (call: Call): Answer =>
  Effect.gen(function* () {
    const [, , namespace, name, action, ...rest] = segments(call.request.url) ?? []
    const method = call.request.method === "HEAD" ? "GET" : call.request.method
    if (namespace === undefined) return yield* Refusal.noRoute()
    if (name === undefined) return method === "GET" ? yield* list(call, namespace) : yield* Refusal.noRoute()
    switch (`${method} ${action ?? ""}`.trim()) {
      case "POST":
        return yield* create(call, namespace, name)
      case "GET":
        return Http.json(yield* info(yield* readable(call, namespace, name)))
      case "DELETE":
        yield* (yield* Buckets).remove((yield* writable(call, namespace, name)).id)
        return Http.json({ success: true })
      case "PUT settings": {
        const bucket = yield* writable(call, namespace, name)
        yield* (yield* Buckets).setPrivate(bucket.id, (yield* Http.body(call.request, BucketSettings)).private)
        return Http.json({ success: true })
      }
      case "GET tree":
        return yield* tree(call, yield* readable(call, namespace, name), rest.join("/"))
      case "POST paths-info":
        return yield* pathsInfo(call, yield* readable(call, namespace, name))
      case "POST batch":
        return yield* BucketBatch.batch(call, yield* writable(call, namespace, name))
      case "GET xet-read-token":
        return yield* token(call, yield* readable(call, namespace, name), false)
      case "GET xet-write-token":
        return yield* token(call, yield* writable(call, namespace, name), true)
      default:
        return yield* Refusal.noRoute()
    }
  })
