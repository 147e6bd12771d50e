/** Repo lifecycle and info (Hub API). */
import * as Schema from "effect/Schema"
import { Sha256 } from "../Etag.ts"
import { RepoType } from "../RepoType.ts"
import { CommitHash } from "../Revision.ts"

export const Visibility = Schema.Literal("public", "private", "protected")
export type Visibility = typeof Visibility.Type

export const Gated = Schema.Union(Schema.Literal(false), Schema.Literal("auto", "manual"))
export type Gated = typeof Gated.Type

/** `POST /api/repos/create`; `organization` is any namespace, absent for the caller's own. */
export class CreateRepo extends Schema.Class<CreateRepo>("CreateRepo")({
  name: Schema.String,
  organization: Schema.optional(Schema.NullOr(Schema.String)),
  type: Schema.optional(RepoType),
  visibility: Schema.optional(Visibility),
  private: Schema.optional(Schema.NullOr(Schema.Boolean)),
  sdk: Schema.optional(Schema.String),
  template: Schema.optional(Schema.String),
  resourceGroupId: Schema.optional(Schema.String),
  license: Schema.optional(Schema.String)
}) {}

/** What creation answers: the canonical `ns/name` and its web URL. */
export class CreatedRepo extends Schema.Class<CreatedRepo>("CreatedRepo")({
  url: Schema.String,
  name: Schema.optional(Schema.String),
  id: Schema.optional(Schema.String)
}) {}

/** `DELETE /api/repos/delete` (with a JSON body); the answer is the text `OK`. */
export class DeleteRepo extends Schema.Class<DeleteRepo>("DeleteRepo")({
  name: Schema.String,
  organization: Schema.optional(Schema.NullOr(Schema.String)),
  type: Schema.optional(RepoType)
}) {}

/** `POST /api/repos/move` */
export class MoveRepo extends Schema.Class<MoveRepo>("MoveRepo")({
  fromRepo: Schema.String,
  toRepo: Schema.String,
  type: Schema.optional(RepoType)
}) {}

/** `PUT /api/{type}s/{id}/settings`: only the given keys change. */
export class RepoSettings extends Schema.Class<RepoSettings>("RepoSettings")({
  gated: Schema.optional(Gated),
  visibility: Schema.optional(Visibility),
  private: Schema.optional(Schema.Boolean),
  discussionsDisabled: Schema.optional(Schema.Boolean)
}) {}

/** `POST /api/{type}s/{id}/duplicate`; `repository` is the new one, `ns/name`. The answer is that of a creation. */
export class DuplicateRepo extends Schema.Class<DuplicateRepo>("DuplicateRepo")({
  repository: Schema.String,
  visibility: Schema.optional(Visibility)
}) {}

/** One row of `GET /api[/organizations/{ns}]/settings/repositories`: storage in bytes. Buckets are among them. */
export class OwnedRepo extends Schema.Class<OwnedRepo>("OwnedRepo")({
  id: Schema.String,
  type: Schema.String,
  updatedAt: Schema.String,
  visibility: Schema.String,
  storage: Schema.Number,
  /** Of all that the namespace stores. */
  storagePercent: Schema.optional(Schema.NullOr(Schema.Number))
}) {}

/** `POST /api/{type}s/{id}/lfs-files/duplicate`, sent to the repo that has the objects. */
export class DuplicateObjects extends Schema.Class<DuplicateObjects>("DuplicateObjects")({
  target: Schema.Struct({ type: RepoType, name: Schema.String }),
  files: Schema.Array(
    Schema.Struct({
      sha256: Sha256,
      filename: Schema.optional(Schema.String),
      xetHash: Schema.optional(Schema.NullOr(Schema.String))
    })
  )
}) {}

/** Which objects could not be given to the other repo, and why. */
export class DuplicatedObjects extends Schema.Class<DuplicatedObjects>("DuplicatedObjects")({
  success: Schema.optional(Schema.Boolean),
  processed: Schema.optional(Schema.Number),
  succeeded: Schema.optional(Schema.Number),
  failed: Schema.optionalWith(Schema.Array(Schema.Struct({ sha256: Schema.String, error: Schema.String })), {
    default: () => []
  })
}) {}

/** One file of `siblings`; size, blobId and lfs only with `blobs=true`. Mind `sha256` here, `oid` in trees. */
export class Sibling extends Schema.Class<Sibling>("Sibling")({
  rfilename: Schema.String,
  size: Schema.optional(Schema.NullOr(Schema.Number)),
  blobId: Schema.optional(Schema.NullOr(Schema.String)),
  lfs: Schema.optional(
    Schema.NullOr(
      Schema.Struct({ size: Schema.Number, sha256: Schema.String, pointerSize: Schema.optional(Schema.Number) })
    )
  )
}) {}

/** `GET /api/{type}s/{id}[/revision/{rev}]`: lenient, the Hub adds keys freely. */
export class RepoInfo extends Schema.Class<RepoInfo>("RepoInfo")({
  _id: Schema.optional(Schema.String),
  id: Schema.String,
  author: Schema.optional(Schema.NullOr(Schema.String)),
  sha: Schema.optional(Schema.NullOr(CommitHash)),
  lastModified: Schema.optional(Schema.NullOr(Schema.String)),
  createdAt: Schema.optional(Schema.String),
  private: Schema.optional(Schema.Boolean),
  disabled: Schema.optional(Schema.NullOr(Schema.Boolean)),
  gated: Schema.optional(Gated),
  downloads: Schema.optional(Schema.Number),
  likes: Schema.optional(Schema.Number),
  tags: Schema.optional(Schema.Array(Schema.String)),
  sdk: Schema.optional(Schema.NullOr(Schema.String)),
  siblings: Schema.optional(Schema.NullOr(Schema.Array(Sibling)))
}) {}
