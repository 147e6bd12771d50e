/** What a file's bytes must be: their number and their digest. The digest is also the etag, and so the blob's name. */
import type { GitOid, Sha256 } from "./Etag.ts"
import type { RepoPath } from "./RepoPath.ts"

export interface Content {
  /** In bytes. */
  readonly size: number
  /** SHA-256 of an LFS object, or the git id of a blob: SHA-1 of `blob <size>\0` and the bytes. */
  readonly digest: Digest
}

export type Digest =
  | { readonly algorithm: "sha256"; readonly hex: Sha256 }
  | { readonly algorithm: "git-sha1"; readonly hex: GitOid }

/** A file as a listing of a commit tells it. */
export interface ListedFile {
  readonly path: RepoPath
  /** Real size in bytes, also of LFS files. */
  readonly size: number
  /** Git id; of the pointer for LFS files. */
  readonly blobId: GitOid
  readonly sha256?: Sha256
  readonly lfsSize?: number
  /** 64 lower-case hexadecimal digits. */
  readonly xetHash?: string
}

export const content = (file: ListedFile): Content => ({
  size: file.size,
  digest:
    file.sha256 === undefined ? { algorithm: "git-sha1", hex: file.blobId } : { algorithm: "sha256", hex: file.sha256 }
})

/** Name of the blob in the cache (huggingface_hub cache layout). */
export const etag = (file: ListedFile): string => file.sha256 ?? file.blobId
