/** Asks the Hub how to store each file, hashes what must be, and finds out what is there already (Hub API). */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import { isGitOid, isSha256, type Sha256 } from "../../domain/Etag.ts"
import { InvalidAnswer } from "../../domain/errors.ts"
import { apiPath, type Repo } from "../../domain/Repo.ts"
import type { PreuploadDecision } from "../../domain/wire/Uploads.ts"
import { Hub } from "../../services/Hub.ts"
import type { FolderHashes } from "../../services/KeptHashes.ts"
import type { ProgressTask } from "../../services/Progress.ts"
import { type LocalFile, Workspace } from "../../services/Workspace.ts"
import { base64 } from "./base64.ts"
import type { Addition } from "./source.ts"

export interface Target {
  readonly repo: Repo
  readonly revision: string
  readonly createPr: boolean
}

export type Decided =
  | (Addition & {
      readonly how: "ignored" | "unchanged" | "regular"
      /** The content, when it is so little that it was kept. */
      readonly bytes?: Uint8Array | undefined
    })
  | (Addition & {
      readonly how: "lfs"
      readonly oid: Sha256
      /** The Hub has it already, and with it its size, which is not said again (huggingface_hub 2.0.0). */
      readonly copied?: true
    })

const batchSize = 256
const sampleSize = 512
const questions = 4
/** Files up to here are read whole with the sample, and kept until they are sent… */
const keptSize = 64 * 1024
/** …as long as all that is kept is no more than this. */
const keptTotal = 32 * 1024 * 1024
const hashingAtOnce = 4
/** Beyond this nobody wrote it by hand, and it is not read as text. */
export const textLimit = 1024 * 1024
/** No Hub takes a larger file into git; sent as one it would have to fit in memory. */
const regularLimit = 64 * 1024 * 1024

export const sizes = (files: ReadonlyArray<{ readonly file: LocalFile }>) => ({
  bytes: files.reduce((sum, { file }) => sum + file.size, 0),
  files: files.length
})

const ask = Effect.fnUntraced(function* (
  target: Target,
  batch: ReadonlyArray<Addition>,
  gitIgnore: string | undefined,
  keeps: (file: LocalFile) => boolean
) {
  const { commits } = yield* Hub
  const workspace = yield* Workspace
  const heads = yield* workspace.heads(batch, (file) => (keeps(file) ? file.size : sampleSize))
  const files = batch.map(({ path, file }, at) => ({
    path: path as string,
    size: file.size,
    sample: base64((heads[at] ?? new Uint8Array()).subarray(0, sampleSize))
  }))
  const answers = yield* commits.preupload(target.repo, target.revision, files, {
    createPr: target.createPr,
    ...(gitIgnore === undefined ? {} : { gitIgnore })
  })
  const byPath = new Map(answers.map((answer) => [answer.path, answer]))
  const asked: Array<Asked> = []
  for (const [at, addition] of batch.entries()) {
    const decision = byPath.get(addition.path)
    if (decision === undefined)
      return yield* new InvalidAnswer({
        url: `${apiPath(target.repo)}/preupload`,
        detail: `no word about '${addition.path}'`
      })
    const how = howOf(addition, decision)
    const whole = how === "regular" && heads[at]?.length === addition.file.size
    asked.push({ addition, there: decision.oid ?? undefined, how, bytes: whole ? heads[at] : undefined })
  }
  return asked
})

/** An addition, what the Hub wants of it, and the name of what stands there now. */
interface Asked {
  readonly addition: Addition
  readonly there: string | undefined
  readonly how: "ignored" | "regular" | "lfs"
  readonly bytes: Uint8Array | undefined
}

/** Whatever the Hub says, nothing cannot be a large file; and what is too large for git must be one. */
const howOf = ({ file }: Addition, decision: PreuploadDecision): Asked["how"] => {
  if (decision.shouldIgnore === true) return "ignored"
  return file.size > regularLimit || (decision.uploadMode === "lfs" && file.size > 0) ? "lfs" : "regular"
}

/** What is known without reading: a fiber for each would cost more than all else that is done about a small file. */
const settled = ({ addition, bytes, how, there }: Asked): Decided | undefined =>
  how === "lfs" || (how === "regular" && isGitOid(there)) ? undefined : { ...addition, how, bytes }

const hashed = Effect.fnUntraced(function* (file: LocalFile, task: ProgressTask, hashes: FolderHashes | undefined) {
  const workspace = yield* Workspace
  const known = hashes?.recall(file)
  if (known !== undefined) {
    yield* task.advance({ bytes: file.size, files: 1 })
    return known
  }
  const hash = yield* workspace.sha256(file, (bytes) => task.advance({ bytes }))
  if (hashes !== undefined) yield* hashes.keep(file, hash)
  yield* task.advance({ files: 1 })
  return hash
})

const settle = Effect.fnUntraced(function* (
  { addition, bytes, how, there }: Asked,
  task: ProgressTask,
  hashes: FolderHashes | undefined
) {
  const workspace = yield* Workspace
  const { file } = addition
  if (how === "lfs") {
    const oid = yield* hashed(file, task, hashes)
    const same = isSha256(there) && there === oid
    return (same ? { ...addition, how: "unchanged" } : { ...addition, how, oid }) satisfies Decided as Decided
  }
  const same = (yield* workspace.gitOid(file)) === there
  yield* task.advance({ bytes: file.size, files: 1 })
  return (same ? { ...addition, how: "unchanged" } : { ...addition, how, bytes }) satisfies Decided as Decided
})

/** In the order of the additions. The folder's own `.gitignore`, if it goes to the root of the repo, counts already. */
export const decide = Effect.fn("upload.decide")(function* (
  target: Target,
  additions: ReadonlyArray<Addition>,
  task: ProgressTask,
  hashes?: FolderHashes
) {
  const workspace = yield* Workspace
  const ignoring = additions.find(({ path, file }) => path === ".gitignore" && file.size <= textLimit)
  const gitIgnore = ignoring === undefined ? undefined : new TextDecoder().decode(yield* workspace.bytes(ignoring.file))
  let left = keptTotal
  const keeps = ({ size }: LocalFile): boolean => {
    if (size > keptSize || size > left) return false
    left -= size
    return true
  }
  const batches = yield* Effect.forEach(
    Arr.chunksOf(additions, batchSize),
    (batch) => ask(target, batch, gitIgnore, keeps),
    { concurrency: questions }
  )
  const asked = batches.flat()
  const known = asked.map(settled)
  yield* task.advance(sizes(known.filter((each) => each !== undefined)))
  const rest = asked.filter((_, at) => known[at] === undefined)
  const read = yield* Effect.forEach(rest, (each) => settle(each, task, hashes), { concurrency: hashingAtOnce })
  const next = read.values()
  return known.flatMap((each): ReadonlyArray<Decided> => {
    if (each !== undefined) return [each]
    const { done, value } = next.next()
    return done === true ? [] : [value]
  })
})
