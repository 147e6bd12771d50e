/** Shards: which chunks of which xorbs files are made of (Xet specification: shard format). Pure. */
import { Malformed } from "./Malformed.ts"

const record = 48
const magic = Buffer.from("48465265706f4d6574614461746100556967456a7b815783a5bdd95ccdd14aa9", "hex")
const hasProof = 0x80000000
const hasMetadata = 0x40000000

/** A run of chunks of one xorb. */
export interface Term {
  readonly xorb: Buffer
  /** Bytes of the chunks together. */
  readonly size: number
  /** First chunk, and the one behind the last. */
  readonly start: number
  readonly end: number
  /** What proves that the sender had them. */
  readonly proof: Buffer
}

export interface ShardFile {
  readonly hash: Buffer
  readonly terms: ReadonlyArray<Term>
}

/** The files of a shard that was sent; throws {@link Malformed}. What it says of xorbs is known better here. */
export const read = (shard: Buffer): ReadonlyArray<ShardFile> => {
  if (shard.length < 2 * record || !shard.subarray(0, 32).equals(magic))
    throw new Malformed({ reason: "this is no shard" })
  if (shard.readBigUInt64LE(32) !== 2n) throw new Malformed({ reason: "the shard is not of version 2" })
  const files: Array<ShardFile> = []
  let at = record
  const take = (): Buffer => {
    if (at + record > shard.length) throw new Malformed({ reason: "the shard is cut off" })
    at += record
    return shard.subarray(at - record, at)
  }
  for (;;) {
    const head = take()
    if (head.subarray(0, 32).every((byte) => byte === 0xff)) return files
    const flags = head.readUInt32LE(32)
    const count = head.readUInt32LE(36)
    if ((flags & hasProof) === 0 && count > 0)
      throw new Malformed({ reason: "a file of the shard has no verification" })
    if (count * record > shard.length) throw new Malformed({ reason: "the shard is cut off" })
    const entries = Array.from({ length: count }, take)
    const proofs = Array.from({ length: (flags & hasProof) === 0 ? 0 : count }, take)
    if ((flags & hasMetadata) !== 0) take()
    files.push({
      hash: head.subarray(0, 32),
      terms: entries.map((entry, i) => ({
        xorb: entry.subarray(0, 32),
        size: entry.readUInt32LE(36),
        start: entry.readUInt32LE(40),
        end: entry.readUInt32LE(44),
        proof: proofs[i]?.subarray(0, 32) ?? Buffer.alloc(32)
      }))
    })
  }
}
