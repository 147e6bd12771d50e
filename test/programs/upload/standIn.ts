/** The few routes an upload asks for, on a real socket, with faults on demand. */
import * as crypto from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"

interface Stored {
  readonly oid: string
  readonly lfs: boolean
  readonly content: Buffer
}

export interface StandIn {
  readonly url: string
  /** `METHOD /path` of every request, in order. */
  readonly seen: Array<string>
  /** What is on `main` (or the one branch there is). */
  readonly files: Map<string, Stored>
  readonly objects: Map<string, Buffer>
  readonly commits: Array<ReadonlyArray<Record<string, unknown>>>
  readonly branches: Set<string>
  readonly bodies: Array<{ readonly path: string; readonly body: Buffer }>
}

export interface Faults {
  /** LFS files from this size on get parts of `partSize`. */
  readonly partSize?: number
  readonly lfsFrom?: number
  /** Asked before a request is answered; a status is sent instead of the answer. */
  readonly refuse?: (request: string, count: number) => number | undefined
  /** Called before the answer is written. */
  readonly before?: (request: string) => void
  readonly exists?: boolean
  readonly ignore?: (path: string) => boolean
  readonly batch?: (objects: Array<Record<string, unknown>>) => Array<Record<string, unknown>>
}

const hash = (algorithm: string, ...parts: ReadonlyArray<Buffer | string>): string => {
  const digest = crypto.createHash(algorithm)
  for (const part of parts) digest.update(part)
  return digest.digest("hex")
}
export const blobId = (content: Buffer) => hash("sha1", `blob ${content.length}\0`, content)
export const sha256 = (content: Buffer) => hash("sha256", content)

const body = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk) => chunks.push(chunk))
    request.on("end", () => resolve(Buffer.concat(chunks)))
    request.on("error", reject)
    request.on("close", () => reject(new Error("cut")))
  })

const commitOid = (count: number) => hash("sha1", `commit ${count}`)

