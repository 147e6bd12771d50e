/** Repos, branches, tags and files that go, against a Hub in this process. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import * as Revision from "../../../src/domain/Revision.ts"
import type { CommitLine } from "../../../src/domain/wire/Uploads.ts"
import * as Embedded from "../../../src/embedded.ts"
import { copyFiles } from "../../../src/programs/copyFiles.ts"
import { createBranch, createBranchExistOk, deleteBranch } from "../../../src/programs/repos/branches.ts"
import { create } from "../../../src/programs/repos/create.ts"
import { deleteFiles } from "../../../src/programs/repos/deleteFiles.ts"
import { duplicate, duplicateExistOk } from "../../../src/programs/repos/duplicate.ts"
import { list } from "../../../src/programs/repos/list.ts"
import { move } from "../../../src/programs/repos/move.ts"
import { updateSettings } from "../../../src/programs/repos/settings.ts"
import { createTag, deleteTag, listTags } from "../../../src/programs/repos/tags.ts"
import { Hub } from "../../../src/services/Hub.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-repos-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const model = (id: string) => Repo.make("model", RepoId.make(id))
const demo = model("local/demo")

/** Runs `test` with a Hub that has the model `local/demo`. */
const withDemo = <A, E>(test: Effect.Effect<A, E, Layer.Layer.Success<ReturnType<typeof Embedded.layer>>>) =>
  Effect.flatMap(folder, (root) =>
    Effect.zipRight(create(demo), test).pipe(
      Effect.provide(
        Embedded.layer({ dataDir: join(root, "data"), settings: { home: root, cacheDir: join(root, "hub") } })
      )
    )
  )

const commit = (repo: Repo.Repo, ...paths: ReadonlyArray<string>) =>
  Effect.flatMap(Hub, ({ commits }) =>
    commits.create(
      repo,
      "main",
      Stream.fromIterable<CommitLine>([
        { key: "header", value: { summary: "Add files" } },
        ...paths.map((path): CommitLine => ({ key: "file", value: { path, content: "YQ==", encoding: "base64" } }))
      ])
    )
  )

const paths = (repo: Repo.Repo) =>
  Effect.flatMap(Hub, ({ repos }) =>
    Effect.map(repos.info(repo), ({ siblings }) => (siblings ?? []).map(({ rfilename }) => rfilename))
  )

const tagNames = (repo: Repo.Repo) => Effect.map(listTags(repo), (tags) => tags.map(({ name }) => name))

describe("a repo", () => {
  it.scopedLive("moves, and answers to its old name until another repo takes it", () =>
    withDemo(
      Effect.gen(function* () {
        yield* move(demo, RepoId.make("team/moved"))
        const { repos } = yield* Hub
        assert.strictEqual((yield* repos.info(demo)).id, "team/moved")
        // A write by the old name arrives, body and all.
        yield* createTag(demo, "v1", { message: "by its old name" })
        assert.deepStrictEqual(yield* tagNames(model("team/moved")), ["v1"])
        yield* create(demo)
        assert.deepStrictEqual(yield* tagNames(demo), [])
        const taken = yield* Effect.flip(move(demo, RepoId.make("team/moved")))
        assert.strictEqual(taken._tag, "Conflict")
      })
    )
  )

  it.scopedLive("is duplicated into one's own namespace under its own name, unless told otherwise", () =>
    withDemo(
      Effect.gen(function* () {
        yield* move(demo, RepoId.make("team/demo"))
        const original = model("team/demo")
        assert.strictEqual((yield* duplicate(original, undefined)).name, "local/demo")
        assert.strictEqual((yield* duplicate(original, RepoId.make("bare"))).name, "local/bare")
        const again = yield* Effect.flip(duplicate(original, undefined))
        assert.strictEqual(again._tag === "Conflict" && again.existing?.endsWith("/local/demo"), true)
        const same = yield* duplicateExistOk(original, undefined, { visibility: "private" })
        assert.strictEqual(same.name, "local/demo")
        const { repos } = yield* Hub
        // It was there: it stays as it was.
        assert.strictEqual((yield* repos.info(demo)).private, false)
      })
    )
  )

  it.scopedLive("is among those listed, by kind and by part of its name", () =>
    withDemo(
      Effect.gen(function* () {
        yield* create(Repo.make("dataset", RepoId.make("local/Demo-data")))
        yield* create(model("team/theirs"))
        const ids = (input: Parameters<typeof list>[0]) =>
          Effect.map(list(input), (all) => all.map(({ id }) => id).sort())
        assert.deepStrictEqual(yield* ids({}), ["local/Demo-data", "local/demo"])
        assert.deepStrictEqual(yield* ids({ type: "dataset" }), ["local/Demo-data"])
        assert.deepStrictEqual(yield* ids({ search: "DATA" }), ["local/Demo-data"])
        assert.deepStrictEqual(yield* ids({ namespace: "team" }), ["team/theirs"])
      })
    )
  )

  it.scopedLive("changes its settings, one or several at once", () =>
    withDemo(
      Effect.gen(function* () {
        const { repos } = yield* Hub
        yield* updateSettings(demo, { gated: "manual" })
        yield* updateSettings(demo, { visibility: "private" })
        const info = yield* repos.info(demo)
        assert.deepStrictEqual([info.gated, info.private], ["manual", true])
        yield* updateSettings(demo, { gated: false, visibility: "public" })
        const open = yield* repos.info(demo)
        assert.deepStrictEqual([open.gated, open.private], [false, false])
        assert.strictEqual((yield* Effect.flip(updateSettings(demo, {})))._tag, "InvalidInput")
      })
    )
  )
})

