/** Tree items as the wire spells them. */
import type * as Schema from "effect/Schema"
import type { TreeEntry } from "../../domain/wire/Tree.ts"
import * as GitObject from "../store/git/GitObject.ts"
import * as LfsPointer from "../store/git/LfsPointer.ts"
import type { CommitFacts } from "../store/Objects.ts"
import type { Found } from "../store/Walk.ts"

export type WireEntry = Schema.Schema.Encoded<typeof TreeEntry>

export const entry = ({ entry, path }: Found, lastCommit?: CommitFacts): WireEntry => {
  const last =
    lastCommit === undefined
      ? {}
      : { lastCommit: { id: lastCommit.oid, title: lastCommit.title, date: lastCommit.date } }
  if (GitObject.isFolder(entry)) return { type: "directory", oid: entry.oid, size: 0, path, ...last }
  if (entry.blob === undefined) return { type: "unknown", oid: entry.oid, size: 0, path, ...last }
  const { lfs, oid, sha256, size } = entry.blob
  const pointer = lfs ? { lfs: { oid: sha256, size, pointerSize: LfsPointer.encode({ sha256, size }).length } } : {}
  return { type: "file", oid, size, ...pointer, path, ...last }
}
