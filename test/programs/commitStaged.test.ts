/** Staged changes as a library's user commits them, against the Hub in a box. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Repo from "../../src/domain/Repo.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import * as RepoPath from "../../src/domain/RepoPath.ts"
import { main } from "../../src/domain/Revision.ts"
import * as TreeListing from "../../src/domain/TreeListing.ts"
import * as Embedded from "../../src/embedded.ts"
import { type CommitStagedInput, commitStaged, dryRun } from "../../src/programs/commitStaged.ts"
import { upload } from "../../src/programs/upload.ts"
import { Hub } from "../../src/services/Hub.ts"
import * as Accounts from "../support/Accounts.ts"
import * as TempDir from "../support/TempDir.ts"

const box = Layer.unwrapScoped(
  Effect.gen(function* () {
    const root = yield* TempDir.make("staged")
    const accountsFile = yield* Accounts.write(root)
    return Embedded.layer({ dataDir: join(root, "hub"), accountsFile, token: Accounts.tokens.alice })
  })
)

/** A repo with two files, and the commit it is at. */
const seeded = (name: string) =>
  Effect.gen(function* () {
    const folder = yield* TempDir.make("files")
    writeFileSync(join(folder, "small.txt"), "small\n")
    writeFileSync(join(folder, "large.bin"), Buffer.alloc(5000, 1))
    const repo = Repo.make("model", RepoId.make(`alice/${name}`))
    yield* upload({ repo, localPath: folder, pathInRepo: "." })
    const { repos } = yield* Hub
    const { commit } = yield* repos.head(repo, main)
    const input: CommitStagedInput = {
      repo,
      revision: main,
      parent: commit,
      puts: [],
      copies: [],
      deleted: [],
      message: "Staged",
      createPr: false
    }
    return { commit, folder, input, repo }
  })

const put = (path: string, location: string) => ({ path: RepoPath.make(path), location })

describe("commitStaged", () => {
  layer(box, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("puts, copies and deletes in one commit on top of its parent", () =>
      Effect.gen(function* () {
        const { commit, folder, input, repo } = yield* seeded("one")
        const { files, refs } = yield* Hub
        const listed = yield* files.pathsInfo(repo, main, ["small.txt", "large.bin"])
        const copies = yield* Effect.forEach(listed, (entry) =>
          Effect.map(TreeListing.fromEntry(entry), (file) => ({
            repo,
            commit,
            file,
            to: RepoPath.make(`moved/${entry.path}`)
          }))
        )
        writeFileSync(join(folder, "new.txt"), "new\n")
        const staged = { ...input, puts: [put("new.txt", join(folder, "new.txt"))], copies, deleted: ["small.txt"] }
        assert.deepStrictEqual(yield* dryRun(staged), [{ path: RepoPath.make("new.txt"), size: 4, how: "regular" }])
        const result = yield* commitStaged(staged)
        assert.deepInclude(result, { noop: false, deleted: ["small.txt"] })
        const paths = yield* files.pathsInfo(repo, result.commit.oid, [
          "new.txt",
          "small.txt",
          "large.bin",
          "moved/small.txt",
          "moved/large.bin"
        ])
        assert.deepStrictEqual(paths.map(({ path }) => path).sort(), [
          "large.bin",
          "moved/large.bin",
          "moved/small.txt",
          "new.txt"
        ])
        const titles = yield* Effect.map(Effect.scoped(Stream.runCollect(refs.commits(repo, main))), (all) =>
          [...all].map(({ title }) => title)
        )
        assert.strictEqual(titles[0], "Staged")
      })
    )

    it.scoped("is refused when the branch moved, before anything is sent and at the last moment", () =>
      Effect.gen(function* () {
        const { commit, folder, input, repo } = yield* seeded("two")
        const hub = yield* Hub
        writeFileSync(join(folder, "theirs.txt"), "theirs\n")
        yield* upload({ repo, localPath: join(folder, "theirs.txt") })
        const staged = { ...input, puts: [put("mine.txt", join(folder, "small.txt"))] }
        const early = yield* Effect.flip(commitStaged(staged))
        assert.strictEqual(early._tag, "PreconditionFailed")
        assert.include(early.message, "no longer at")
        // Somebody is faster between our look and our commit: the Hub itself says no.
        const stale = { ...hub, repos: { ...hub.repos, head: () => Effect.succeed({ commit, gated: false }) } }
        const late = yield* Effect.flip(Effect.provideService(commitStaged(staged), Hub, stale))
        assert.deepInclude(late, { _tag: "PreconditionFailed", status: 412 })
        assert.deepStrictEqual(yield* hub.files.pathsInfo(repo, main, ["mine.txt"]), [])
        assert.isFalse((yield* commitStaged({ ...staged, parent: undefined })).noop)
        assert.strictEqual((yield* hub.files.pathsInfo(repo, main, ["mine.txt", "theirs.txt"])).length, 2)
      })
    )

    it.scoped("says which local file is gone", () =>
      Effect.gen(function* () {
        const { folder, input } = yield* seeded("three")
        const gone = yield* Effect.flip(commitStaged({ ...input, puts: [put("x.txt", join(folder, "none.txt"))] }))
        assert.deepInclude(gone, { _tag: "DiskError", reason: "notFound", path: join(folder, "none.txt") })
        const now = yield* Effect.flip(commitStaged({ ...input, puts: [put("x.txt", folder)] }))
        assert.deepInclude(now, { _tag: "DiskError", reason: "isADirectory", path: folder })
      })
    )
  })
})
