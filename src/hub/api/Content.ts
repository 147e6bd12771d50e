/** Answers that carry file content. */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { BlobStore, type StoredBlob } from "../store/BlobStore.ts"
import * as Range from "./Range.ts"
import * as Refusal from "./Refusal.ts"

// Below this a single read is cheaper than a stream.
const small = 256 * 1024

const encodeRfc5987 = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** `inline; filename*=UTF-8''…; filename="…";` */
export const disposition = (path: string, kind: "inline" | "attachment" = "inline"): string => {
  const name = path.slice(path.lastIndexOf("/") + 1)
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, "_")
  return `${kind}; filename*=UTF-8''${encodeRfc5987(name)}; filename="${plain}";`
}

/** Content of a blob, whole or the range asked for; for HEAD the same headers without it. */
export const serve = Effect.fnUntraced(function* (
  request: HttpServerRequest,
  blob: StoredBlob,
  headers: Readonly<Record<string, string>>
) {
  const asked = Range.parse(request.headers["range"], blob.size)
  // An empty file has no first byte, but clients that learn a size by asking for it choke on a 416.
  if (asked._tag === "Nothing" && blob.size > 0)
    return yield* new Refusal.Refusal({
      status: 416,
      text: "Range Not Satisfiable",
      headers: { ...headers, "content-range": `bytes */${blob.size}` }
    })
  const part = asked._tag === "Part" ? asked.range : { start: 0, end: blob.size - 1 }
  const length = part.end - part.start + 1
  const options = {
    status: asked._tag === "Part" ? 206 : 200,
    headers: {
      ...headers,
      "accept-ranges": "bytes",
      "content-length": String(length),
      ...(asked._tag === "Whole"
        ? {}
        : { "content-range": asked._tag === "Part" ? `bytes ${part.start}-${part.end}/${blob.size}` : "bytes */0" })
    }
  }
  if (request.method === "HEAD" || blob.size === 0) return HttpServerResponse.empty(options)
  const store = yield* BlobStore
  if (blob.size > small) return HttpServerResponse.raw(store.open(blob.sha256, part), options)
  const content = yield* store.read(blob)
  return HttpServerResponse.uint8Array(content.subarray(part.start, part.end + 1), options)
})
