/** Files of any size whose bytes follow from a seed, written and hashed as a stream. */
import { createCipheriv, createHash } from "node:crypto"
import { mkdir, open } from "node:fs/promises"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"

const piece = 1024 * 1024
const zeros = Buffer.alloc(piece)

/** AES in counter mode over zeros: as random as it gets, the same every time, and faster than a disk. */
export function* bytes(size: number, seed: string): Generator<Buffer> {
  const key = createHash("sha256").update(seed).digest()
  const cipher = createCipheriv("aes-128-ctr", key.subarray(0, 16), key.subarray(16))
  for (let left = size; left > 0; left -= piece) yield cipher.update(left >= piece ? zeros : zeros.subarray(0, left))
}

/** All of them at once, for small ones. */
export const buffer = (size: number, seed: string): Buffer => Buffer.concat([...bytes(size, seed)])

/** Numbers in [0, 1) that follow from a seed. */
export const numbers = (seed: string): (() => number) => {
  let block = 0
  return () => createHash("sha256").update(`${seed}/${block++}`).digest().readUInt32BE(0) / 2 ** 32
}

export const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex")

/** What git calls a file of this content: SHA-1 over a header and the bytes. */
export const gitBlobId = (content: Uint8Array): string =>
  createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex")

/** Writes one file (folders made), answers its SHA-256. */
export const write = (path: string, size: number, seed: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    await mkdir(dirname(path), { recursive: true })
    const hash = createHash("sha256")
    const file = await open(path, "w")
    try {
      for (const part of bytes(size, seed)) {
        hash.update(part)
        // The generator's buffers are its own only until the next one: wait for the write.
        await file.write(part)
      }
    } finally {
      await file.close()
    }
    return hash.digest("hex")
  })
