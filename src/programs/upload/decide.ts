/** Asks the Hub how to store each file, hashes what must be, and finds out what is there already (spec/hub-api.md §3.1–3.2). */
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
  const samples = yield* workspace.heads(
    batch.map(({ file }) => file),
    sampleSize
  )
  const files = batch.map(({ path, file }, at) => ({
    path: path as string,
    size: file.size,
    sample: base64(samples[at] ?? new Uint8Array())
  }))
  const answers = yield* commits.preupload(target.repo, target.revision, files, {
    createPr: target.createPr,
    ...(gitIgnore === undefined ? {} : { gitIgnore })
  })
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  const asked: Array<Asked> = []
  for (const addition of batch) {
    const decision = byPath.get(addition.path)
    if (decision === undefined)
      return yield* new InvalidAnswer({
        url: `${apiPath(target.repo)}/preupload`,
        detail: `no word about '${addition.path}'`
      })
    asked.push({ addition, there: decision.oid ?? undefined, how: howOf(addition, decision) })
  }
  return asked
})

/** An addition, what the Hub wants of it, and the name of what stands there now. */
interface Asked {
  readonly addition: Addition
  readonly there: string | undefined
  readonly how: "ignored" | "regular" | "lfs"
}

/** Whatever the Hub says, nothing cannot be a large file; and what is too large for git must be one. */
const howOf = ({ file }: Addition, decision: PreuploadDecision): Asked["how"] => {
  if (decision.shouldIgnore) return "ignored"
  return file.size > regularLimit || (decision.uploadMode === "lfs" && file.size > 0) ? "lfs" : "regular"
}

const settle = Effect.fnUntraced(function* ({ addition, how, there }: Asked, task: ProgressTask) {
  const workspace = yield* Workspace
  const { file } = addition
  if (how === "lfs") {
    const oid = yield* workspace.sha256(file, (bytes) => task.advance({ bytes }))
    yield* task.advance({ files: 1 })
    return (
      isSha256(there) && there === oid ? { ...addition, how: "unchanged" } : { ...addition, how: "lfs", oid }
    ) as Decided
  }
  yield* task.advance({ bytes: file.size, files: 1 })
  const same = how === "regular" && isGitOid(there) && (yield* workspace.gitOid(file)) === there
  return { ...addition, how: same ? "unchanged" : how } as Decided
})

/** Nothing has to be read for these: a fiber for each would cost more than all else that is done about a small file. */
const isSettled = ({ how, there }: Asked): boolean => how === "ignored" || (how === "regular" && !isGitOid(there))

/** In the order of the additions. The folder's own `.gitignore`, if it goes to the root of the repo, counts already. */
export const decide = Effect.fn("upload.decide")(function* (
  target: Target,
  additions: ReadonlyArray<Addition>,
  task: ProgressTask
) {
  const workspace = yield* Workspace
  const ignoring = additions.find(({ path, file }) => path === ".gitignore" && file.size <= textLimit)
  const gitIgnore = ignoring === undefined ? undefined : new TextDecoder().decode(yield* workspace.bytes(ignoring.file))
  const batches = yield* Effect.forEach(Arr.chunksOf(additions, batchSize), (batch) => ask(target, batch, gitIgnore), {
    concurrency: questions
  })
  const asked = batches.flat()
  const settled = asked.filter(isSettled)
  yield* task.advance({
    bytes: settled.reduce((sum, { addition }) => sum + addition.file.size, 0),
    files: settled.length
  })
  const read = new Map(
    yield* Effect.forEach(
      asked.filter((each) => !isSettled(each)),
      (each) => Effect.map(settle(each, task), (decided) => [each, decided] as const),
      { concurrency: hashes }
    )
  )
  return asked.map((each): Decided => read.get(each) ?? ({ ...each.addition, how: each.how } as Decided))
})
