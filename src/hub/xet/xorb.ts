/** Xorbs: chunks one after the other, each with a header of eight bytes (Xet specification: xorb format). Pure. */
import * as Hash from "./hash.ts"
import { Malformed } from "./Malformed.ts"
import { decompressed } from "./native.ts"

const headerSize = 8
/** Bytes of a chunk, at most. */
const largestChunk = 131_072
const mostChunks = 8192
/** Of a serialized xorb: 64 MiB of chunks, their headers and a footer. */
export const largest = 64 * 1024 * 1024 + 1024 * 1024

/** A chunk where it lies in a xorb. */
export interface Chunk extends Hash.Node {
  /** Its header begins there; its bytes end before `end`. */
  readonly start: number
  readonly end: number
}

const u24 = (bytes: Buffer, at: number): number => bytes.readUIntLE(at, 3)

/** Groups of every fourth byte, put back in order. */
const ungrouped = (bytes: Buffer): Buffer => {
  const whole = Buffer.allocUnsafe(bytes.length)
  let from = 0
  for (let group = 0; group < 4; group++)
    for (let at = group; at < bytes.length; at += 4) whole[at] = bytes[from++] ?? 0
  return whole
}

/** The bytes of the chunk whose header is at `start`. */
export const contentAt = (xorb: Buffer, start: number): Buffer => {
  const packed = u24(xorb, start + 1)
  const scheme = xorb[start + 4]
  const size = u24(xorb, start + 5)
  const payload = xorb.subarray(start + headerSize, start + headerSize + packed)
  if (scheme === 0) return payload
  const plain = decompressed(payload)
  if (plain.length !== size) throw new Malformed({ reason: "a chunk is not as long as its header says" })
  return scheme === 2 ? ungrouped(plain) : plain
}

const isFooter = (xorb: Buffer, at: number): boolean => xorb.toString("latin1", at, at + 7) === "XETBLOB"

/** All chunks, each decoded and hashed; throws {@link Malformed}. */
export const read = (xorb: Buffer): ReadonlyArray<Chunk> => {
  const chunks: Array<Chunk> = []
  let at = 0
  while (at < xorb.length && !isFooter(xorb, at)) {
    if (at + headerSize > xorb.length) throw new Malformed({ reason: "a chunk's header is cut off" })
    const [version = 1, scheme = 3] = [xorb[at], xorb[at + 4]]
    const end = at + headerSize + u24(xorb, at + 1)
    const size = u24(xorb, at + 5)
    if (version !== 0 || scheme > 2) throw new Malformed({ reason: "a chunk's header is not of a known kind" })
    if (end > xorb.length) throw new Malformed({ reason: "a chunk is cut off" })
    if (size === 0 || size > largestChunk) throw new Malformed({ reason: `a chunk of ${size} bytes` })
    const content = contentAt(xorb, at)
    if (content.length !== size) throw new Malformed({ reason: "a chunk is not as long as its header says" })
    chunks.push({ hash: Hash.ofChunk(content), size, start: at, end })
    if (chunks.length > mostChunks) throw new Malformed({ reason: `more than ${mostChunks} chunks` })
    at = end
  }
  if (chunks.length === 0) throw new Malformed({ reason: "no chunk" })
  return chunks
}

/** Content as a xorb of our own: pieces of 64 KiB as they are. */
export const write = (content: Uint8Array): Buffer => {
  const piece = 65_536
  const parts: Array<Uint8Array> = []
  for (let at = 0; at < content.length; at += piece) {
    const chunk = content.subarray(at, at + piece)
    const header = Buffer.alloc(headerSize)
    header.writeUIntLE(chunk.length, 1, 3)
    header.writeUIntLE(chunk.length, 5, 3)
    parts.push(header, chunk)
  }
  return Buffer.concat(parts)
}
