/** The Hub's areas, one small client each; {@link Hub} holds them together. */
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Sha256 } from "../domain/Etag.ts"
import type { EntryNotFound, InvalidAnswer } from "../domain/errors.ts"
import type { Repo } from "../domain/Repo.ts"
import type { RepoId } from "../domain/RepoId.ts"
import type { RepoPath } from "../domain/RepoPath.ts"
import type { CommitHash } from "../domain/Revision.ts"
import type { Whoami } from "../domain/wire/Identity.ts"
import type { CommitRow, Refs } from "../domain/wire/Refs.ts"
import type { CreatedRepo, Gated, OwnedRepo, RepoInfo, Visibility } from "../domain/wire/Repos.ts"
import type { TreeEntry } from "../domain/wire/Tree.ts"
import type {
  CommitAnswer,
  CommitLine,
  LfsAction,
  LfsObject,
  PreuploadDecision,
  PreuploadFile
} from "../domain/wire/Uploads.ts"
import type { BodyError, GatewayError, GatewayResponse } from "./Gateway.ts"

/** What a call with a decoded answer can end in. */
export type ClientError = GatewayError | InvalidAnswer

export interface HubIdentity {
  /** Who the current token (or the given one) belongs to; `Unauthorized` when there is none or it is not known. */
  readonly whoami: (token?: Redacted.Redacted) => Effect.Effect<Whoami, ClientError>
}

export interface CreateOptions {
  readonly visibility?: Visibility
  /** Spaces only: `gradio`, `docker`, `static`, `streamlit`. */
  readonly sdk?: string
  readonly template?: string
  readonly resourceGroupId?: string
}

/** Who asks: the owner of the current token, or a stranger who shows none. */
export interface Caller {
  readonly anonymous: boolean
}

/** What is not given stays as it is. */
export interface SettingsChange {
  readonly visibility?: Visibility
  readonly gated?: Gated
}

export interface HubRepos {
  /** `Conflict` (with the existing URL) when it exists. A bare name gets the caller's namespace. */
  readonly create: (repo: Repo, options?: CreateOptions) => Effect.Effect<CreatedRepo, ClientError>
  /** `RepoNotFound` when there is none. */
  readonly delete: (repo: Repo) => Effect.Effect<void, ClientError>
  /** Gives the repo another name or namespace; the old one leads to it from then on. `Conflict` when the new one is taken. */
  readonly move: (repo: Repo, to: RepoId) => Effect.Effect<void, ClientError>
  readonly updateSettings: (repo: Repo, change: SettingsChange) => Effect.Effect<void, ClientError>
  /** A copy with its history, made by the Hub; `to` has a namespace. `Conflict` (with the existing URL) when it exists. */
  readonly duplicate: (
    repo: Repo,
    to: RepoId,
    options?: { readonly visibility?: Visibility }
  ) => Effect.Effect<CreatedRepo, ClientError>
  /** Everything the caller (or the organization) has on the Hub, buckets too, and how much it stores. */
  readonly owned: (organization?: string) => Stream.Stream<OwnedRepo, ClientError>
  /** Info at a revision (default: the default branch); `sha` is the commit it names. */
  readonly info: (repo: Repo, revision?: string, as?: Caller) => Effect.Effect<RepoInfo, ClientError>
  /** The commit that a branch, tag or other revision names, and whether there is a gate: the least that can be asked of a repo. */
  readonly head: (
    repo: Repo,
    revision: string
  ) => Effect.Effect<{ readonly commit: CommitHash; readonly gated: boolean }, ClientError>
  /** Readable, gating included? Fails with `GatedRepo`, `RepoNotFound` … when not. */
  readonly checkAccess: (repo: Repo) => Effect.Effect<void, ClientError>
  /** May the current token change the content? Fails with `Forbidden` when not. */
  readonly checkWrite: (repo: Repo) => Effect.Effect<void, ClientError>
}

export interface OpenOptions {
  /** First byte and, exclusive, the last: sent as `Range`. */
  readonly range?: { readonly start: number; readonly end?: number }
}

/** What a HEAD of a file says. `size` may be unknown for files stored in git (huggingface_hub 2.0.0 accepts that too). */
export interface FileMetadata {
  readonly commit: CommitHash
  /** Normalised; git blob id or SHA-256. */
  readonly etag: string
  readonly size: number | undefined
}

