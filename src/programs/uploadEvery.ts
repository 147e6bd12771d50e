/**
 * `hf upload --every`: pushes a folder now and then again and again, for logs that only grow.
 *
 * What was pushed is remembered as path → time of change, in memory alone. A file counts as changed when that time differs, and
 * is sent up to the size it had when it was looked at; deletions are never pushed (huggingface_hub 2.0.0).
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { InvalidInput } from "../domain/errors.ts"
import type { Repo } from "../domain/Repo.ts"
import type { UploadInput } from "./upload/input.ts"
import { type Pushed, push } from "./upload/push.ts"
import { type Addition, type Folder, resolve, type Source, scan } from "./upload/source.ts"
import { ensureRepo, ensureRevision } from "./upload/target.ts"

export interface UploadEveryInput extends UploadInput {
  /** Between the starts of two pushes; more than nothing. */
  readonly every: Duration.DurationInput
}

const ignored = (input: UploadEveryInput) =>
  Effect.forEach(
    [
      ...(input.delete === undefined ? [] : ["--delete is ignored: a scheduled upload only adds."]),
      ...(input.createPr === true ? ["--create-pr is ignored: a scheduled upload goes to a branch."] : [])
    ],
    (warning) => Effect.logWarning(warning)
  )

/** A single file is watched as the one file of its folder, under its local name. */
const watched = Effect.fnUntraced(function* (source: Source) {
  if (source.kind === "folder") return source
  const { file, path } = source.addition
  const at = path.lastIndexOf("/")
  if (path.slice(at + 1) !== file.path)
    yield* Effect.logWarning(`A scheduled upload keeps the local name: '${file.path}', not '${path.slice(at + 1)}'.`)
  return {
    kind: "folder",
    location: file.location.slice(0, -file.path.length),
    prefix: path.slice(0, Math.max(at, 0)),
    keep: (name) => name === file.path,
    enter: () => false,
    patterns: []
  } satisfies Folder as Folder
})

const changedSince = (known: ReadonlyMap<string, number>, files: ReadonlyArray<Addition>): ReadonlyArray<Addition> =>
  files
    .filter(({ file }) => known.get(file.path) !== file.modified)
    .map(({ path, file }) => ({ path, file: { ...file, growing: true } }))

/** One look at the folder: nothing new, nothing done. Only what was really pushed is remembered. */
const tick = Effect.fn("uploadEvery.tick")(function* (
  input: UploadEveryInput,
  repo: Repo,
  folder: Folder,
  known: Map<string, number>
) {
  const additions = changedSince(known, yield* scan(folder))
  if (additions.length === 0) return Option.none<Pushed>()
  const pushed = yield* push({
    repo,
    revision: input.revision ?? "main",
    createPr: false,
    additions,
    deleted: [],
    header: { summary: input.commitMessage ?? "Scheduled Commit", description: input.commitDescription ?? "" }
  })
  for (const { file } of additions) known.set(file.path, file.modified)
  return Option.some(pushed)
})

/**
 * Makes sure the repo and the branch are there, then answers the pushes as they happen: the first at once, and it must succeed;
 * a later one that fails is logged, and its files are tried again with the next. The stream never ends by itself; interruption
 * stops it, and with it a push on its way.
 */
export const uploadEvery = Effect.fn("uploadEvery")(function* (input: UploadEveryInput) {
  if (Duration.toMillis(input.every) <= 0)
    return yield* new InvalidInput({
      what: "every",
      value: Duration.format(input.every),
      reason: "it must be more than 0"
    })
  const folder = yield* watched(yield* resolve({ ...input, delete: undefined }))
  yield* ignored(input)
  const repo = yield* ensureRepo(input.repo, input)
  if (input.revision !== undefined) yield* ensureRevision(repo, input.revision)
  const known = new Map<string, number>()
  const next = tick(input, repo, folder, known)
  const later = Effect.catchAll(next, (error) =>
    Effect.as(Effect.logError(`Error while pushing to Hub: ${error.message}`), Option.none<Pushed>())
  )
  const pushes = Stream.concat(
    Stream.fromEffect(next),
    Stream.mapEffect(Stream.fromSchedule(Schedule.fixed(input.every)), () => later)
  ).pipe(Stream.filterMap((pushed) => pushed))
  return { repo, pushes }
})