describe("a branch", () => {
  it.scopedLive("starts from any revision, exists once, and goes away", () =>
    withDemo(
      Effect.gen(function* () {
        const { refs, repos } = yield* Hub
        const first = (yield* repos.info(demo)).sha ?? ""
        yield* commit(demo, "a.txt")
        yield* createBranch(demo, "from/hash", Revision.make(first.slice(0, 7)))
        yield* createBranch(demo, "dev")
        const { branches } = yield* refs.list(demo)
        const head = branches.find(({ name }) => name === "main")?.targetCommit
        assert.deepStrictEqual(
          branches.map(({ name, targetCommit }) => [name, targetCommit]),
          [
            ["dev", head],
            ["from/hash", first],
            ["main", head]
          ]
        )
        assert.strictEqual((yield* Effect.flip(createBranch(demo, "dev")))._tag, "Conflict")
        yield* createBranchExistOk(demo, "dev", Revision.make("from/hash"))
        assert.strictEqual((yield* Effect.flip(createBranch(demo, "")))._tag, "InvalidInput")
        yield* deleteBranch(demo, "from/hash")
        const missing = yield* Effect.flip(deleteBranch(demo, "from/hash"))
        assert.strictEqual(missing.message, "Branch 'from/hash' not found in model 'local/demo'.")
      })
    )
  )
})

describe("a tag", () => {
  it.scopedLive("marks any revision; lists begin with the highest version", () =>
    withDemo(
      Effect.gen(function* () {
        for (const tag of ["v1.9", "v1.10", "v1.2"]) yield* createTag(demo, tag)
        assert.deepStrictEqual(yield* tagNames(demo), ["v1.10", "v1.9", "v1.2"])
        const nowhere = yield* Effect.flip(createTag(demo, "x", { revision: Revision.make("nope") }))
        assert.strictEqual(nowhere.message, "Revision 'nope' not found in model 'local/demo'.")
        yield* deleteTag(demo, "v1.9")
        const missing = yield* Effect.flip(deleteTag(demo, "v1.9"))
        assert.strictEqual(missing.message, "Tag 'v1.9' not found in model 'local/demo'.")
        // A branch is no tag.
        assert.strictEqual((yield* Effect.flip(deleteTag(demo, "main")))._tag, "RevisionNotFound")
      })
    )
  )
})

