/**
 * However many files, in commits of bounded size. What a commit holds is there for good: an interrupted upload that is run again
 * finds it and goes on behind it.
 */
import * as Effect from "effect/Effect"
import { type Push, type Pushed, push } from "./push.ts"
import type { Addition } from "./source.ts"

/** A commit with more is slow for the Hub, which takes 25,000 large files at most; content that may go into git itself travels in the commit. */
export const commitLimits = { files: 5000, bytes: 250_000_000 }

/** Larger ones are kept beside git by every Hub, and do not travel in the commit. */
const surelyLarge = 10 * 1024 * 1024

const split = (files: ReadonlyArray<Addition>, most: number): ReadonlyArray<ReadonlyArray<Addition>> => {
  const parts: Array<Array<Addition>> = []
  let part: Array<Addition> | undefined
  let bytes = 0
  for (const file of files) {
    const size = file.file.size > surelyLarge ? 0 : file.file.size
    if (part === undefined || part.length >= most || (bytes + size > commitLimits.bytes && bytes > 0)) {
      part = []
      parts.push(part)
      bytes = 0
    }
    part.push(file)
    bytes += size
  }
  return parts.length === 0 ? [[]] : parts
}

/** A pull request is opened by the first commit; the others go to its ref. */
const targetOf = (request: Push, before: Pushed | undefined): Pick<Push, "revision" | "createPr"> => {
  const number = /\/discussions\/(\d+)$/.exec(before?.pullRequestUrl ?? "")?.[1]
  return number === undefined
    ? { revision: request.revision, createPr: request.createPr }
    : { revision: `refs/pr/${number}`, createPr: false }
}

const join = (before: Pushed, next: Pushed): Pushed => ({
  ...next,
  commit: next.noop ? before.commit : next.commit,
  pullRequestUrl: before.pullRequestUrl ?? next.pullRequestUrl,
  noop: before.noop && next.noop,
  files: [...before.files, ...next.files],
  deleted: [...before.deleted, ...next.deleted],
  bytesSent: before.bytesSent + next.bytesSent
})

/** {@link push} in one commit, or in several of at most `filesPerCommit` files each; deletions are in the first. */
export const pushAll = Effect.fn("upload.pushAll")(function* (request: Push, filesPerCommit = commitLimits.files) {
  const parts = split(request.additions, Math.max(1, filesPerCommit))
  let done: Pushed | undefined
  for (const [index, additions] of parts.entries()) {
    const { description, summary } = request.header
    const pushed: Pushed = yield* push({
      ...request,
      ...targetOf(request, done),
      additions,
      deleted: index === 0 ? request.deleted : [],
      header: index === 0 ? request.header : { summary: `${summary} (part ${index + 1})`, description },
      part: parts.length > 1
    })
    done = done === undefined ? pushed : join(done, pushed)
    if (parts.length > 1) yield* Effect.logInfo(`Part ${index + 1} of ${parts.length} is on the Hub.`)
  }
  if (parts.length > 1 && done?.noop === true)
    yield* Effect.logWarning("No files have been modified since last commit.")
  return done ?? (yield* push(request))
})
