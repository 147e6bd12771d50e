/** `Range: bytes=…` of a request, single ranges only. Pure. */
import type { ByteRange } from "../store/BlobStore.ts"

export type Asked =
  | { readonly _tag: "Whole" }
  | { readonly _tag: "Part"; readonly range: ByteRange }
  | { readonly _tag: "Nothing" }

const whole: Asked = { _tag: "Whole" }

/** What the header asks of content of `size` bytes. Several ranges, or what is not a range, mean the whole. */
export const parse = (header: string | undefined, size: number): Asked => {
  const match = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim())
  if (match === null) return whole
  const [, from = "", to = ""] = match
  if (from === "" && to === "") return whole
  // `-n`: the last n bytes; `a-`: from a on.
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== "" && to !== "" && Number(to) < Number(from)) return whole
  if (start >= size || (from === "" && Number(to) === 0)) return { _tag: "Nothing" }
  return { _tag: "Part", range: { start, end } }
}
