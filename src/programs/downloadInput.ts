/** What can be asked of a download, and what comes of it. */
import type { ListedFile } from "../domain/Content.ts"
import { InvalidInput } from "../domain/errors.ts"
import * as Patterns from "../domain/Patterns.ts"
import type { Repo } from "../domain/Repo.ts"
import type { CommitHash } from "../domain/Revision.ts"

export interface DownloadInput {
  readonly repo: Repo
  /** Branch, tag, `refs/pr/N` or commit; default `main`. */
  readonly revision?: string
  /** One name: that file. Several, or names ending in `/`: patterns of what is wanted. */
  readonly filenames?: ReadonlyArray<string>
  readonly include?: ReadonlyArray<string>
  readonly exclude?: ReadonlyArray<string>
  /** Another cache than the configured one. */
  readonly cacheDir?: string
  /** A plain folder instead of the cache. */
  readonly localDir?: string
  /** Fetch also what is there. */
  readonly force?: boolean
  /** Look, but write nothing. */
  readonly dryRun?: boolean
  /** Files at once; default `Policies.concurrency`. */
  readonly maxWorkers?: number
}

export interface DownloadedFile {
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** `resumed`: in part from an earlier, broken download. `missing`: would be downloaded (dry run only). */
  readonly status: "downloaded" | "resumed" | "cached" | "missing"
}

export interface DownloadResult {
  /** Absolute: the file if one was named, else the snapshot's folder or the local folder. */
  readonly path: string
  readonly commit: CommitHash | undefined
  readonly files: ReadonlyArray<DownloadedFile>
  /** That came over the network. */
  readonly bytes: number
  /** Requests made: for the revision, the listing and the files. */
  readonly requests: number
}

/** `--dry-run`'s rows, by name: the size of what would be fetched, `null` for what is there. */
export const dryRunRows = (
  result: DownloadResult
): ReadonlyArray<{ readonly path: string; readonly size: number | null }> =>
  result.files
    .map(({ path, size, status }) => ({ path, size: status === "missing" ? size : null }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))

/** Which files are wanted. */
export interface Selection {
  /** The one file that was named: an error if it does not exist. */
  readonly single?: string
  /** Names that stand for themselves: one small request tells of them, without a listing of the whole repo. */
  readonly exact?: ReadonlyArray<string>
  readonly matches: (path: string) => boolean
  /** The words the person used, for the message when nothing matches; absent when everything was asked for. */
  readonly asked?: string
}

export const select = (input: DownloadInput): Selection | InvalidInput => {
  const names = input.filenames ?? []
  const [first] = names
  const filter: Patterns.Filter = { include: input.include, exclude: input.exclude }
  const filtered = input.include !== undefined || (input.exclude ?? []).length > 0
  if (first === undefined) {
    const matches = Patterns.matcher(filter)
    return input.include === undefined ? { matches } : { matches, asked: input.include.join(" ") }
  }
  if (filtered && names.some((name) => name.endsWith("/")))
    return new InvalidInput({
      what: "file name",
      value: names.find((name) => name.endsWith("/")) ?? first,
      reason: "a folder cannot be combined with include or exclude patterns; write the folder as an include pattern"
    })
  const asked = names.join(" ")
  if (names.length === 1 && !first.endsWith("/"))
    return { single: first, exact: [first], matches: (path) => path === first, asked }
  const matches = Patterns.matcher({ include: names })
  return names.some(Patterns.isPattern) ? { matches, asked } : { matches, asked, exact: names }
}

/** Where a file is in the result. */
export const outcome = (file: ListedFile, status: DownloadedFile["status"]): DownloadedFile => ({
  path: file.path,
  size: file.size,
  status
})
