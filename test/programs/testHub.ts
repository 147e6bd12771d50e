/** A Hub with prepared commits on a real socket, which can be told to misbehave. */
import { createHash } from "node:crypto"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"

export interface HubFile {
  readonly path: string
  readonly bytes: Buffer
  readonly lfs?: boolean
  readonly xetHash?: string
}

export interface TestHub {
  readonly url: string
  /** Requests as `METHOD path [range]`. */
  readonly seen: Array<string>
  /** Branch or tag → commit. */
  readonly refs: Map<string, string>
  readonly commits: Map<string, ReadonlyArray<HubFile>>
  /** Answers first; true when it did. */
  intercept: (request: http.IncomingMessage, response: http.ServerResponse) => boolean
  /** No more answers: every connection is refused from now on. */
  readonly stop: () => Promise<void>
}

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex")
export const gitId = (bytes: Buffer): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex")
export const etagOf = (file: HubFile): string => (file.lfs === true ? sha256(file.bytes) : gitId(file.bytes))
export const commitA = "a".repeat(40)
export const commitB = "b".repeat(40)

const entry = (file: HubFile): object => {
  const size = file.bytes.length
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(file.bytes)}\nsize ${size}\n`
  )
  return {
    type: "file",
    path: file.path,
    size,
    ...(file.lfs === true
      ? { oid: gitId(pointer), lfs: { oid: sha256(file.bytes), size, pointerSize: pointer.length } }
      : { oid: gitId(file.bytes) }),
    ...(file.xetHash === undefined ? {} : { xetHash: file.xetHash })
  }
}

const json = (response: http.ServerResponse, status: number, value: unknown, headers = {}) => {
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length, ...headers })
  response.end(body)
}

const serveFile = (request: http.IncomingMessage, response: http.ServerResponse, commit: string, file: HubFile) => {
  const { bytes } = file
  const headers = { "x-repo-commit": commit, etag: `"${etagOf(file)}"`, "accept-ranges": "bytes" }
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "")
  if (range === null) {
    response.writeHead(200, { ...headers, "content-length": bytes.length })
    response.end(bytes)
    return
  }
  const start = Number(range[1])
  const end = range[2] === "" ? bytes.length : Number(range[2]) + 1
  response.writeHead(206, {
    ...headers,
    "content-length": end - start,
    "content-range": `bytes ${start}-${end - 1}/${bytes.length}`
  })
  response.end(bytes.subarray(start, end))
}

export const make = (files: ReadonlyArray<HubFile>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const entries = new Map<HubFile, object>()
      const entryOf = (file: HubFile) => {
        const known = entries.get(file) ?? entry(file)
        entries.set(file, known)
        return known
      }
      const answer = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => {
        const path = decodeURIComponent((request.url ?? "").split("?")[0] ?? "")
        hub.seen.push([request.method, path, request.headers.range].filter((part) => part !== undefined).join(" "))
        if (hub.intercept(request, response)) return
        const info = /^\/api\/models\/org\/repo\/revision\/(.+)$/.exec(path)
        const tree = /^\/api\/models\/org\/repo\/tree\/([0-9a-f]{40})$/.exec(path)
        const infos = /^\/api\/models\/org\/repo\/paths-info\/([0-9a-f]{40})$/.exec(path)
        const resolve = /^\/org\/repo\/resolve\/([0-9a-f]{40})\/(.+)$/.exec(path)
        const listed = hub.commits.get((tree ?? infos ?? resolve)?.[1] ?? "")
        if (info !== null) {
          const sha = hub.refs.get(info[1] ?? "")
          if (sha !== undefined) return json(response, 200, { id: "org/repo", sha })
          return json(response, 404, { error: "Invalid rev id" }, { "x-error-code": "RevisionNotFound" })
        }
        if (tree !== null && listed !== undefined) return json(response, 200, listed.map(entryOf))
        if (infos !== null && listed !== undefined) {
          const { paths } = JSON.parse(body)
          return json(response, 200, listed.filter((file) => paths.includes(file.path)).map(entryOf))
        }
        const file = listed?.find((each) => each.path === resolve?.[2])
        if (file !== undefined) return serveFile(request, response, resolve?.[1] ?? "", file)
        json(response, 404, { error: "Entry not found" }, { "x-error-code": "EntryNotFound" })
      }
      const server = http.createServer((request, response) => {
        const parts: Array<Buffer> = []
        request.on("data", (part: Buffer) => parts.push(part))
        request.on("end", () => answer(request, response, Buffer.concat(parts).toString("utf8")))
      })
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
      const hub: TestHub = {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        seen: [],
        refs: new Map([["main", commitA]]),
        commits: new Map([[commitA, files]]),
        intercept: () => false,
        stop: () =>
          new Promise((resolve) => {
            server.close(() => resolve())
            server.closeAllConnections()
          })
      }
      return hub
    }),
    (hub) => Effect.promise(() => hub.stop())
  )

/** Files asked for so far, in the order of asking. */
export const fetched = (hub: TestHub): ReadonlyArray<string> =>
  hub.seen
    .filter((line) => line.includes("/resolve/"))
    .map((line) => line.replace(/^GET \/org\/repo\/resolve\/\w+\//, ""))
