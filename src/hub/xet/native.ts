/** The two compiled parts, loaded when the first content comes by Xet: a Hub where none comes does without. */
import { createRequire } from "node:module"

const load = createRequire(import.meta.url)

let blake: typeof import("@napi-rs/blake-hash") | undefined
let lz4: typeof import("lz4-napi") | undefined

/** BLAKE3 of `bytes` under a key of 32 bytes. */
export const keyedBlake3 = (key: Buffer, bytes: Uint8Array): Buffer => {
  blake ??= load("@napi-rs/blake-hash") as typeof import("@napi-rs/blake-hash")
  return blake.Blake3Hasher.newKeyed(key).update(bytes).digestBuffer()
}

/** What is in an LZ4 frame. */
export const decompressed = (frame: Buffer): Buffer => {
  lz4 ??= load("lz4-napi") as typeof import("lz4-napi")
  return lz4.decompressFrameSync(frame)
}
