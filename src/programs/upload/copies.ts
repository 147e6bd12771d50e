/** Files that a Hub has, for a commit to name: what is large stays there, what is small goes through the cache. */
import * as Effect from "effect/Effect"
import type { ListedFile } from "../../domain/Content.ts"
import type * as Repo from "../../domain/Repo.ts"
import type { RepoPath } from "../../domain/RepoPath.ts"
import type { CommitHash } from "../../domain/Revision.ts"
import { Cache } from "../../services/Cache.ts"
import { Hub } from "../../services/Hub.ts"
import { Progress } from "../../services/Progress.ts"
import { type LocalFile, Workspace } from "../../services/Workspace.ts"
import { downloadToCache } from "../downloadToCache.ts"
import type { Decided } from "./decide.ts"

/** A file of some commit, and where it is to be. */
export interface Copy {
  readonly file: ListedFile
  readonly to: RepoPath
}

const stand = (size: number): LocalFile => ({ location: "", path: "", size, modified: 0 })

/** Large objects are named in the commit, contents of small files are part of it. */
export const ready = Effect.fnUntraced(function* (copies: ReadonlyArray<Copy>, repo: Repo.Repo, commit: CommitHash) {
  const workspace = yield* Workspace
  const cache = (yield* Cache).repo(repo)
  const regular = copies.flatMap(({ file }) => (file.sha256 === undefined ? [file] : []))
  yield* Effect.scoped(
    Effect.gen(function* () {
      const bytes = regular.reduce((sum, { size }) => sum + size, 0)
      const progress = yield* (yield* Progress).task("Fetching", { files: regular.length, bytes })
      yield* downloadToCache(cache, { input: { repo }, commit, files: regular, progress })
    })
  )
  return yield* Effect.forEach(copies, ({ file, to }) =>
    Effect.gen(function* () {
      if (file.sha256 !== undefined)
        return {
          path: to,
          how: "lfs",
          oid: file.sha256,
          file: stand(file.size),
          copied: true
        } satisfies Decided as Decided
      const found = yield* workspace.locate(cache.entry(commit, file.path))
      const local = found.kind === "file" ? found.file : stand(file.size)
      return { path: to, how: "regular", file: local } satisfies Decided as Decided
    })
  )
})

/** Lets the destination's commits name the objects of another repo. */
export const share = Effect.fnUntraced(function* (copies: ReadonlyArray<Copy>, from: Repo.Repo, to: Repo.Repo) {
  if (from.type === to.type && from.id === to.id) return
  const { lfs } = yield* Hub
  const objects = copies.flatMap(({ file: { path, sha256, xetHash } }) =>
    sha256 === undefined ? [] : [{ sha256, filename: path, ...(xetHash === undefined ? {} : { xetHash }) }]
  )
  yield* lfs.duplicate(from, to, objects)
})