describe("deleting files", () => {
  it.scopedLive("takes names, folders and wildcards, in one commit, and leaves .gitattributes", () =>
    withDemo(
      Effect.gen(function* () {
        yield* commit(demo, "a.txt", "logs/1.txt", "logs/deep/2.bin", "src/c.py", "src/d.txt")
        const planned = yield* deleteFiles({ repo: demo, patterns: ["logs/"], dryRun: true })
        assert.deepStrictEqual(planned, { paths: ["logs/1.txt", "logs/deep/2.bin"], commit: undefined })
        const done = yield* deleteFiles({ repo: demo, patterns: ["logs/", "src/*.py", "no-such-file"] })
        assert.deepStrictEqual(done.paths, ["logs/1.txt", "logs/deep/2.bin", "src/c.py"])
        assert.deepStrictEqual(yield* paths(demo), [".gitattributes", "a.txt", "src/d.txt"])
        const { refs } = yield* Hub
        const [last] = yield* Stream.runCollect(Stream.take(refs.commits(demo, "main"), 1))
        assert.strictEqual(last?.title, "Delete files logs/ src/*.py no-such-file with huggingface_hub")
        assert.strictEqual(done.commit?.commitOid, last?.id)
        yield* deleteFiles({ repo: demo, patterns: ["*"], commitMessage: "All" })
        assert.deepStrictEqual(yield* paths(demo), [".gitattributes"])
      })
    )
  )

  it.scopedLive("of which there are none is a mistake, and says what may have been meant", () =>
    withDemo(
      Effect.gen(function* () {
        yield* commit(demo, "logs/1.txt")
        const why = (...patterns: ReadonlyArray<string>) =>
          Effect.map(Effect.flip(deleteFiles({ repo: demo, patterns })), ({ message }) => message)
        assert.strictEqual(yield* why("logs"), "Invalid pattern 'logs': 'logs' is a folder: write 'logs/'.")
        assert.strictEqual(yield* why("x", "y"), "Invalid patterns 'x' 'y': no file of 'main' matches.")
        assert.strictEqual(yield* why(".gitattributes"), "Invalid pattern '.gitattributes': no file of 'main' matches.")
        const elsewhere = yield* Effect.flip(
          deleteFiles({ repo: demo, patterns: ["*"], revision: Revision.make("nope") })
        )
        assert.strictEqual(elsewhere._tag, "RevisionNotFound")
      })
    )
  )

  it.scopedLive("can be proposed", () =>
    withDemo(
      Effect.gen(function* () {
        yield* commit(demo, "a.txt")
        const { commit: proposed } = yield* deleteFiles({ repo: demo, patterns: ["a.txt"], createPr: true })
        assert.match(proposed?.pullRequestUrl ?? "", /\/local\/demo\/discussions\/1$/)
        assert.deepStrictEqual(yield* paths(demo), [".gitattributes", "a.txt"])
      })
    )
  )
})

describe("copying files", () => {
  it.scopedLive("commits nothing when a place does not exist", () =>
    withDemo(
      Effect.gen(function* () {
        yield* commit(demo, "a.txt")
        const place = (
          path: string,
          more: { readonly revision?: Revision.Revision; readonly repo?: Repo.Repo } = {}
        ) => ({
          repo: demo,
          path,
          folder: false,
          ...more
        })
        const tags = [
          yield* Effect.flip(copyFiles(place("a.txt"), place("b.txt", { repo: model("local/nowhere") }))),
          yield* Effect.flip(copyFiles(place("a.txt", { repo: model("local/nowhere") }), place("b.txt"))),
          yield* Effect.flip(copyFiles(place("nope"), place("b.txt"))),
          yield* Effect.flip(copyFiles(place("a.txt"), place("b.txt", { revision: Revision.make("nope") }))),
          yield* Effect.flip(copyFiles(place("a.txt"), place(".git/config")))
        ].map(({ _tag }) => _tag)
        assert.deepStrictEqual(tags, [
          "RepoNotFound",
          "RepoNotFound",
          "EntryNotFound",
          "RevisionNotFound",
          "InvalidInput"
        ])
        assert.strictEqual(yield* copyFiles(place("a.txt"), place("a.txt")), undefined)
        assert.deepStrictEqual(yield* paths(demo), [".gitattributes", "a.txt"])
      })
    )
  )
})
