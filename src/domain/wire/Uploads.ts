/** Preupload, LFS batch and commit (Hub API). */
import * as Schema from "effect/Schema"
import { Sha256 } from "../Etag.ts"
import { CommitHash } from "../Revision.ts"

/** `sample` is the base64 of the first 512 bytes. */
export const PreuploadFile = Schema.Struct({ path: Schema.String, size: Schema.Number, sample: Schema.String })

export const PreuploadRequest = Schema.Struct({
  files: Schema.Array(PreuploadFile),
  gitIgnore: Schema.optional(Schema.String),
  gitAttributes: Schema.optional(Schema.String)
})

/** `oid`: what is at the revision now — git blob id when stored regular, SHA-256 when LFS; absent when nothing is. */
export const PreuploadDecision = Schema.Struct({
  path: Schema.String,
  uploadMode: Schema.Literal("lfs", "regular"),
  // No default: together with a class it makes the answers about thousands of files five times as dear to decode.
  shouldIgnore: Schema.optional(Schema.Boolean),
  oid: Schema.optional(Schema.NullOr(Schema.String))
})
export type PreuploadDecision = typeof PreuploadDecision.Type

export const PreuploadAnswer = Schema.Struct({
  files: Schema.Array(PreuploadDecision),
  commitOid: Schema.optional(Schema.NullOr(Schema.String))
})

/** Request of `POST …​.git/info/lfs/objects/batch`. Python says `sha256`, JavaScript `sha_256`. */
export const LfsBatchRequest = Schema.Struct({
  operation: Schema.Literal("upload", "download"),
  transfers: Schema.optional(Schema.Array(Schema.String)),
  objects: Schema.Array(Schema.Struct({ oid: Sha256, size: Schema.Number })),
  hash_algo: Schema.optional(Schema.String),
  ref: Schema.optional(Schema.NullOr(Schema.Struct({ name: Schema.String })))
})

/** `header` of a multipart upload: `chunk_size` and one numbered key a part. */
export const LfsAction = Schema.Struct({
  href: Schema.String,
  header: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.String })),
  expires_in: Schema.optional(Schema.Number),
  expires_at: Schema.optional(Schema.String)
})
export type LfsAction = typeof LfsAction.Type

/** No `actions` at all: the Hub has the object already. */
export const LfsObject = Schema.Struct({
  oid: Schema.String,
  size: Schema.Number,
  authenticated: Schema.optional(Schema.Boolean),
  actions: Schema.optional(
    Schema.Struct({
      upload: Schema.optional(LfsAction),
      verify: Schema.optional(LfsAction),
      download: Schema.optional(LfsAction)
    })
  ),
  error: Schema.optional(Schema.Struct({ code: Schema.Number, message: Schema.String }))
})
export type LfsObject = typeof LfsObject.Type

export const LfsBatchAnswer = Schema.Struct({
  transfer: Schema.optional(Schema.String),
  objects: Schema.Array(LfsObject)
})

/** Body of the completion call of a multipart upload; etags verbatim, quotes and all. */
export const LfsCompletion = Schema.Struct({
  oid: Sha256,
  parts: Schema.Array(Schema.Struct({ partNumber: Schema.Number, etag: Schema.String }))
})

/** Body of the verify call (with the Hub's authorization). */
export const LfsVerify = Schema.Struct({ oid: Sha256, size: Schema.Number })

/** One line of the commit NDJSON; the header comes first. */
export const CommitLine = Schema.Union(
  Schema.Struct({
    key: Schema.Literal("header"),
    value: Schema.Struct({
      summary: Schema.String,
      description: Schema.optional(Schema.NullOr(Schema.String)),
      parentCommit: Schema.optional(Schema.NullOr(Schema.String))
    })
  }),
  Schema.Struct({
    key: Schema.Literal("file"),
    value: Schema.Struct({
      path: Schema.String,
      content: Schema.String,
      encoding: Schema.optional(Schema.Literal("base64", "utf-8")),
      oldPath: Schema.optional(Schema.String)
    })
  }),
  Schema.Struct({
    key: Schema.Literal("lfsFile"),
    value: Schema.Struct({
      path: Schema.String,
      algo: Schema.optional(Schema.String),
      oid: Sha256,
      size: Schema.optional(Schema.NullOr(Schema.Number)),
      oldPath: Schema.optional(Schema.String)
    })
  }),
  Schema.Struct({ key: Schema.Literal("deletedFile"), value: Schema.Struct({ path: Schema.String }) }),
  Schema.Struct({ key: Schema.Literal("deletedFolder"), value: Schema.Struct({ path: Schema.String }) }),
  Schema.Struct({ key: Schema.Literal("deletedEntry"), value: Schema.Struct({ path: Schema.String }) })
)
export type CommitLine = typeof CommitLine.Type

/** What a commit answers; `pullRequestUrl` with `create_pr=1`. */
export class CommitAnswer extends Schema.Class<CommitAnswer>("CommitAnswer")({
  success: Schema.optional(Schema.Boolean),
  commitOid: CommitHash,
  commitUrl: Schema.String,
  hookOutput: Schema.optional(Schema.String),
  pullRequestUrl: Schema.optional(Schema.NullOr(Schema.String))
}) {}
