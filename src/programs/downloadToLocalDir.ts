/** Listed files into a plain folder, by the rules of huggingface_hub 2.0.0. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Content from "../domain/Content.ts"
import type { RepoCache } from "../services/Cache.ts"
import { Downloads } from "../services/Downloads.ts"
import { Hasher } from "../services/Hasher.ts"
import type { LocalFolder } from "../services/LocalDir.ts"
import { Policies } from "../services/Policies.ts"
import { outcome } from "./downloadInput.ts"
import { type Done, nothing, statusOf, sum, type Work } from "./downloadToCache.ts"

/** Does our note say that this content is in place? None: there is no note to go by. */
const noted = (local: LocalFolder, file: Content.ListedFile) =>
  Effect.map(
    local.metadata(file.path),
    Option.map((note) => ({ ...note, isSame: note.etag === Content.etag(file) }))
  )

/** Is the file there, as far as can be told without the network? Brings the note up to date when it is. */
const isCurrent = Effect.fnUntraced(function* (local: LocalFolder, { input, commit }: Work, file: Content.ListedFile) {
  if (input.force || !local.has(file.path, file.size)) return false
  const note = yield* noted(local, file)
  const remember = input.dryRun === true ? Effect.void : local.remember(file.path, commit, Content.etag(file))
  if (Option.isSome(note)) {
    if (note.value.isSame && note.value.commit !== commit) yield* remember
    return note.value.isSame
  }
  // Somebody else put it there, or touched it since. Of the right size it is worth a look.
  const content = Content.content(file)
  const digest = yield* (yield* Hasher).digest(local.target(file.path), content)
  if (digest !== content.digest.hex) return false
  yield* remember
  return true
})

const fetchFile = Effect.fnUntraced(function* (
  local: LocalFolder,
  cache: RepoCache,
  { input, commit, progress }: Work,
  file: Content.ListedFile
) {
  const downloads = yield* Downloads
  const etag = Content.etag(file)
  const fetched = yield* Effect.scoped(
    Effect.gen(function* () {
      const destination = yield* local.lock(file.path, etag)
      // Whoever held the lock before us may have done the work.
      const note = yield* noted(local, file)
      if (!input.force && local.has(file.path, file.size) && Option.exists(note, ({ isSame }) => isSame)) return nothing
      if (!input.force && cache.has(commit, file.path, file.size)) {
        yield* local.copyFrom(cache.entry(commit, file.path), destination)
        yield* local.remember(file.path, commit, etag)
        return nothing
      }
      const remote = { repo: input.repo, commit, path: file.path, content: Content.content(file) }
      const fetched = yield* downloads.fetch(remote, destination, (bytes) => progress.advance({ bytes }))
      yield* local.remember(file.path, commit, etag)
      return fetched
    })
  )
  yield* progress.advance({ files: 1, bytes: fetched === nothing ? file.size : 0 })
  const done: Done = {
    files: [outcome(file, statusOf(fetched))],
    bytes: fetched.bytes,
    requests: fetched.requests
  }
  return done
})

export const downloadToLocalDir = Effect.fnUntraced(function* (local: LocalFolder, cache: RepoCache, work: Work) {
  const { input, commit, files, progress } = work
  const workers = Math.max(1, input.maxWorkers ?? (yield* Policies).concurrency)
  const checked = yield* Effect.forEach(
    files,
    (file) => Effect.map(isCurrent(local, work, file), (current) => ({ file, current })),
    { concurrency: workers }
  )
  const [missing, present] = Arr.partition(checked, ({ current }) => current)
  yield* progress.advance({
    files: present.length,
    bytes: present.reduce((total, { file }) => total + file.size, 0)
  })
  const current: Done = { files: present.map(({ file }) => outcome(file, "cached")), bytes: 0, requests: 0 }
  if (input.dryRun === true) {
    const rows = missing.map(({ file }) =>
      outcome(file, !input.force && cache.has(commit, file.path, file.size) ? "cached" : "missing")
    )
    return sum([current, { files: rows, bytes: 0, requests: 0 }])
  }
  const parts = yield* Effect.forEach(missing, ({ file }) => fetchFile(local, cache, work, file), {
    concurrency: workers
  })
  yield* local.dropStale(missing.map(({ file }) => file))
  return sum([current, ...parts])
})
