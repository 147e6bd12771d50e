/** What a person asks an upload to do, and what comes of it. */
import type { InvalidInput } from "../../domain/errors.ts"
import type { Repo } from "../../domain/Repo.ts"
import type { RepoPath } from "../../domain/RepoPath.ts"
import type { Revision } from "../../domain/Revision.ts"
import type { ClientError } from "../../services/HubClients.ts"

export interface UploadInput {
  readonly repo: Repo
  /** File, folder or wildcard; absent: what is named like the repo in the current folder. */
  readonly localPath?: string | undefined
  /** Absent: the root for a folder, its own name for a file. */
  readonly pathInRepo?: string | undefined
  /** Absent: `main`. A missing branch is created from `main`. */
  readonly revision?: Revision | undefined
  /** Repo and branch are there, or it is an error: nothing is created on the way. */
  readonly mustExist?: boolean | undefined
  /** Counts only when the repo is created here. */
  readonly private?: boolean | undefined
  /** Patterns over paths relative to the folder; one leading `/` means that folder. */
  readonly include?: ReadonlyArray<string> | undefined
  readonly exclude?: ReadonlyArray<string> | undefined
  /** Patterns over remote paths relative to `pathInRepo`: what matches and is not uploaded goes away in the same commit. */
  readonly delete?: ReadonlyArray<string> | undefined
  readonly commitMessage?: string | undefined
  readonly commitDescription?: string | undefined
  readonly createPr?: boolean | undefined
  /** Files one commit holds at most; default 5000. */
  readonly filesPerCommit?: number | undefined
}

/** `stored`: the Hub had the content; `unchanged`: the very file is there already; `ignored`: the repo's `.gitignore` says so. */
export type How = "regular" | "lfs" | "stored" | "unchanged" | "ignored"

export interface UploadedFile {
  readonly path: RepoPath
  readonly size: number
  readonly how: How
}

export interface UploadResult {
  /** The repo with its full name. */
  readonly repo: Repo
  /** The commit made, or the head when nothing had to be committed. */
  readonly commit: { readonly oid: string; readonly url: string }
  readonly pullRequestUrl?: string | undefined
  /** Page of the uploaded file or folder. */
  readonly webUrl: string
  /** Nothing was committed: everything is there already. */
  readonly noop: boolean
  readonly files: ReadonlyArray<UploadedFile>
  readonly deleted: ReadonlyArray<string>
  /** Bytes of content that were sent. */
  readonly bytesSent: number
}

export type UploadError = ClientError | InvalidInput
