/** Where content comes and goes by Xet: xorbs, shards, and how files are put together again (Xet specification: CAS API). */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Hash from "../xet/hash.ts"
import type { Malformed } from "../xet/Malformed.ts"
import { type XetFile, XetStore } from "../xet/XetStore.ts"
import type { Chunk } from "../xet/xorb.ts"
import type { Answer, Call } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Range from "./Range.ts"
import * as Refusal from "./Refusal.ts"
import { Signer } from "./Signer.ts"
import { segments } from "./Target.ts"

/** Below this path; no repo can be called so. */
export const casRoute = "/-/cas"

const malformed = ({ reason }: Malformed) => Refusal.badRequest(`The content is not what it should be: ${reason}`)

/** What the token that was sent allows. */
const rightOf = Effect.fnUntraced(function* (call: Call, writing: boolean) {
  const given = /^Bearer (.+)$/.exec(call.request.headers["authorization"] ?? "")?.[1]
  if (given === undefined) return yield* Refusal.badToken()
  const right = yield* Effect.mapError((yield* Signer).verify(given), () => Refusal.badToken())
  if (right.do !== "cas") return yield* Refusal.badToken()
  if (writing && !right.write) return yield* Refusal.forbidden("This token only reads")
  return right
})

const bodyOf = (call: Call) =>
  Effect.mapBoth(call.request.arrayBuffer, {
    onSuccess: (buffer) => new Uint8Array(buffer),
    onFailure: () => Refusal.badRequest("The body cannot be read, or is too large")
  })

const putXorb = Effect.fnUntraced(function* (call: Call, name: string) {
  yield* rightOf(call, true)
  if (Hash.parse(name) === undefined) return yield* Refusal.badRequest("This is no name of a xorb")
  const store = yield* XetStore
  const inserted = yield* Effect.catchTag(store.putXorb(name, yield* bodyOf(call)), "Malformed", malformed)
  return Http.json({ was_inserted: inserted })
})

const putShard = Effect.fnUntraced(function* (call: Call) {
  yield* rightOf(call, true)
  yield* Effect.catchTag((yield* XetStore).putShard(yield* bodyOf(call)), "Malformed", malformed)
  return Http.json({ result: 1 })
})

interface Piece {
  readonly xorb: string
  readonly first: number
  readonly chunks: ReadonlyArray<Chunk>
}

/** The chunks that cover `start`…`end` of a file, and how many bytes of the first come before. */
const covering = (pieces: ReadonlyArray<Piece>, start: number, end: number) => {
  const kept: Array<Piece> = []
  let at = 0
  let skipped = 0
  for (const { chunks, first, xorb } of pieces) {
    const inside: Array<Chunk> = []
    let from = first
    for (const [i, chunk] of chunks.entries()) {
      const isBefore = at + chunk.size <= start
      if (!isBefore && at <= end) {
        if (inside.length === 0) from = first + i
        if (inside.length === 0 && kept.length === 0) skipped = start - at
        inside.push(chunk)
      }
      at += chunk.size
    }
    if (inside.length > 0) kept.push({ xorb, first: from, chunks: inside })
  }
  return { kept, skipped }
}

interface Fetch {
  readonly xorb: string
  /** The first, and the one behind the last. */
  readonly chunks: { readonly start: number; readonly end: number }
  /** Both included. */
  readonly bytes: { readonly start: number; readonly end: number }
}

/** What has to be fetched: each chunk once, neighbours together. Every piece lies within one of them. */
const merged = (pieces: ReadonlyArray<Piece>): ReadonlyArray<Fetch> => {
  const all = pieces.map(
    ({ chunks, first, xorb }): Fetch => ({
      xorb,
      chunks: { start: first, end: first + chunks.length },
      bytes: { start: chunks[0]?.start ?? 0, end: (chunks.at(-1)?.end ?? 1) - 1 }
    })
  )
  const found: Array<Fetch> = []
  for (const next of all.sort((a, b) =>
    a.xorb < b.xorb ? -1 : a.xorb > b.xorb ? 1 : a.chunks.start - b.chunks.start
  )) {
    const last = found[found.length - 1]
    if (last?.xorb !== next.xorb || next.chunks.start > last.chunks.end) found.push(next)
    else if (next.chunks.end > last.chunks.end)
      found[found.length - 1] = {
        ...last,
        chunks: { start: last.chunks.start, end: next.chunks.end },
        bytes: { start: last.bytes.start, end: next.bytes.end }
      }
  }
  return found
}

