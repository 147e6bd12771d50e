/** Changes that were gathered, in one commit on top of what they were made against: all of them, or none. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import type { ListedFile } from "../domain/Content.ts"
import { DiskError, PreconditionFailed } from "../domain/errors.ts"
import * as Repo from "../domain/Repo.ts"
import type { RepoPath } from "../domain/RepoPath.ts"
import type { CommitHash, Revision } from "../domain/Revision.ts"
import { Hub } from "../services/Hub.ts"
import { Progress } from "../services/Progress.ts"
import { Workspace } from "../services/Workspace.ts"
import { checkCard } from "./upload/card.ts"
import { type Copy, ready, share } from "./upload/copies.ts"
import { type Decided, decide, sizes } from "./upload/decide.ts"
import { push } from "./upload/push.ts"
import type { Addition } from "./upload/source.ts"

/** A file of a repository at a commit, that is to be at another path or in another repository, too. */
export interface CopiedFile {
  readonly repo: Repo.Repo
  readonly commit: CommitHash
  readonly file: ListedFile
  readonly to: RepoPath
}

export interface CommitStagedInput {
  readonly repo: Repo.Repo
  readonly revision: Revision
  /** The commit that the changes were made against; absent: on top of whatever the branch is at. */
  readonly parent: CommitHash | undefined
  /** Local files, by where they are: they are read now. */
  readonly puts: ReadonlyArray<{ readonly path: RepoPath; readonly location: string }>
  readonly copies: ReadonlyArray<CopiedFile>
  readonly deleted: ReadonlyArray<string>
  readonly message: string
  readonly description?: string | undefined
  readonly createPr: boolean
}

/** What is there now: a file that was changed since is taken as it is, one that is gone is a mistake. */
const additions = Effect.fnUntraced(function* ({ puts }: CommitStagedInput) {
  const workspace = yield* Workspace
  return yield* Effect.forEach(puts, ({ location, path }) =>
    Effect.flatMap(workspace.locate(location), (found) => {
      if (found.kind === "file") return Effect.succeed<Addition>({ path, file: found.file })
      const [reason, detail] =
        found.kind === "folder"
          ? (["isADirectory", "it is a folder now"] as const)
          : (["notFound", "it is no longer there"] as const)
      return Effect.fail(new DiskError({ path: location, operation: `make '${path}' of`, reason, detail }))
    })
  )
})

/** Known before anything is sent; the Hub looks again when the commit comes. */
const checkParent = Effect.fnUntraced(function* ({ createPr, parent, repo, revision }: CommitStagedInput) {
  const { repos } = yield* Hub
  const { commit } = yield* repos.head(repo, revision)
  if (parent === undefined || createPr || commit === parent) return
  return yield* new PreconditionFailed({
    url: Repo.apiPath(repo),
    method: "GET",
    status: 412,
    serverMessage: `'${revision}' of ${repo.type} '${repo.id}' is at ${commit.slice(0, 7)} by now, no longer at ${parent.slice(0, 7)}; nothing was committed.`
  })
})

/** One question and one transfer for all files of a commit. */
const copied = Effect.fnUntraced(function* ({ copies, repo }: CommitStagedInput) {
  const sources = Arr.groupBy(copies, (each) => `${each.repo.type}/${each.repo.id}@${each.commit}`)
  const groups = yield* Effect.forEach(Object.values(sources), (all) =>
    Effect.gen(function* () {
      const first = Arr.headNonEmpty(all)
      const wanted = all.map(({ file, to }): Copy => ({ file, to }))
      const files = yield* ready(wanted, first.repo, first.commit)
      yield* share(wanted, first.repo, repo)
      return files
    })
  )
  return groups.flat()
})

const targetOf = ({ createPr, repo, revision }: CommitStagedInput) => ({ repo, revision, createPr })

/** What {@link commitStaged} would do with each local file: nothing is sent but the question. */
export const dryRun = Effect.fn("commitStaged.dryRun")(function* (input: CommitStagedInput) {
  const files = yield* additions(input)
  yield* checkCard(input.repo, files)
  yield* checkParent(input)
  const decided: ReadonlyArray<Decided> = yield* Effect.scoped(
    Effect.gen(function* () {
      const task = yield* (yield* Progress).task("Hashing", sizes(files))
      return yield* decide(targetOf(input), files, task)
    })
  )
  return decided.map(({ file, how, path }) => ({ path, size: file.size, how }))
})

/** `PreconditionFailed` when the branch moved. Whatever fails, nothing is committed. */
export const commitStaged = Effect.fn("commitStaged")(function* (input: CommitStagedInput) {
  const files = yield* additions(input)
  yield* checkCard(input.repo, files)
  yield* checkParent(input)
  const { deleted, description = "", message, parent } = input
  return yield* push({
    ...targetOf(input),
    additions: files,
    deleted,
    copies: yield* copied(input),
    header: { summary: message, description, ...(parent === undefined ? {} : { parentCommit: parent }) }
  })
})