const handlers = (hub: StandIn, faults: Faults) => {
  const parts = new Map<string, Buffer>()
  let exists = faults.exists ?? false

  const action = (oid: string, size: number) => {
    if (faults.partSize === undefined || size <= faults.partSize) return { upload: { href: `${hub.url}/lfs/${oid}` } }
    const header: Record<string, string> = { chunk_size: String(faults.partSize) }
    for (let n = 1; n <= Math.ceil(size / faults.partSize); n++)
      header[String(n).padStart(5, "0")] = `${hub.url}/part/${oid}/${n}?sig=secret`
    return { upload: { href: `${hub.url}/complete/${oid}`, header } }
  }

  const commit = (text: string) => {
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { key: string; value: Record<string, string> })
    for (const { key, value } of lines) {
      const path = value["path"] ?? ""
      if (key === "deletedFile" && !hub.files.delete(path)) return undefined
      if (key === "file") {
        const content = Buffer.from(value["content"] ?? "", "base64")
        hub.files.set(path, { oid: blobId(content), lfs: false, content })
      }
      if (key === "lfsFile") {
        const content = hub.objects.get(value["oid"] ?? "")
        if (content === undefined) return undefined
        hub.files.set(path, { oid: value["oid"] ?? "", lfs: true, content })
      }
    }
    hub.commits.push(lines)
    return commitOid(hub.commits.length)
  }

  return (
    request: string,
    url: URL,
    raw: Buffer
  ): { status?: number; headers?: Record<string, string>; json?: unknown } => {
    const [, area = "", rest = ""] = /^\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? []
    const json = () => JSON.parse(raw.toString())
    if (request === "POST /api/repos/create") {
      const { name, organization } = json()
      const full = `${organization ?? "me"}/${name}`
      const known = exists
      exists = true
      return known
        ? { status: 409, json: { error: "You already created this repo", url: `${hub.url}/${full}` } }
        : { json: { url: `${hub.url}/${full}`, name: full, id: "0".repeat(24) } }
    }
    if (request === "POST /api/validate-yaml")
      return raw.includes("broken")
        ? { status: 400, json: { errors: [{ message: "license is broken" }], warnings: [] } }
        : { json: { errors: [], warnings: [] } }
    const revision = /\/revision\/(.+)$/.exec(url.pathname)?.[1]
    if (revision !== undefined)
      return hub.branches.has(decodeURIComponent(revision))
        ? { json: { id: "me/repo", sha: commitOid(hub.commits.length) } }
        : { status: 404, headers: { "x-error-code": "RevisionNotFound" }, json: { error: "Invalid rev id" } }
    if (request === "GET /api/models/me/repo") return { json: { id: "me/repo" } }
    const branch = /\/branch\/(.+)$/.exec(url.pathname)?.[1]
    if (branch !== undefined) {
      hub.branches.add(decodeURIComponent(branch))
      return { json: {} }
    }
    if (/\/tree\//.test(url.pathname))
      return {
        json: [...hub.files].map(([path, { content, oid }]) => ({
          type: "file",
          path,
          size: content.length,
          oid: oid.slice(0, 40)
        }))
      }
    if (/\/preupload\//.test(url.pathname))
      return {
        json: {
          files: json().files.map(({ path, size }: { path: string; size: number }) => ({
            path,
            uploadMode: size >= (faults.lfsFrom ?? 1000) ? "lfs" : "regular",
            shouldIgnore: faults.ignore?.(path) ?? false,
            ...(hub.files.has(path) ? { oid: hub.files.get(path)?.oid } : {})
          }))
        }
      }
    if (url.pathname.endsWith("/objects/batch")) {
      const objects = json().objects.map(({ oid, size }: { oid: string; size: number }) =>
        hub.objects.has(oid) ? { oid, size } : { oid, size, actions: action(oid, size) }
      )
      return { json: { transfer: "basic", objects: faults.batch?.(objects) ?? objects } }
    }
    if (area === "lfs") {
      if (sha256(raw) !== rest) return { status: 422, json: { error: "not what was announced" } }
      hub.objects.set(rest, raw)
      return { json: {} }
    }
    if (area === "part") {
      parts.set(rest, raw)
      return { headers: { etag: `"${rest.split("/")[1]}"` }, json: {} }
    }
    if (area === "complete") {
      const sent: ReadonlyArray<{ partNumber: number; etag: string }> = json().parts
      const content = Buffer.concat(sent.map(({ partNumber }) => parts.get(`${rest}/${partNumber}`) ?? Buffer.alloc(0)))
      if (sha256(content) !== rest || sent.some(({ etag, partNumber }) => etag !== `"${partNumber}"`))
        return { status: 422 }
      hub.objects.set(rest, content)
      return { json: {} }
    }
    if (/\/commit\//.test(url.pathname)) {
      const oid = commit(raw.toString())
      if (oid === undefined) return { status: 400, json: { error: "a line names what is not there" } }
      const pull =
        url.searchParams.get("create_pr") === "1" ? { pullRequestUrl: `${hub.url}/me/repo/discussions/7` } : {}
      return {
        json: { success: true, commitOid: oid, commitUrl: `${hub.url}/me/repo/commit/${oid}`, hookOutput: "", ...pull }
      }
    }
    return { status: 404, json: { error: "no such route" } }
  }
}

/** A stand-in for the scope. */
export const standIn = (faults: Faults = {}) =>
  Effect.acquireRelease(
    Effect.async<{ readonly hub: StandIn; readonly close: () => Promise<void> }>((resume) => {
      const counts = new Map<string, number>()
      const server = createServer()
      server.listen(0, "127.0.0.1", () => {
        const hub: StandIn = {
          url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          seen: [],
          files: new Map(),
          objects: new Map(),
          commits: [],
          branches: new Set(["main"]),
          bodies: []
        }
        const answer = handlers(hub, faults)
        const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
          const url = new URL(incoming.url ?? "", hub.url)
          const request = `${incoming.method} ${url.pathname}`
          hub.seen.push(request)
          faults.before?.(request)
          const count = (counts.get(request) ?? 0) + 1
          counts.set(request, count)
          const refused = faults.refuse?.(request, count)
          if (refused === 0) return void incoming.socket.destroy()
          const raw = await body(incoming)
          hub.bodies.push({ path: url.pathname, body: raw })
          const {
            headers = {},
            json = {},
            status = 200
          } = refused === undefined ? answer(request, url, raw) : { status: refused }
          response.writeHead(status, { "content-type": "application/json", ...headers })
          response.end(JSON.stringify(json))
        }
        server.on("request", (incoming, response) => void handle(incoming, response).catch(() => response.destroy()))
        const close = () =>
          new Promise<void>((done) => {
            server.closeAllConnections()
            server.close(() => done())
          })
        resume(Effect.succeed({ hub, close }))
      })
    }),
    ({ close }) => Effect.promise(close)
  ).pipe(Effect.map(({ hub }) => hub))
