/** Listings of a revision (Hub API). */
import * as Schema from "effect/Schema"
import { GitOid, Sha256 } from "../Etag.ts"

/** LFS facts of a file; in trees the SHA-256 is called `oid`. */
export const TreeLfs = Schema.Struct({
  oid: Sha256,
  size: Schema.Number,
  pointerSize: Schema.optional(Schema.Number)
})

export const LastCommit = Schema.Struct({ id: Schema.String, title: Schema.String, date: Schema.String })

/**
 * A file, folder or something else at a revision. `oid` is the git blob or tree id (for LFS files: of the pointer), `size` in
 * bytes the real size. `xetHash` may be masked with `*`.
 */
export class TreeEntry extends Schema.Class<TreeEntry>("TreeEntry")({
  type: Schema.Literal("file", "directory", "unknown"),
  path: Schema.String,
  oid: GitOid,
  size: Schema.optionalWith(Schema.Number, { default: () => 0 }),
  lfs: Schema.optional(TreeLfs),
  xetHash: Schema.optional(Schema.NullOr(Schema.String)),
  lastCommit: Schema.optional(Schema.NullOr(LastCommit))
}) {}

export const TreePage = Schema.Array(TreeEntry)

/** Body of `POST …/paths-info/{rev}`; Python sends the same keys as a form. */
export const PathsInfo = Schema.Struct({
  paths: Schema.Array(Schema.String),
  expand: Schema.optional(Schema.Boolean)
})