export interface HubFiles {
  /** Everything below `path` (default: the root), page by page. */
  readonly tree: (
    repo: Repo,
    revision: string,
    options?: { readonly path?: string; readonly recursive?: boolean; readonly expand?: boolean }
  ) => Stream.Stream<TreeEntry, ClientError>
  /** The given paths that exist, unknown ones left out; 500 a request. */
  readonly pathsInfo: (
    repo: Repo,
    revision: string,
    paths: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyArray<TreeEntry>, ClientError>
  readonly metadata: (repo: Repo, revision: string, path: RepoPath) => Effect.Effect<FileMetadata, ClientError>
  /** The file's bytes; status 200 or 206. The caller checks range and size. */
  readonly open: (
    repo: Repo,
    revision: string,
    path: RepoPath,
    options?: OpenOptions
  ) => Effect.Effect<GatewayResponse, ClientError | EntryNotFound, Scope.Scope>
}

export interface HubRefs {
  readonly list: (repo: Repo, options?: { readonly pullRequests?: boolean }) => Effect.Effect<Refs, ClientError>
  /** `Conflict` when it exists. */
  readonly createBranch: (
    repo: Repo,
    branch: string,
    options?: { readonly startingPoint?: string }
  ) => Effect.Effect<void, ClientError>
  readonly deleteBranch: (repo: Repo, branch: string) => Effect.Effect<void, ClientError>
  readonly createTag: (
    repo: Repo,
    tag: string,
    options?: { readonly revision?: string; readonly message?: string }
  ) => Effect.Effect<void, ClientError>
  readonly deleteTag: (repo: Repo, tag: string) => Effect.Effect<void, ClientError>
  /** Newest first. */
  readonly commits: (repo: Repo, revision: string) => Stream.Stream<CommitRow, ClientError>
}

export interface HubCommits {
  /** How each file is to be stored and what is there now; 256 a request. */
  readonly preupload: (
    repo: Repo,
    revision: string,
    files: ReadonlyArray<typeof PreuploadFile.Type>,
    options?: { readonly createPr?: boolean; readonly gitIgnore?: string }
  ) => Effect.Effect<ReadonlyArray<PreuploadDecision>, ClientError>
  /**
   * One atomic commit; the header line first. Sent as it is produced, never retried (a lost answer may stand for a done commit).
   * `PreconditionFailed` when `parentCommit` is no longer the head.
   */
  readonly create: (
    repo: Repo,
    revision: string,
    lines: Stream.Stream<CommitLine, BodyError>,
    options?: { readonly createPr?: boolean }
  ) => Effect.Effect<CommitAnswer, ClientError>
  /** Checks the YAML front matter of a README before anything is uploaded; `BadRequest` says what is wrong. */
  readonly validateYaml: (repo: Repo, content: string) => Effect.Effect<void, ClientError>
}

export interface HubLfs {
  /** What to do for each object; 256 a request. An object without actions is stored already. */
  readonly batch: (
    repo: Repo,
    objects: ReadonlyArray<{ readonly oid: string; readonly size: number }>,
    options?: { readonly revision?: string }
  ) => Effect.Effect<ReadonlyArray<LfsObject>, ClientError>
  /** PUT of the whole object or of one part to a self-authenticating URL; answers the etag. Bytes are made anew for a retry. */
  readonly put: (
    href: string,
    bytes: () => Stream.Stream<Uint8Array, BodyError>,
    length: number
  ) => Effect.Effect<string | undefined, GatewayError>
  /** Ends a multipart upload. */
  readonly complete: (
    href: string,
    oid: string,
    parts: ReadonlyArray<{ readonly partNumber: number; readonly etag: string }>
  ) => Effect.Effect<void, GatewayError>
  /** Gives objects of a repo to another one, so that a commit there may name them; 500 a request. `InvalidAnswer` when one cannot be. */
  readonly duplicate: (
    from: Repo,
    to: Repo,
    files: ReadonlyArray<{ readonly sha256: Sha256; readonly filename: string; readonly xetHash?: string }>
  ) => Effect.Effect<void, ClientError>
  readonly verify: (action: LfsAction, oid: string, size: number) => Effect.Effect<void, GatewayError>
}
