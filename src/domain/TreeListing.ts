/**
 * All files of a commit, and the bytes of `trees/<commit>.json` that remember them (huggingface_hub cache layout): one-space
 * indent, everything from U+007F up escaped, keys in code point order, no newline at the end.
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { ListedFile } from "./Content.ts"
import { GitOid, Sha256 } from "./Etag.ts"
import type { InvalidInput } from "./errors.ts"
import * as RepoPath from "./RepoPath.ts"
import type { TreeEntry } from "./wire/Tree.ts"

const isXetHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** A listing's entry as a file; the path is checked, for it will be written to a disk. */
export const fromEntry = (entry: TreeEntry): Either.Either<ListedFile, InvalidInput> =>
  Either.map(RepoPath.parse(entry.path), (path) => ({
    path,
    size: entry.lfs?.size ?? entry.size,
    blobId: entry.oid,
    ...(entry.lfs === undefined ? {} : { sha256: entry.lfs.oid, lfsSize: entry.lfs.size }),
    ...(entry.xetHash === undefined || entry.xetHash === null ? {} : { xetHash: entry.xetHash })
  }))

const FileRow = Schema.Struct({
  size: Schema.NonNegativeInt,
  blob_id: GitOid,
  lfs_sha256: Schema.optional(Schema.NullOr(Sha256)),
  lfs_size: Schema.optional(Schema.NullOr(Schema.Number)),
  xet_hash: Schema.optional(Schema.NullOr(Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/))))
})

/** The files stay what they are for now: a record in a Schema would leave out hostile names, and one called `__proto__`. */
const TreeFile = Schema.parseJson(Schema.Struct({ format_version: Schema.Literal(1), files: Schema.Object }))

const decodeTree = Schema.decodeUnknownEither(TreeFile)
const isRow = Schema.is(FileRow)
const whyNoRow = (value: unknown): string =>
  Either.match(Schema.decodeUnknownEither(FileRow)(value), { onLeft: (error) => error.message, onRight: () => "" })

// By hand and not by Either.gen: there are as many of them as files, and they are all that a download of nothing does.
const fromRow = ([name, value]: readonly [string, unknown]): Either.Either<ListedFile, string> => {
  const path = RepoPath.parse(name)
  if (Either.isLeft(path)) return Either.left(path.left.message)
  if (!isRow(value)) return Either.left(`'${name}': ${whyNoRow(value)}`)
  return Either.right({
    path: path.right,
    size: value.size,
    blobId: value.blob_id,
    ...(value.lfs_sha256 === undefined || value.lfs_sha256 === null ? {} : { sha256: value.lfs_sha256 }),
    ...(value.lfs_size === undefined || value.lfs_size === null ? {} : { lfsSize: value.lfs_size }),
    ...(value.xet_hash === undefined || value.xet_hash === null ? {} : { xetHash: value.xet_hash })
  })
}

/** What a tree file says, or why it has to be ignored: another version, malformed, hostile names or masked Xet hashes. */
export const parse = (json: string): Either.Either<ReadonlyArray<ListedFile>, string> =>
  decodeTree(json).pipe(
    Either.mapLeft((error) => error.message),
    Either.flatMap(({ files }) => Either.all(Object.entries(files).map(fromRow)))
  )

const quote = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** JavaScript compares UTF-16 units, the file is ordered by code points: they differ beyond U+FFFF. */
const byCodePoint = (a: string, b: string): number => {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

const row = (file: ListedFile): string => {
  const fields = [`"size": ${file.size}`, `"blob_id": ${quote(file.blobId)}`]
  if (file.sha256 !== undefined) {
    fields.push(`"lfs_sha256": ${quote(file.sha256)}`, `"lfs_size": ${file.lfsSize ?? file.size}`)
  }
  if (file.xetHash !== undefined) fields.push(`"xet_hash": ${quote(file.xetHash)}`)
  return `  ${quote(file.path)}: {\n   ${fields.join(",\n   ")}\n  }`
}

/** May it be remembered? A server masks Xet hashes for some callers; such a listing is no good to the next one. */
export const isRememberable = (files: ReadonlyArray<ListedFile>): boolean =>
  files.every((file) => file.xetHash === undefined || isXetHash(file.xetHash))

/** The exact bytes of the tree file. Built by hand: a JavaScript object would move a file named `42` to the front. */
export const print = (files: ReadonlyArray<ListedFile>): string => {
  if (files.length === 0) return '{\n "format_version": 1,\n "files": {}\n}'
  const rows = [...files].sort((a, b) => byCodePoint(a.path, b.path)).map(row)
  return `{\n "format_version": 1,\n "files": {\n${rows.join(",\n")}\n }\n}`
}
