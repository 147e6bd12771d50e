/** Branches, tags, pull request refs, commits (Hub API). */
import * as Schema from "effect/Schema"
import { CommitHash } from "../Revision.ts"

/** `name` is short (`main`), `ref` full (`refs/heads/main`). */
export class GitRef extends Schema.Class<GitRef>("GitRef")({
  name: Schema.String,
  ref: Schema.String,
  targetCommit: CommitHash
}) {}

export class Refs extends Schema.Class<Refs>("Refs")({
  branches: Schema.Array(GitRef),
  tags: Schema.Array(GitRef),
  converts: Schema.optionalWith(Schema.Array(GitRef), { default: () => [] }),
  pullRequests: Schema.optional(Schema.Array(GitRef))
}) {}

/** `POST …/branch/{name}` */
export const CreateBranch = Schema.Struct({
  startingPoint: Schema.optional(Schema.String),
  emptyBranch: Schema.optional(Schema.Boolean),
  overwrite: Schema.optional(Schema.Boolean)
})

/** `POST …/tag/{revision}` */
export const CreateTag = Schema.Struct({ tag: Schema.String, message: Schema.optional(Schema.NullOr(Schema.String)) })

export const SuperSquash = Schema.Struct({ message: Schema.optional(Schema.NullOr(Schema.String)) })

/** One row of `GET …/commits/{rev}`. */
export class CommitRow extends Schema.Class<CommitRow>("CommitRow")({
  id: CommitHash,
  title: Schema.String,
  message: Schema.String,
  date: Schema.String,
  authors: Schema.Array(Schema.Struct({ user: Schema.String, avatar: Schema.optional(Schema.String) }))
}) {}
