/** Files on this disk against what the Hub says of them: every byte is read. */
import { join } from "node:path"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Content from "../../domain/Content.ts"
import { type DiskError, InvalidInput } from "../../domain/errors.ts"
import type { Repo } from "../../domain/Repo.ts"
import * as Revision from "../../domain/Revision.ts"
import * as TreeListing from "../../domain/TreeListing.ts"
import { Cache } from "../../services/Cache.ts"
import { Hasher } from "../../services/Hasher.ts"
import { Hub } from "../../services/Hub.ts"
import { LocalDir } from "../../services/LocalDir.ts"
import { Policies } from "../../services/Policies.ts"
import { Progress } from "../../services/Progress.ts"

export interface VerifyInput {
  readonly repo: Repo
  /** Default: `main` of the cache, else its only snapshot; for a folder `main`. */
  readonly revision?: string | undefined
  readonly cacheDir?: string | undefined
  /** A plain folder instead of the cache. */
  readonly localDir?: string | undefined
}

export interface Mismatch {
  readonly path: string
  readonly algorithm: Content.Digest["algorithm"]
  readonly expected: string
  readonly actual: string
}

export interface Verified {
  /** The folder that was looked at, absolute. */
  readonly path: string
  /** The Hub's revision it was compared with. */
  readonly revision: string
  /** Files that both sides have. */
  readonly checked: number
  readonly mismatches: ReadonlyArray<Mismatch>
  /** The Hub has them, this disk does not. */
  readonly missing: ReadonlyArray<string>
  /** The other way round. */
  readonly extra: ReadonlyArray<string>
}

interface Root {
  readonly path: string
  readonly revision: string
  readonly files: Effect.Effect<ReadonlyArray<string>, DiskError>
}

const inCache = Effect.fnUntraced(function* ({ cacheDir, repo, revision }: VerifyInput) {
  const cache = (yield* Cache).repo(repo, cacheDir)
  const absent = (reason: string) =>
    new InvalidInput({
      what: `cached ${repo.type}`,
      value: revision === undefined ? repo.id : `${repo.id}@${revision}`,
      reason
    })
  const known =
    revision !== undefined && Revision.isCommitHash(revision)
      ? Option.some(revision)
      : yield* cache.readRef(revision ?? Revision.main)
  const all = revision === undefined && Option.isNone(known) ? yield* cache.snapshots : []
  const commit = Option.getOrUndefined(known) ?? (all.length === 1 ? all[0] : undefined)
  if (commit === undefined) {
    if (revision !== undefined) return yield* absent("there is no such revision of it; see 'hf cache ls --revisions'")
    return yield* absent(
      all.length === 0
        ? "it is not in the cache; 'hf download' brings it there, and --local-dir names a folder to verify instead"
        : `it has ${all.length} revisions, none of them is '${Revision.main}'; name one with --revision`
    )
  }
  if (!cache.hasSnapshot(commit)) return yield* absent("there is no snapshot of it in the cache")
  return { path: cache.snapshot(commit), revision: commit, files: cache.files(commit) } satisfies Root
})

const inFolder = (localDir: string, revision: string): Effect.Effect<Root, never, LocalDir> =>
  Effect.map(LocalDir, ({ open }) => {
    const { files, folder } = open(localDir)
    return { path: folder, revision, files }
  })

/** Compares a snapshot or a folder with the Hub. Differences are the answer, not an error. */
export const verify = Effect.fn("cache.verify")(function* (input: VerifyInput) {
  const { files: hubFiles } = yield* Hub
  const hasher = yield* Hasher
  const { concurrency } = yield* Policies
  const root =
    input.localDir === undefined
      ? yield* inCache(input)
      : yield* inFolder(input.localDir, input.revision ?? Revision.main)
  // First of all: what is not there is told without asking the Hub.
  const local = new Set<string>(yield* root.files)
  const entries = yield* Stream.runCollect(
    hubFiles.tree(input.repo, root.revision, { recursive: true }).pipe(Stream.filter(({ type }) => type === "file"))
  )
  const remote = yield* Effect.forEach(Chunk.toReadonlyArray(entries), (entry) => TreeListing.fromEntry(entry))
  const common = remote.filter(({ path }) => local.has(path))
  const bytes = common.reduce((sum, { size }) => sum + size, 0)
  const actual = yield* Effect.scoped(
    Effect.gen(function* () {
      const progress = yield* (yield* Progress).task(`Verifying ${common.length} files`, {
        files: common.length,
        bytes
      })
      return yield* Effect.forEach(
        common,
        (file) =>
          Effect.tap(hasher.digestAsIs(join(root.path, ...file.path.split("/")), Content.content(file)), () =>
            progress.advance({ files: 1, bytes: file.size })
          ),
        { concurrency }
      )
    })
  )
  const names = new Set<string>(remote.map(({ path }) => path))
  return {
    path: root.path,
    revision: root.revision,
    checked: common.length,
    mismatches: common.flatMap((file, index): ReadonlyArray<Mismatch> => {
      const { algorithm, hex } = Content.content(file).digest
      const got = actual[index] ?? ""
      return got === hex ? [] : [{ path: file.path, algorithm, expected: hex, actual: got }]
    }),
    missing: remote.map(({ path }) => String(path)).filter((path) => !local.has(path)),
    extra: [...local].filter((path) => !names.has(path)).sort()
  } satisfies Verified
})
