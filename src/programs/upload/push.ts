/** One push of files to a revision: decide, store, commit. Nothing is visible before the commit, and a commit is whole or not at all. */
import * as Effect from "effect/Effect"
import { InvalidAnswer } from "../../domain/errors.ts"
import { apiPath } from "../../domain/Repo.ts"
import * as WebUrl from "../../domain/WebUrl.ts"
import { Hub } from "../../services/Hub.ts"
import type { FolderHashes } from "../../services/KeptHashes.ts"
import { Progress } from "../../services/Progress.ts"
import { Settings } from "../../services/Settings.ts"
import { Uploads } from "../../services/Uploads.ts"
import { Workspace } from "../../services/Workspace.ts"
import { type Decided, decide, sizes, type Target } from "./decide.ts"
import type { How, UploadedFile, UploadResult } from "./input.ts"
import { type Header, lines } from "./lines.ts"
import type { Addition } from "./source.ts"

export interface Push extends Target {
  readonly additions: ReadonlyArray<Addition>
  readonly deleted: ReadonlyArray<string>
  /** Files that the Hub has: they are named in the commit, or come from the cache. */
  readonly copies?: ReadonlyArray<Decided>
  readonly header: Header
  /** One of several: that nothing of it is new is no news. */
  readonly part?: boolean
  /** What an earlier run has hashed. */
  readonly hashes?: FolderHashes
}

export type Pushed = Omit<UploadResult, "webUrl">

const hashing = (push: Push) =>
  Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* Progress
      return yield* decide(push, push.additions, yield* progress.task("Hashing", sizes(push.additions)), push.hashes)
    })
  )

const storing = Effect.fnUntraced(function* (push: Push, decided: ReadonlyArray<Decided>) {
  const large = decided.filter((each) => each.how === "lfs")
  if (large.length === 0) return new Set<string>()
  const progress = yield* Progress
  const uploads = yield* Uploads
  const task = yield* progress.task("Uploading", sizes(large))
  const { sent } = yield* uploads.store(push.repo, large, {
    ...(push.createPr ? {} : { revision: push.revision }),
    onBytes: (bytes) => task.advance({ bytes })
  })
  yield* task.advance({ files: large.length })
  return sent as ReadonlySet<string>
}, Effect.scoped)

const committing = Effect.fnUntraced(function* (push: Push, files: ReadonlyArray<Decided>) {
  const { commits } = yield* Hub
  const workspace = yield* Workspace
  const progress = yield* Progress
  const task = yield* progress.task("Committing", sizes(files.filter((each) => each.how === "regular")))
  return yield* commits.create(
    push.repo,
    push.revision,
    lines(workspace, push.header, push.deleted, files, (sent) => task.advance(sizes(sent))),
    { createPr: push.createPr }
  )
}, Effect.scoped)

/** The head, for when there is nothing to commit. */
const head = Effect.fnUntraced(function* (push: Push) {
  const hub = yield* Hub
  const { sha } = yield* hub.repos.info(push.repo, push.revision)
  return sha ?? (yield* new InvalidAnswer({ url: apiPath(push.repo), detail: "it does not say which commit this is" }))
})

/** Content that was sent goes by the name of its strategy once; its copies were there by then. */
const outcome = (decided: ReadonlyArray<Decided>, sent: ReadonlySet<string>): ReadonlyArray<UploadedFile> => {
  const told = new Set<string>()
  return decided.map((each) => {
    const stored = each.how === "lfs" && (told.has(each.oid) || !sent.has(each.oid))
    if (each.how === "lfs") told.add(each.oid)
    const how: How = stored ? "stored" : each.how
    return { path: each.path, size: each.file.size, how }
  })
}

export const push = Effect.fn("upload.push")(function* (request: Push) {
  const { endpoint } = yield* Settings
  const decided = yield* hashing(request)
  const fresh = decided.filter((each) => each.how === "regular" || each.how === "lfs")
  const wanted = [...fresh, ...(request.copies ?? [])]
  const unchanged = decided.filter((each) => each.how === "unchanged")
  for (const each of unchanged)
    yield* Effect.logDebug(`Skipping upload for '${each.path}' as the file has not changed.`)
  if (unchanged.length > 0 && wanted.length > 0)
    yield* Effect.logInfo(`Removing ${unchanged.length} file(s) from commit that have not changed.`)
  const sent = yield* storing(request, fresh)
  const files = outcome(decided, sent)
  const bytesSent = files.reduce((sum, { how, size }) => (how === "regular" || how === "lfs" ? sum + size : sum), 0)
  const result = { repo: request.repo, files, deleted: request.deleted, bytesSent }
  if (wanted.length === 0 && request.deleted.length === 0) {
    if (request.part !== true)
      yield* Effect.logWarning("No files have been modified since last commit. Skipping to prevent empty commit.")
    const oid = yield* head(request)
    return {
      ...result,
      noop: true,
      commit: { oid, url: WebUrl.commit(endpoint, request.repo, oid) }
    } satisfies Pushed as Pushed
  }
  const answer = yield* committing(request, wanted)
  return {
    ...result,
    noop: false,
    commit: { oid: answer.commitOid, url: answer.commitUrl },
    pullRequestUrl: answer.pullRequestUrl ?? undefined
  } satisfies Pushed as Pushed
})
