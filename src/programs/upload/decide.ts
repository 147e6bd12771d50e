/** Asks the Hub how to store each file, hashes what must be, and finds out what is there already (Hub API). */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import { isGitOid, isSha256, type Sha256 } from "../../domain/Etag.ts"
import { InvalidAnswer } from "../../domain/errors.ts"
import { apiPath, type Repo } from "../../domain/Repo.ts"
import type { PreuploadDecision } from "../../domain/wire/Uploads.ts"
import { Hub } from "../../services/Hub.ts"
import type { ProgressTask } from "../../services/Progress.ts"
import { Workspace } from "../../services/Workspace.ts"
import { base64 } from "./base64.ts"
import type { Addition } from "./source.ts"

export interface Target {
  readonly repo: Repo
  readonly revision: string
  readonly createPr: boolean
}

export type Decided =
  | (Addition & { readonly how: "ignored" | "unchanged" | "regular" })
  | (Addition & { readonly how: "lfs"; readonly oid: Sha256 })

const batchSize = 256
const sampleSize = 512
const questions = 4
const hashes = 4
/** Beyond this nobody wrote it by hand, and it is not read as text. */
export const textLimit = 1024 * 1024
/** No Hub takes a larger file into git; sent as one it would have to fit in memory. */
const regularLimit = 64 * 1024 * 1024

const ask = Effect.fnUntraced(function* (
  target: Target,
  batch: ReadonlyArray<Addition>,
  gitIgnore: string | undefined
) {
  const { commits } = yield* Hub
  const workspace = yield* Workspace
  const files = yield* Effect.forEach(batch, ({ path, file }) =>
    Effect.map(workspace.head(file, sampleSize), (sample) => ({
      path: path as string,
      size: file.size,
      sample: base64(sample)
    }))
  )
  const answers = yield* commits.preupload(target.repo, target.revision, files, {
    createPr: target.createPr,
    ...(gitIgnore === undefined ? {} : { gitIgnore })
  })
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  return yield* Effect.forEach(batch, (addition) => {
    const decision = byPath.get(addition.path)
    return decision === undefined
      ? new InvalidAnswer({ url: `${apiPath(target.repo)}/preupload`, detail: `no word about '${addition.path}'` })
      : Effect.succeed([addition, decision] as const)
  })
})

const settle = Effect.fnUntraced(function* (addition: Addition, decision: PreuploadDecision, task: ProgressTask) {
  const workspace = yield* Workspace
  const { file } = addition
  // Whatever the Hub says, nothing cannot be a large file; and what is too large for git must be one.
  const large = !decision.shouldIgnore && (file.size > regularLimit || (decision.uploadMode === "lfs" && file.size > 0))
  const there = decision.oid ?? undefined
  if (large) {
    const oid = yield* workspace.sha256(file, (bytes) => task.advance({ bytes }))
    yield* task.advance({ files: 1 })
    return (
      isSha256(there) && there === oid ? { ...addition, how: "unchanged" } : { ...addition, how: "lfs", oid }
    ) as Decided
  }
  yield* task.advance({ bytes: file.size, files: 1 })
  if (decision.shouldIgnore) return { ...addition, how: "ignored" } satisfies Decided as Decided
  const same = isGitOid(there) && (yield* workspace.gitOid(file)) === there
  return { ...addition, how: same ? "unchanged" : "regular" } as Decided
})

/** In the order of the additions. The folder's own `.gitignore`, if it goes to the root of the repo, counts already. */
export const decide = Effect.fn("upload.decide")(function* (
  target: Target,
  additions: ReadonlyArray<Addition>,
  task: ProgressTask
) {
  const workspace = yield* Workspace
  const ignoring = additions.find(({ path, file }) => path === ".gitignore" && file.size <= textLimit)
  const gitIgnore = ignoring === undefined ? undefined : new TextDecoder().decode(yield* workspace.bytes(ignoring.file))
  const decisions = yield* Effect.forEach(
    Arr.chunksOf(additions, batchSize),
    (batch) => ask(target, batch, gitIgnore),
    { concurrency: questions }
  )
  return yield* Effect.forEach(decisions.flat(), ([addition, decision]) => settle(addition, decision, task), {
    concurrency: hashes
  })
})
