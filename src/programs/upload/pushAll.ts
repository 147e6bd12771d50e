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

type Parts = readonly [ReadonlyArray<Addition>, ...ReadonlyArray<ReadonlyArray<Addition>>]

/** At least one part: deletions alone are a commit, too. */
const split = (files: ReadonlyArray<Addition>, most: number): Parts => {
  const first: Array<Addition> = []
  const others: Array<Array<Addition>> = []
  let part = first
  let bytes = 0
  for (const file of files) {
    const size = file.file.size > surelyLarge ? 0 : file.file.size
    if (part.length >= most || (bytes + size > commitLimits.bytes && bytes > 0)) {
      part = []
      others.push(part)
      bytes = 0
    }
    part.push(file)
    bytes += size
  }
  return [first, ...others]
}

/** A pull request is opened by the first commit; the others go to its ref. */
const targetOf = (request: Push, before: Pushed): Pick<Push, "revision" | "createPr"> => {
  const number = /\/discussions\/(\d+)$/.exec(before.pullRequestUrl ?? "")?.[1]
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
  const [first, ...others] = split(request.additions, Math.max(1, filesPerCommit))
  if (others.length === 0) return yield* push(request)
  const tell = (part: number) => Effect.logInfo(`Part ${part} of ${others.length + 1} is on the Hub.`)
  const { description, summary } = request.header
  let done: Pushed = yield* push({ ...request, additions: first, part: true })
  yield* tell(1)
  for (const [index, additions] of others.entries()) {
    const number = index + 2
    const header = { summary: `${summary} (part ${number})`, description }
    const target = targetOf(request, done)
    done = join(done, yield* push({ ...request, ...target, additions, deleted: [], header, part: true }))
    yield* tell(number)
  }
  if (done.noop) yield* Effect.logWarning("No files have been modified since last commit.")
  return done
})
