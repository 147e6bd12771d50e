/** Everything in a collection that has files, to this disk. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { CollectionSlug } from "../../domain/CollectionSlug.ts"
import type { GatedRepo, InvalidInput, RepoNotFound } from "../../domain/errors.ts"
import * as Repo from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import type { CollectionItem } from "../../domain/wire/Collections.ts"
import { Hub } from "../../services/Hub.ts"
import { download } from "../download.ts"
import type { DownloadInput, DownloadResult } from "../downloadInput.ts"

export interface CollectionDownloadInput extends Omit<DownloadInput, "repo" | "revision" | "filenames"> {
  readonly slug: CollectionSlug
}

interface Downloaded {
  readonly _tag: "downloaded"
  readonly repo: Repo.Repo
  readonly result: DownloadResult
}

interface Left {
  readonly _tag: "left"
  readonly type: string
  readonly id: string
  /** Why it could not be had; absent: there is nothing to download, as of papers and collections. */
  readonly error?: RepoNotFound | GatedRepo | InvalidInput
}

export interface CollectionDownload {
  readonly downloaded: ReadonlyArray<Downloaded>
  readonly left: ReadonlyArray<Left>
}

const types = ["model", "dataset", "space"] as const

/** `undefined`: nothing there to download. */
const repoOf = Effect.fnUntraced(function* ({ itemId, itemType }: CollectionItem) {
  const type = types.find((each) => each === itemType)
  return type === undefined ? undefined : Repo.make(type, yield* RepoId.parse(itemId))
})

/** A folder of its own for each: two repos have files of the same names. */
const within = (localDir: string, repo: Repo.Repo): string => join(localDir, ...Repo.webPath(repo).split("/"))

/**
 * One repo after the other, each as `download` does it; with `localDir` into `localDir/org/name`, `localDir/datasets/org/name` …
 * A repo that is gone, gated or has no file that matches is left out and told of; anything else ends it, and the next run goes on.
 */
export const downloadCollection = Effect.fn("collections.download")(function* (input: CollectionDownloadInput) {
  const { localDir, slug, ...rest } = input
  const { collections } = yield* Hub
  const { items } = yield* collections.get(slug)
  const outcomes = yield* Effect.forEach(items, (item) =>
    Effect.gen(function* () {
      const left = (error?: Left["error"]): Downloaded | Left => ({
        _tag: "left",
        type: item.itemType,
        id: item.itemId,
        ...(error === undefined ? {} : { error })
      })
      const repo = yield* repoOf(item)
      if (repo === undefined) return left()
      const place = localDir === undefined ? {} : { localDir: within(localDir, repo) }
      return yield* download({ ...rest, repo, ...place }).pipe(
        Effect.map((result): Downloaded | Left => ({ _tag: "downloaded", repo, result })),
        Effect.catchTags({
          RepoNotFound: (error) => Effect.succeed(left(error)),
          GatedRepo: (error) => Effect.succeed(left(error)),
          InvalidInput: (error) => Effect.succeed(left(error))
        })
      )
    })
  )
  const done: CollectionDownload = {
    downloaded: outcomes.flatMap((each) => (each._tag === "downloaded" ? [each] : [])),
    left: outcomes.flatMap((each) => (each._tag === "left" ? [each] : []))
  }
  return done
})
