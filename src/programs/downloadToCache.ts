/** Listed files into the cache: what is there stays, what is missing comes, each blob once however many paths it has. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Content from "../domain/Content.ts"
import type { CommitHash } from "../domain/Revision.ts"
import type { RepoCache } from "../services/Cache.ts"
import { Downloads, type Fetched } from "../services/Downloads.ts"
import { Policies } from "../services/Policies.ts"
import type { ProgressTask } from "../services/Progress.ts"
import { type DownloadedFile, type DownloadInput, outcome } from "./downloadInput.ts"

export interface Work {
  readonly input: DownloadInput
  readonly commit: CommitHash
  readonly files: ReadonlyArray<Content.ListedFile>
  readonly progress: ProgressTask
}

export interface Done {
  readonly files: ReadonlyArray<DownloadedFile>
  readonly bytes: number
  readonly requests: number
}

export const nothing: Fetched = { bytes: 0, requests: 0, resumed: 0 }

/** The outcomes of single files together. */
export const sum = (parts: ReadonlyArray<Done>): Done => ({
  files: parts.flatMap((part) => part.files),
  bytes: parts.reduce((total, part) => total + part.bytes, 0),
  requests: parts.reduce((total, part) => total + part.requests, 0)
})

/** The name of what happened. */
export const statusOf = (fetched: Fetched): DownloadedFile["status"] =>
  fetched === nothing ? "cached" : fetched.resumed > 0 ? "resumed" : "downloaded"

type Files = Arr.NonEmptyReadonlyArray<Content.ListedFile>

/** One transfer, the content of several paths. */
const broughtBy = (same: Files, fetched: Fetched): Done => {
  const [file, ...others] = same
  return {
    files: [outcome(file, statusOf(fetched)), ...others.map((other) => outcome(other, "cached"))],
    bytes: fetched.bytes,
    requests: fetched.requests
  }
}

/** Files of equal content: one blob, held by its lock, and an entry for each. */
const fetchBlob = Effect.fnUntraced(function* (cache: RepoCache, { input, commit, progress }: Work, same: Files) {
  const downloads = yield* Downloads
  const file = Arr.headNonEmpty(same)
  const content = Content.content(file)
  const etag = Content.etag(file)
  const fetched = yield* Effect.scoped(
    Effect.gen(function* () {
      const { destination } = yield* cache.lockBlob(etag)
      // Whoever held the lock before us may have done the work.
      if (!input.force) {
        const absent = same.filter(({ path, size }) => !cache.has(commit, path, size))
        if (absent.length === 0) return nothing
        if (cache.hasBlob(content) || (yield* cache.linkShared(file))) {
          yield* cache.place(
            commit,
            etag,
            Arr.map(absent, ({ path }) => path),
            false
          )
          return nothing
        }
      }
      const fetched = yield* downloads.fetch(
        { repo: input.repo, commit, path: file.path, content },
        destination,
        (bytes) => progress.advance({ bytes })
      )
      yield* cache.place(
        commit,
        etag,
        Arr.map(same, ({ path }) => path),
        true
      )
      return fetched
    })
  )
  const copies = fetched === nothing ? same.length : same.length - 1
  yield* progress.advance({ files: same.length, bytes: copies * file.size })
  return broughtBy(same, fetched)
})

const fetchedOnce = (same: Files): Fetched => ({ bytes: Arr.headNonEmpty(same).size, requests: 1, resumed: 0 })

/** Small files by the fast lane; the blobs that are done. */
const fetchQuickly = Effect.fnUntraced(function* (
  cache: RepoCache,
  { commit, input, progress }: Work,
  blobs: ReadonlyArray<Files>,
  concurrency: number
) {
  const downloads = yield* Downloads
  // What may be linked from the shared store, and what is empty, needs no request.
  const plain = blobs.filter(([file]) => file.xetHash === undefined && file.size > 0)
  const files = plain.map((same) => ({
    repo: input.repo,
    commit,
    path: Arr.headNonEmpty(same).path,
    content: Content.content(Arr.headNonEmpty(same)),
    etag: Content.etag(Arr.headNonEmpty(same)),
    paths: same.map(({ path }) => path)
  }))
  const done = yield* downloads.fetchSmall(files, cache.claims, concurrency, progress.advance)
  const quick = new Set(plain.filter((_, index) => done.has(index)))
  const copies = [...quick].flatMap(([file, ...others]) => others.map(() => file.size))
  yield* progress.advance({ files: copies.length, bytes: copies.reduce((total, size) => total + size, 0) })
  return quick
})

export const downloadToCache = Effect.fnUntraced(function* (cache: RepoCache, work: Work) {
  const { input, commit, files, progress } = work
  const { concurrency } = yield* Policies
  const [missing, present] = Arr.partition(files, ({ path, size }) => !input.force && cache.has(commit, path, size))
  yield* progress.advance({ files: present.length, bytes: present.reduce((total, { size }) => total + size, 0) })
  const cached: Done = { files: present.map((file) => outcome(file, "cached")), bytes: 0, requests: 0 }
  if (missing.length === 0) return cached
  if (input.dryRun === true) {
    const rows = missing.map((file) =>
      outcome(file, !input.force && cache.hasBlob(Content.content(file)) ? "cached" : "missing")
    )
    return sum([cached, { files: rows, bytes: 0, requests: 0 }])
  }
  yield* cache.prepare(commit)
  const blobs = Object.values(Arr.groupBy(missing, Content.etag))
  const atOnce = Math.max(1, input.maxWorkers ?? concurrency)
  const quick = input.force === true ? new Set<Files>() : yield* fetchQuickly(cache, work, blobs, atOnce)
  const slow = blobs.filter((same) => !quick.has(same))
  const parts = yield* Effect.forEach(slow, (same) => fetchBlob(cache, work, same), { concurrency: atOnce })
  yield* cache.dropStale(missing)
  const brought = [...quick].map((same) => broughtBy(same, fetchedOnce(same)))
  return sum([cached, ...brought, ...parts])
})
