/** Xet's hashes: keyed BLAKE3 of chunks, trees of them, and the way they are written (Xet specification: hashing). */
import { keyedBlake3 } from "./native.ts"

/** Hashes bytes under one of Xet's keys. */
interface Keyed {
  readonly chunk: (bytes: Uint8Array) => Buffer
  readonly node: (bytes: Uint8Array) => Buffer
  readonly range: (bytes: Uint8Array) => Buffer
  readonly file: (bytes: Uint8Array) => Buffer
}

const under = (hex: string) => keyedBlake3(Buffer.from(hex, "hex"))

let keyed: Keyed | undefined

/** Before anything is hashed here; once is enough. */
export const load = async (): Promise<void> => {
  keyed ??= {
    chunk: await under("6697f5775b9550de3135cbaca597181c9de421109beb2b58b4d0b04b93adf229"),
    node: await under("017ec5c7a5472996fd946666b48a02e65ddd536f37c76dd2f86352e64a53713f"),
    range: await under("7f1857d6ce56ed66127ff913e7a5c3f3a4cd26d5b5db49e64124987f28fb94c3"),
    file: await under("00".repeat(32))
  }
}

const hashed = (by: keyof Keyed, bytes: Uint8Array): Buffer => {
  if (keyed === undefined) throw new Error("Xet's hashes are not loaded")
  return keyed[by](bytes)
}

/** 32 bytes as 64 hexadecimal digits, every eight bytes backwards. */
export const format = (hash: Uint8Array): string => {
  const turned = Buffer.from(hash)
  turned.swap64()
  return turned.toString("hex")
}

/** The bytes of such a text, or of nothing else. */
export const parse = (text: string): Buffer | undefined =>
  /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, "hex").swap64() : undefined

export const ofChunk = (bytes: Uint8Array): Buffer => hashed("chunk", bytes)

/** A leaf or a tree of them: its hash, and the bytes it stands for. */
export interface Node {
  readonly hash: Buffer
  readonly size: number
}

/** Three to nine of them: the third or later whose hash is a multiple of four is the last. */
const groupEnd = (nodes: ReadonlyArray<Node>, from: number): number => {
  const left = nodes.length - from
  if (left <= 2) return nodes.length
  const most = Math.min(9, left)
  for (let i = 2; i < most; i++) if (((nodes[from + i]?.hash[24] ?? 1) & 3) === 0) return from + i + 1
  return from + most
}

const parent = (children: ReadonlyArray<Node>): Node => ({
  hash: hashed("node", Buffer.from(children.map(({ hash, size }) => `${format(hash)} : ${size}\n`).join(""))),
  size: children.reduce((sum, { size }) => sum + size, 0)
})

/** The root over chunks in order: a xorb's hash. */
export const root = (chunks: ReadonlyArray<Node>): Buffer => {
  if (chunks.length === 0) return Buffer.alloc(32)
  let nodes = chunks
  while (nodes.length > 1) {
    const parents: Array<Node> = []
    for (let at = 0; at < nodes.length; ) {
      const end = groupEnd(nodes, at)
      parents.push(parent(nodes.slice(at, end)))
      at = end
    }
    nodes = parents
  }
  return nodes[0]?.hash ?? Buffer.alloc(32)
}

/** A file's name, from the chunks it is made of. */
export const ofFile = (chunks: ReadonlyArray<Node>): Buffer =>
  chunks.length === 0 ? Buffer.alloc(32) : hashed("file", root(chunks))

/** What proves that somebody had the chunks of a term, and not only its name. */
export const ofRange = (hashes: ReadonlyArray<Uint8Array>): Buffer => hashed("range", Buffer.concat(hashes))
