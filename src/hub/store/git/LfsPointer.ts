/** The text file git stores in place of an LFS object (three lines, final newline). Pure. */
import * as GitObject from "./GitObject.ts"

export interface LfsPointer {
  readonly sha256: string
  readonly size: number
}

export const encode = (pointer: LfsPointer): Buffer =>
  Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${pointer.sha256}\nsize ${pointer.size}\n`)

const shape = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n$/

export const decode = (content: Uint8Array): LfsPointer | undefined => {
  if (content.length > 1024) return undefined
  const match = shape.exec(Buffer.from(content).toString("utf8"))
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  return { sha256: match[1], size: Number(match[2]) }
}

/** What a tree lists for an LFS object: git id and size of its pointer. */
export const describe = (pointer: LfsPointer): { readonly oid: string; readonly pointerSize: number } => {
  const text = encode(pointer)
  return { oid: GitObject.oid("blob", text), pointerSize: text.length }
}
