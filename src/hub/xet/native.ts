/** The compiled parts, loaded when the first content comes by Xet: a Hub where none comes does without. */
import { createRequire } from "node:module"
import type { IHasher } from "hash-wasm"

const load = createRequire(import.meta.url)

let lz4: typeof import("lz4-napi") | undefined

/** What is in an LZ4 frame. */
export const decompressed = (frame: Buffer): Buffer => {
  lz4 ??= load("lz4-napi") as typeof import("lz4-napi")
  return lz4.decompressFrameSync(frame)
}

/** BLAKE3 under a key of 32 bytes. */
export const keyedBlake3 = async (key: Buffer): Promise<(bytes: Uint8Array) => Buffer> => {
  const { createBLAKE3 } = await import("hash-wasm")
  const hasher: IHasher = await createBLAKE3(256, key)
  return (bytes) => Buffer.from(hasher.init().update(bytes).digest("binary"))
}
