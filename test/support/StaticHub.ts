/**
 * A Hub of prepared answers: info, tree and files of one model, served as they were given, true or not.
 *
 * The fault tests let it lie (names, sizes, hashes, redirects); the bench measures clients against it, so that no server's
 * cleverness is part of the numbers.
 */
import { createReadStream } from "node:fs"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as RandomFiles from "./RandomFiles.ts"

export interface StaticFile {
  /** The name the tree claims. */
  readonly path: string
  readonly content: Buffer | { readonly file: string; readonly size: number; readonly sha256: string }
  /** Whether it is a large file (SHA-256) or one in git (blob id). */
  readonly lfs?: boolean
  /** What the tree says instead of the truth. */
  readonly claims?: { readonly size?: number; readonly oid?: string }
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
}

export interface StaticHub {
  readonly url: string
  readonly repoId: string
  readonly commit: string
  readonly seen: ReadonlyArray<Request>
}

export interface Options {
  readonly repoId?: string
  readonly files: ReadonlyArray<StaticFile>
  /** Answers first; `true` when it did. */
  readonly intercept?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean
}

interface Prepared {
  readonly size: number
  readonly etag: string
  readonly entry: object
  readonly body: (start: number, end: number) => NodeJS.ReadableStream | Buffer
}

const prepare = (file: StaticFile): Prepared => {
  const { content } = file
  const size = Buffer.isBuffer(content) ? content.length : content.size
  const lfs = file.lfs === true || !Buffer.isBuffer(content)
  const sha256 = Buffer.isBuffer(content) ? RandomFiles.sha256(content) : content.sha256
  const etag = file.claims?.oid ?? (Buffer.isBuffer(content) && !lfs ? RandomFiles.gitBlobId(content) : sha256)
  const pointer = Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${etag}\nsize ${size}\n`)
  const claimed = file.claims?.size ?? size
  return {
    size,
    etag,
    entry: {
      type: "file",
      path: file.path,
      size: claimed,
      oid: lfs ? RandomFiles.gitBlobId(pointer) : etag,
      ...(lfs ? { lfs: { oid: etag, size: claimed, pointerSize: pointer.length } } : {})
    },
    body: (start, end) =>
      Buffer.isBuffer(content)
        ? content.subarray(start, end)
        : createReadStream(content.file, { start, end: end - 1, highWaterMark: 1024 * 1024 })
  }
}

/** First and, exclusive, last byte of a single range. */
const rangeOf = (header: string | undefined, size: number): readonly [number, number] | undefined => {
  const match = header?.match(/^bytes=(\d+)-(\d*)$/)
  if (!match) return undefined
  return [Number(match[1]), match[2] === "" ? size : Math.min(size, Number(match[2]) + 1)]
}

const sendFile = (file: Prepared, commit: string, request: http.IncomingMessage, response: http.ServerResponse) => {
  const range = rangeOf(request.headers.range, file.size)
  const [start, end] = range ?? [0, file.size]
  response.writeHead(range === undefined ? 200 : 206, {
    "content-type": "application/octet-stream",
    "content-length": end - start,
    "accept-ranges": "bytes",
    etag: `"${file.etag}"`,
    "x-repo-commit": commit,
    "x-linked-etag": `"${file.etag}"`,
    "x-linked-size": file.size,
    ...(range === undefined ? {} : { "content-range": `bytes ${start}-${end - 1}/${file.size}` })
  })
  const body = request.method === "HEAD" || end === start ? Buffer.alloc(0) : file.body(start, end)
  if (Buffer.isBuffer(body)) {
    response.end(body)
    return
  }
  body.on("error", () => response.destroy())
  response.on("close", () => "destroy" in body && typeof body.destroy === "function" && body.destroy())
  body.pipe(response)
}

/** Serves until the scope closes, as `http://127.0.0.1:PORT`. */
export const make = (options: Options): Effect.Effect<StaticHub, never, Scope.Scope> =>
  Effect.gen(function* () {
    const repoId = options.repoId ?? "acme/static"
    const prepared = new Map(options.files.map((file) => [file.path, prepare(file)]))
    const commit = RandomFiles.sha256([...prepared.values()].map((file) => file.etag).join("\n")).slice(0, 40)
    const info = JSON.stringify({
      _id: "0123456789abcdef01234567",
      id: repoId,
      modelId: repoId,
      sha: commit,
      private: false,
      gated: false,
      disabled: false,
      downloads: 0,
      likes: 0,
      tags: [],
      createdAt: "2025-01-01T00:00:00.000Z",
      lastModified: "2025-01-01T00:00:00.000Z",
      siblings: options.files.map((file) => ({ rfilename: file.path }))
    })
    const tree = JSON.stringify([...prepared.values()].map((file) => file.entry))
    const seen: Array<Request> = []
    const handle = (request: http.IncomingMessage, response: http.ServerResponse) => {
      const url = new URL(request.url ?? "/", "http://static")
      const path = decodeURIComponent(url.pathname)
      seen.push({ method: request.method ?? "", path, headers: request.headers })
      request.resume()
      if (options.intercept?.(request, response)) return
      const json = (body: string) =>
        response
          .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
          .end(body)
      const api = `/api/models/${repoId}`
      if (path === api || path.startsWith(`${api}/revision/`)) return json(info)
      if (path.startsWith(`${api}/tree/`)) return json(tree)
      if (path === `${api}/paths-info/${commit}` || path.startsWith(`${api}/paths-info/`)) {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const asked = Buffer.concat(chunks).toString()
          const paths: ReadonlyArray<string> = asked.startsWith("{")
            ? JSON.parse(asked).paths
            : new URLSearchParams(asked).getAll("paths")
          json(JSON.stringify(paths.flatMap((name) => prepared.get(name)?.entry ?? [])))
        })
        return
      }
      const file = path.startsWith(`/${repoId}/resolve/`) ? prepared.get(path.split("/").slice(5).join("/")) : undefined
      if (file !== undefined) return sendFile(file, commit, request, response)
      response
        .writeHead(404, {
          "content-type": "application/json",
          "x-error-code": "EntryNotFound",
          "x-repo-commit": commit
        })
        .end('{"error":"Entry not found"}')
    }
    const server = yield* Effect.acquireRelease(
      Effect.async<http.Server>((resume) => {
        const listening = http.createServer(handle)
        listening.listen(0, "127.0.0.1", () => resume(Effect.succeed(listening)))
      }),
      (listening) =>
        Effect.sync(() => {
          listening.closeAllConnections()
          listening.close()
        })
    )
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}`, repoId, commit, seen }
  })
