/** One repository: its type and its id, with every spelling derived from the two. */
import type { RepoId } from "./RepoId.ts"
import { plural, type RepoType, urlPrefix } from "./RepoType.ts"

export interface Repo {
  readonly type: RepoType
  readonly id: RepoId
}

export const make = (type: RepoType, id: RepoId): Repo => ({ type, id })

/** Folder of the repo in the cache: `models--org--name` (huggingface_hub cache layout). */
export const cacheFolder = (repo: Repo): string => `${plural(repo.type)}--${repo.id.replaceAll("/", "--")}`

/** `/api/models/org/name` */
export const apiPath = (repo: Repo): string => `/api/${plural(repo.type)}/${repo.id}`

/** `/org/name`, `/datasets/org/name`: web, resolve, raw and LFS URLs start with it. */
export const webPath = (repo: Repo): string => `/${urlPrefix(repo.type)}${repo.id}`

/** Everything but `/` in `path` percent-encoded, as resolve URLs want it (Hub API). */
export const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/")

/** `/org/name/resolve/REV/path`; the revision is one segment, `/` inside it encoded. */
export const resolvePath = (repo: Repo, revision: string, path: string): string =>
  `${webPath(repo)}/resolve/${encodeURIComponent(revision)}/${encodePath(path)}`