const piecesOf = (file: XetFile) =>
  Effect.gen(function* () {
    const store = yield* XetStore
    return yield* Effect.forEach(file.runs, ([xorb, start, end]) =>
      Effect.map(store.chunks(xorb), (all): Piece => ({ xorb, first: start, chunks: (all ?? []).slice(start, end) }))
    )
  })

/** How a file, or a range of it, is made of chunks, and from which addresses they are fetched. */
const reconstruction = Effect.fnUntraced(function* (call: Call, version: string, hash: string) {
  yield* rightOf(call, false)
  const file = yield* (yield* XetStore).file(hash)
  if (file === undefined) return yield* new Refusal.Refusal({ status: 404, text: "There is no such file" })
  const header = call.request.headers["range"]?.replace(/-(\d{16,})$/, "-")
  const asked = Range.parse(header, file.size)
  if (asked._tag === "Nothing" && file.size > 0)
    return yield* new Refusal.Refusal({ status: 416, text: "Range Not Satisfiable" })
  const range = asked._tag === "Part" ? asked.range : { start: 0, end: file.size - 1 }
  const { kept, skipped } = covering(yield* piecesOf(file), range.start, range.end)
  const signer = yield* Signer
  const fetches = yield* Effect.forEach(merged(kept), ({ bytes, chunks, xorb }) =>
    Effect.map(signer.sign({ do: "xorb", xorb, ...bytes }), (signed) => ({
      xorb,
      chunks,
      bytes,
      url: `${call.origin}${casRoute}/xorb/${signed}`
    }))
  )
  const terms = kept.map(({ chunks, first, xorb }) => ({
    hash: xorb,
    unpacked_length: chunks.reduce((sum, { size }) => sum + size, 0),
    range: { start: first, end: first + chunks.length }
  }))
  const byXorb = <A>(make: (fetch: (typeof fetches)[number]) => A) => {
    const all: Record<string, ReadonlyArray<A>> = {}
    for (const fetch of fetches) all[fetch.xorb] = [...(all[fetch.xorb] ?? []), make(fetch)]
    return all
  }
  const body = { offset_into_first_range: skipped, terms }
  return Http.json(
    version === "v2"
      ? { ...body, xorbs: byXorb(({ bytes, chunks, url }) => ({ url, ranges: [{ chunks, bytes }] })) }
      : { ...body, fetch_info: byXorb(({ bytes, chunks, url }) => ({ range: chunks, url, url_range: bytes })) }
  )
})

/** Bytes of a xorb, as the address allows. */
const fetched = Effect.fnUntraced(function* (call: Call, signed: string) {
  const right = yield* (yield* Signer).verify(signed)
  if (right.do !== "xorb") return yield* Refusal.noRoute()
  const asked = /^bytes=(\d+)-(\d+)$/.exec(call.request.headers["range"] ?? "")
  const [start, end] = asked === null ? [right.start, right.end] : [Number(asked[1]), Number(asked[2])]
  if (start < right.start || end > right.end || end < start)
    return yield* Refusal.forbidden("This address is for other bytes")
  const bytes = yield* (yield* XetStore).read(right.xorb, start, end)
  return HttpServerResponse.uint8Array(bytes, {
    status: asked === null ? 200 : 206,
    headers: { "accept-ranges": "bytes", "content-range": `bytes ${start}-${end}/*` }
  })
})

export const handle = (call: Call): Answer =>
  Effect.gen(function* () {
    const [, , version = "", kind = "", ...rest] = segments(call.request.url) ?? []
    const method = call.request.method
    if (version === "xorb" && method === "GET") return yield* fetched(call, kind)
    if (kind === "xorbs" && method === "POST") return yield* putXorb(call, rest[1] ?? "")
    if (version === "v1" && kind === "shards" && method === "POST") return yield* putShard(call)
    if (kind === "reconstructions" && method === "GET") return yield* reconstruction(call, version, rest[0] ?? "")
    if (kind === "telemetry") return Http.json({})
    // What else there is makes transfers quicker, and clients do without.
    return yield* Refusal.noRoute()
  })
