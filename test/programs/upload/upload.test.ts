import * as crypto from "node:crypto"
import { expect, layer } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import type { RepoType } from "../../../src/domain/RepoType.ts"
import * as Revision from "../../../src/domain/Revision.ts"
import { type UploadInput, type UploadResult, upload } from "../../../src/programs/upload.ts"
import { Hub } from "../../../src/services/Hub.ts"
import { content, folder, inside, paths, World, write } from "./world.ts"

const repoOf = (name: string, type: RepoType = "model") =>
  Repo.make(type, RepoId.make(name.includes("/") ? name : `alice/${name}`))

const how = (result: UploadResult) => Object.fromEntries(result.files.map((file) => [file.path, file.how]))

const titles = (repo: Repo.Repo, revision = "main") =>
  Effect.flatMap(Hub, ({ refs }) => Stream.runCollect(refs.commits(repo, revision))).pipe(
    Effect.map((all) => Chunk.toReadonlyArray(all).map(({ title }) => title))
  )

/** What was said at warning and info level. */
const heard = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const said: Array<string> = []
  const listening = Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ message }) => said.push(String(message)))
  )
  return Effect.map(Effect.provide(effect, listening), (result) => [result, said] as const)
}

layer(World.layer({ multipartThreshold: 300_000, partSize: 100_000 }), { excludeTestServices: true })(
  "hf upload",
  (it) => {
    const asAlice = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.flatMap(World, ({ alice }) => Effect.provide(effect, alice))

    it.scoped("a very large folder goes up in several commits; run again, it goes on behind what is there", () =>
      Effect.gen(function* () {
        const names = Array.from({ length: 25 }, (_, index) => `part/file-${String(index).padStart(2, "0")}.txt`)
        const root = yield* folder(Object.fromEntries(names.map((name) => [name, `content of ${name}`])))
        const repo = repoOf("parts")
        yield* upload({ repo, localPath: root, include: ["part/file-0*"] })
        const [result, said] = yield* heard(upload({ repo, localPath: root, filesPerCommit: 10, commitMessage: "All" }))
        expect(yield* paths(repo)).toEqual(names)
        expect(result.files.map((file) => file.how)).toEqual(names.map((_, at) => (at < 10 ? "unchanged" : "regular")))
        expect((yield* titles(repo)).slice(0, 3)).toEqual([
          "All (part 3)",
          "All (part 2)",
          "Upload folder using huggingface_hub"
        ])
        expect(said).toContain("Part 3 of 3 is on the Hub.")
        const again = yield* upload({ repo, localPath: root, filesPerCommit: 10 })
        expect([again.noop, again.commit.oid]).toEqual([true, result.commit.oid])
        const proposed = yield* upload({
          repo: repoOf("proposed-parts"),
          localPath: root,
          filesPerCommit: 10,
          createPr: true,
          commitMessage: "Propose"
        })
        expect(proposed.pullRequestUrl).toMatch(/discussions\/1$/)
        expect(yield* paths(repoOf("proposed-parts"), "refs/pr/1")).toEqual(names)
        expect(yield* paths(repoOf("proposed-parts"))).toEqual([])
      }).pipe(asAlice)
    )

    it.scoped("takes a folder up, byte for byte, in one commit, and once", () =>
      Effect.gen(function* () {
        const { url } = yield* World
        const files: Record<string, string | Uint8Array> = {
          "README.md": "# Hello\n",
          empty: "",
          ".hidden/x": "dot",
          "näme with spaces/50% #1?.txt": "odd",
          "文件/😀.json": "{}",
          "model.safetensors": crypto.randomBytes(250_000),
          "parts.bin": crypto.randomBytes(1_234_567),
          "data/copy.bin": "",
          "text.txt": "a line\n".repeat(50_000)
        }
        files["data/copy.bin"] = files["model.safetensors"] ?? ""
        const root = yield* folder(files)
        const repo = repoOf("whole")
        const result = yield* upload({ repo, localPath: root })
        expect(yield* paths(repo)).toEqual(Object.keys(files).toSorted())
        for (const [path, bytes] of Object.entries(files))
          expect([path, (yield* content(repo, path)).equals(Buffer.from(bytes as string))]).toEqual([path, true])
        expect(how(result)).toMatchObject({ empty: "regular", "parts.bin": "lfs", "text.txt": "regular" })
        expect([how(result)["data/copy.bin"], how(result)["model.safetensors"]].toSorted()).toEqual(["lfs", "stored"])
        expect(yield* titles(repo)).toEqual(["Upload folder using huggingface_hub", "initial commit"])
        expect(result.webUrl).toBe(`${url}/alice/whole/tree/main/`)
        expect(result.commit.url).toBe(`${url}/alice/whole/commit/${result.commit.oid}`)

        const [again, said] = yield* heard(upload({ repo, localPath: root }))
        expect(again).toMatchObject({ noop: true, bytesSent: 0, commit: result.commit })
        expect(said).toContain("No files have been modified since last commit. Skipping to prevent empty commit.")
        write(root, { empty: "no more" })
        const third = yield* upload({ repo, localPath: root, commitMessage: "Third", commitDescription: "why" })
        expect(Object.values(how(third)).filter((each) => each !== "unchanged")).toEqual(["regular"])
        expect((yield* titles(repo)).length).toBe(3)
      }).pipe(asAlice)
    )

    it.scoped("puts a single file where it is told, or under its own name", () =>
      Effect.gen(function* () {
        const { url } = yield* World
        const root = yield* folder({ "models/m.bin": "weights" })
        const repo = repoOf("single", "dataset")
        const localPath = `${root}/models/m.bin`
        const first = yield* upload({ repo, localPath })
        expect(first.webUrl).toBe(`${url}/datasets/alice/single/blob/main/m.bin`)
        const [second, said] = yield* heard(
          upload({ repo, localPath, pathInRepo: "/vae/m.bin", exclude: ["*"], delete: ["*"] })
        )
        expect(second.webUrl).toBe(`${url}/datasets/alice/single/blob/main/vae/m.bin`)
        expect(said).toEqual(["Ignoring --exclude, --delete: a single file is uploaded."])
        expect(yield* paths(repo)).toEqual(["m.bin", "vae/m.bin"])
        expect((yield* titles(repo))[0]).toBe("Upload vae/m.bin with huggingface_hub")
      }).pipe(asAlice)
    )

    it.scoped("knows where it is: named like the repo, current folder, wildcard", () =>
      Effect.gen(function* () {
        const root = yield* folder({ "guess/a.txt": "a", "dir/x.bin": "x", "dir/y.txt": "y", "dir/deep/z.bin": "z" })
        yield* inside(root)
        expect(how(yield* upload({ repo: repoOf("guess") }))).toEqual({ "a.txt": "regular" })
        const repo = repoOf("wild")
        expect(Object.keys(how(yield* upload({ repo, localPath: "./dir/*.bin", pathInRepo: "." })))).toEqual([
          "dir/deep/z.bin",
          "dir/x.bin"
        ])
        const refused: ReadonlyArray<readonly [Partial<UploadInput>, string]> = [
          [{ repo: repoOf("nowhere") }, "InvalidInput"],
          [{ localPath: "dir/*.bin", include: ["a"] }, "InvalidInput"],
          [{ localPath: "dir/*.bin", pathInRepo: "elsewhere" }, "InvalidInput"],
          [{ localPath: "/etc/*" }, "InvalidInput"],
          [{ localPath: "../*" }, "InvalidInput"],
          [{ localPath: "dir/*.none" }, "InvalidInput"],
          [{ localPath: "none" }, "DiskError"],
          [{ localPath: "dir", include: ["*.none"] }, "InvalidInput"],
          [{ localPath: "dir", pathInRepo: "../up" }, "InvalidInput"],
          [{ localPath: "dir", pathInRepo: ".git/hooks" }, "InvalidInput"]
        ]
        for (const [input, tag] of refused) {
          const error = yield* Effect.flip(upload({ repo: repoOf("never"), ...input }))
          expect([input, error._tag]).toEqual([input, tag])
        }
        const { repos } = yield* Hub
        expect(yield* Effect.flip(repos.info(repoOf("never")))).toMatchObject({ _tag: "RepoNotFound" })
      }).pipe(asAlice)
    )

    it.scoped("includes and excludes relative to the folder; a leading / means the folder itself", () =>
      Effect.gen(function* () {
        const root = yield* folder({ "app.py": "1", "logs/a": "2", "src/logs/b": "3", "src/c.py": "4" })
        const repo = repoOf("filtered")
        const first = yield* upload({ repo, localPath: root, pathInRepo: "data", exclude: ["/logs/*"] })
        expect(Object.keys(how(first))).toEqual(["data/app.py", "data/src/c.py", "data/src/logs/b"])
        const second = yield* upload({ repo, localPath: root, include: ["*.py"], exclude: ["src/"] })
        expect(Object.keys(how(second))).toEqual(["app.py"])
      }).pipe(asAlice)
    )

    it.scoped("deletes in the same commit what is gone, never .gitattributes, never what is uploaded", () =>
      Effect.gen(function* () {
        const repo = repoOf("synced", "space")
        const root = yield* folder({ "app.py": "1", "old.txt": "2", "logs/kept": "3", "sub/a": "4", "sub/b": "5" })
        yield* upload({ repo, localPath: root })
        const next = yield* folder({ "app.py": "1", "new.txt": "6", "logs/local": "7" })
        const result = yield* upload({ repo, localPath: next, exclude: ["/logs/*"], delete: ["*"] })
        expect([...result.deleted].toSorted()).toEqual(
          expect.arrayContaining(["logs/kept", "old.txt", "sub/a", "sub/b"])
        )
        expect(result.deleted).not.toContain(".gitattributes")
        expect(yield* paths(repo)).toEqual(["app.py", "new.txt"])
        const { files } = yield* Hub
        const [attributes] = yield* files.pathsInfo(repo, "main", [".gitattributes"])
        expect(attributes?.path).toBe(".gitattributes")

        yield* upload({ repo, localPath: root, pathInRepo: "p" })
        const below = yield* upload({
          repo,
          localPath: next,
          pathInRepo: "p",
          include: ["new.txt"],
          delete: ["sub/*", "old.*"]
        })
        expect([...below.deleted].toSorted()).toEqual(["p/old.txt", "p/sub/a", "p/sub/b"])
        const nothing = yield* folder({})
        const only = yield* upload({ repo, localPath: nothing, delete: ["p/*"] })
        expect([only.noop, only.files, yield* paths(repo)]).toEqual([false, [], ["app.py", "new.txt"]])
      }).pipe(asAlice)
    )

    it.scoped("lets a file take the place of a folder that goes away", () =>
      Effect.gen(function* () {
        const repo = repoOf("swapped")
        yield* upload({ repo, localPath: yield* folder({ "a/b": "1", c: "2" }) })
        yield* upload({ repo, localPath: yield* folder({ a: "3", "c/d": "4" }), delete: ["*"] })
        expect(yield* paths(repo)).toEqual(["a", "c/d"])
      }).pipe(asAlice)
    )

    it.scoped("makes the branch it is sent to, from main, and no other ref", () =>
      Effect.gen(function* () {
        const { url } = yield* World
        const repo = repoOf("branched")
        const root = yield* folder({ a: "1" })
        yield* upload({ repo, localPath: root })
        write(root, { b: "2" })
        const [result, said] = yield* heard(upload({ repo, localPath: root, revision: Revision.make("feat/x") }))
        expect(said[0]).toBe("Branch 'feat/x' not found. Creating it...")
        expect(result.webUrl).toBe(`${url}/alice/branched/tree/feat%2Fx/`)
        expect([yield* paths(repo), yield* paths(repo, "feat/x")]).toEqual([["a"], ["a", "b"]])
        const [, quiet] = yield* heard(
          upload({ repo, localPath: root, pathInRepo: "c", revision: Revision.make("feat/x") })
        )
        expect(quiet).toEqual([])
        for (const revision of ["refs/pr/99", "f".repeat(40)])
          expect(
            yield* Effect.flip(upload({ repo, localPath: root, revision: Revision.make(revision) }))
          ).toMatchObject({
            _tag: "RevisionNotFound"
          })
      }).pipe(asAlice)
    )

    it.scoped("opens a pull request on somebody else's repo, and can go on in it", () =>
      Effect.gen(function* () {
        const { alice, bob, url } = yield* World
        const repo = repoOf("shared")
        const root = yield* folder({ a: "1", "w.bin": crypto.randomBytes(2000) })
        yield* Effect.provide(upload({ repo, localPath: yield* folder({ base: "0" }) }), alice)
        const error = yield* Effect.flip(Effect.provide(upload({ repo, localPath: root }), bob))
        expect(error).toMatchObject({ _tag: "Forbidden" })
        const opened = yield* Effect.provide(upload({ repo, localPath: root, createPr: true }), bob)
        expect(opened.pullRequestUrl).toBe(`${url}/alice/shared/discussions/1`)
        expect(opened.webUrl).toBe(`${url}/alice/shared/tree/refs%2Fpr%2F1/`)
        expect(yield* Effect.provide(paths(repo), alice)).toEqual(["base"])
        expect(yield* Effect.provide(paths(repo, "refs/pr/1"), alice)).toEqual(["a", "base", "w.bin"])
        write(root, { more: "2" })
        const more = { repo, localPath: root, pathInRepo: "sub", revision: Revision.make("refs/pr/1") }
        expect((yield* Effect.provide(upload(more), alice)).webUrl).toBe(`${url}/alice/shared/tree/refs%2Fpr%2F1/sub`)
        const refused = yield* Effect.flip(Effect.provide(upload({ ...more, createPr: true }), alice))
        expect(refused).toMatchObject({ _tag: "InvalidInput", what: "revision" })
      })
    )

    it.scoped(
      "creates what is missing: private if asked, Spaces as Gradio apps, bare names in the caller's namespace",
      () =>
        Effect.gen(function* () {
          const { url } = yield* World
          const { repos } = yield* Hub
          const root = yield* folder({ a: "1" })
          const space = repoOf("app", "space")
          yield* upload({ repo: space, localPath: root, private: true })
          expect(yield* repos.info(space)).toMatchObject({ private: true, sdk: "gradio" })
          const bare = yield* upload({ repo: Repo.make("model", RepoId.make("bare")), localPath: root })
          expect([bare.repo.id, bare.webUrl]).toEqual(["alice/bare", `${url}/alice/bare/tree/main/`])
          const again = yield* upload({ repo: Repo.make("model", RepoId.make("bare")), localPath: root, private: true })
          expect([again.noop, again.repo.id, (yield* repos.info(bare.repo)).private]).toEqual([
            true,
            "alice/bare",
            false
          ])
        }).pipe(asAlice)
    )

    it.scoped("needs a token that may write", () =>
      Effect.gen(function* () {
        const { alice, reader } = yield* World
        const root = yield* folder({ a: "1" })
        const error = yield* Effect.flip(Effect.provide(upload({ repo: repoOf("unwritten"), localPath: root }), reader))
        expect(error).toMatchObject({ _tag: "Forbidden" })
        const info = Effect.flatMap(Hub, ({ repos }) => repos.info(repoOf("unwritten")))
        expect(yield* Effect.flip(Effect.provide(info, alice))).toMatchObject({ _tag: "RepoNotFound" })
      })
    )

    it.scoped("obeys .gitignore, the folder's own or the one the repo has", () =>
      Effect.gen(function* () {
        const repo = repoOf("ignoring")
        const root = yield* folder({ ".gitignore": "*.log\nbuild/\n", "a.log": "1", "build/x": "2", "src/b": "3" })
        expect(how(yield* upload({ repo, localPath: root }))).toEqual({
          ".gitignore": "regular",
          "a.log": "ignored",
          "build/x": "ignored",
          "src/b": "regular"
        })
        const only = yield* upload({ repo, localPath: `${root}/a.log` })
        expect([only.noop, how(only)]).toEqual([true, { "a.log": "ignored" }])
      }).pipe(asAlice)
    )
  }
)
