import * as crypto from "node:crypto"
import * as fs from "node:fs"
import * as os from "node:os"
import * as nodePath from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { layer } from "../../../../src/layers/transfer/upload/Workspace.ts"
import { type LocalFile, Workspace } from "../../../../src/services/Workspace.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => fs.realpathSync(fs.mkdtempSync(nodePath.join(os.tmpdir(), "hf-workspace-")))),
  (path) => Effect.sync(() => fs.rmSync(path, { recursive: true, force: true }))
)

/** Root may read everything: as root, be somebody else until the scope closes. */
const nobody = Effect.acquireRelease(
  Effect.sync(() => {
    const me = process.geteuid?.()
    if (me === 0) process.seteuid?.(65534)
    return me
  }),
  (me) => Effect.sync(() => (me === 0 ? process.seteuid?.(0) : undefined))
)

const put = (root: string, path: string, content: string | Uint8Array = path) => {
  const file = nodePath.join(root, path)
  fs.mkdirSync(nodePath.dirname(file), { recursive: true })
  fs.writeFileSync(file, content)
}

const list = (root: string, keep: (path: string) => boolean = () => true) =>
  Effect.flatMap(Workspace, (workspace) => Stream.runCollect(workspace.list(root, keep))).pipe(
    Effect.map(Chunk.toReadonlyArray)
  )

const paths = (root: string, keep?: (path: string) => boolean) =>
  Effect.map(list(root, keep), (files) => files.map(({ path }) => path))

const locateFile = (path: string) =>
  Effect.flatMap(Workspace, (workspace) => workspace.locate(path)).pipe(
    Effect.map((located): LocalFile => {
      if (located.kind !== "file") throw new Error(`${path} is not a file`)
      return located.file
    })
  )

it.layer(layer)("A listing", (it) => {
  it.scoped("has dot files, is sorted by path components and leaves the books of git and clients out", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const kept = [".gitattributes", ".github/ci.yml", ".gitignore", "a/b", "a/c/d", "a-b", "b", "x.git/y"]
      for (const path of [...kept].reverse()) put(root, path)
      for (const path of [".git/config", "a/.git", "a/.cache/huggingface/upload/x", ".cache/huggingface/.gitignore"])
        put(root, path)
      fs.mkdirSync(nodePath.join(root, "empty/er"), { recursive: true })
      expect(yield* paths(root)).toEqual([
        ".gitattributes",
        ".github/ci.yml",
        ".gitignore",
        "a/b",
        "a/c/d",
        "a-b",
        "b",
        "x.git/y"
      ])
      expect(yield* paths(root, (path) => path.startsWith("a"))).toEqual(["a/b", "a/c/d", "a-b"])
    })
  )

  it.scoped("follows links to files only", () =>
    Effect.gen(function* () {
      const root = yield* folder
      put(root, "data/file", "12345")
      fs.symlinkSync("data/file", nodePath.join(root, "link"))
      fs.symlinkSync("data", nodePath.join(root, "folder-link"))
      fs.symlinkSync("nowhere", nodePath.join(root, "dangling"))
      fs.symlinkSync("circle", nodePath.join(root, "circle"))
      fs.symlinkSync("..", nodePath.join(root, "data/up"))
      const files = yield* list(root)
      expect(files.map(({ path, size }) => [path, size])).toEqual([
        ["data/file", 5],
        ["link", 5]
      ])
    })
  )

  it.scoped("refuses names that no repo can have, unless they are excluded", () =>
    Effect.gen(function* () {
      const root = yield* folder
      put(root, "ok")
      put(root, ".cache/other/file")
      put(root, "a\\..\\b")
      expect(yield* Effect.flip(paths(root, (path) => path.startsWith(".cache")))).toMatchObject({
        _tag: "InvalidInput",
        value: ".cache/other/file"
      })
      expect(yield* Effect.flip(paths(root, (path) => path.startsWith("a")))).toMatchObject({ _tag: "InvalidInput" })
      expect(yield* paths(root, (path) => path === "ok")).toEqual(["ok"])
    })
  )

  it.scoped("names the file whose name is not text", () =>
    Effect.gen(function* () {
      const root = yield* folder
      fs.writeFileSync(Buffer.concat([Buffer.from(`${root}/bad-`), Buffer.from([0xff, 0xfe])]), "x")
      expect(yield* Effect.flip(paths(root))).toMatchObject({ _tag: "InvalidInput", what: "file name" })
    })
  )

  it.scoped("of a folder that is not there, or not a folder, says so", () =>
    Effect.gen(function* () {
      const root = yield* folder
      put(root, "file")
      expect(yield* Effect.flip(paths(nodePath.join(root, "none")))).toMatchObject({
        _tag: "DiskError",
        reason: "notFound"
      })
      expect(yield* Effect.flip(paths(nodePath.join(root, "file")))).toMatchObject({
        _tag: "DiskError",
        reason: "notADirectory"
      })
    })
  )

  it.scoped("names the file or folder it may not read", () =>
    Effect.gen(function* () {
      const root = yield* folder
      fs.chmodSync(root, 0o755)
      put(root, "open/file")
      put(root, "shut/file")
      put(root, "mine")
      fs.chmodSync(nodePath.join(root, "mine"), 0)
      fs.chmodSync(nodePath.join(root, "shut"), 0)
      yield* nobody
      expect(yield* Effect.flip(paths(root))).toMatchObject({
        _tag: "DiskError",
        reason: "permission",
        operation: "list"
      })
      expect(yield* paths(nodePath.join(root, "open"))).toEqual(["file"])
      const workspace = yield* Workspace
      const past = workspace.list(
        root,
        (path) => path !== "mine",
        (path) => path !== "shut"
      )
      expect((yield* Stream.runCollect(past)).pipe(Chunk.toReadonlyArray).map(({ path }) => path)).toEqual([
        "open/file"
      ])
      const mine = yield* locateFile(nodePath.join(root, "mine"))
      const all = [workspace.bytes(mine), workspace.sha256(mine), Stream.runDrain(workspace.read(mine))] as const
      for (const error of yield* Effect.all(all.map((reading) => Effect.flip(Effect.asVoid(reading)))))
        expect(error).toMatchObject({ _tag: "DiskError", reason: "permission", path: nodePath.join(root, "mine") })
    })
  )

  it.scoped("comes in the order of path components, whatever the tree", () =>
    Effect.gen(function* () {
      const segment = fc.constantFrom("a", "b", "a-", "a.b", "A", "0", "_", "ab")
      const trees = fc.sample(
        fc.array(fc.array(segment, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 25 }),
        20
      )
      for (const tree of trees) {
        const root = yield* folder
        for (const parts of tree) {
          try {
            put(root, parts.join("/"))
          } catch {
            // A file stands where a folder would have to be: this tree is one path shorter.
          }
        }
        const found = yield* paths(root)
        const sorted = [...found].sort((one, other) => {
          const [a, b] = [one.split("/"), other.split("/")]
          const at = a.findIndex((each, index) => each !== b[index])
          return (a[at] ?? "") < (b[at] ?? "") ? -1 : 1
        })
        expect(found).toEqual(sorted)
        expect(new Set(found).size).toBe(found.length)
      }
    })
  )
})

it.layer(layer)("Reading", (it) => {
  for (const size of [0, 1, 511, 262_144, 1_048_576, 3_000_001]) {
    it.scoped(`${size} bytes agrees with the disk`, () =>
      Effect.gen(function* () {
        const root = yield* folder
        const content = crypto.randomBytes(size)
        put(root, "f", content)
        const workspace = yield* Workspace
        const file = yield* locateFile(nodePath.join(root, "f"))
        const sha1 = crypto.createHash("sha1").update(`blob ${size}\0`).update(content).digest("hex")
        expect(yield* workspace.sha256(file)).toBe(crypto.createHash("sha256").update(content).digest("hex"))
        expect(yield* workspace.gitOid(file)).toBe(sha1)
        expect(Buffer.compare(yield* workspace.bytes(file), content)).toBe(0)
        expect((yield* workspace.heads([{ file }], () => 512)).map((head) => Buffer.from(head))).toEqual([
          content.subarray(0, 512)
        ])
        const [start, end] = [Math.floor(size / 3), Math.ceil(size / 2)]
        const part = yield* Stream.runCollect(workspace.read(file, { start, end }))
        expect(Buffer.compare(Buffer.concat([...part]), content.subarray(start, end))).toBe(0)
      })
    )
  }

  const changes: ReadonlyArray<readonly [string, (path: string) => void]> = [
    ["grew", (path) => fs.appendFileSync(path, "x")],
    ["shrank", (path) => fs.truncateSync(path, 10)],
    ["was written again", (path) => fs.utimesSync(path, 1, 1)],
    [
      "became a folder",
      (path) => {
        fs.rmSync(path)
        fs.mkdirSync(path)
      }
    ]
  ]
  for (const [what, change] of changes) {
    it.scoped(`notices that the file ${what}`, () =>
      Effect.gen(function* () {
        const root = yield* folder
        const path = nodePath.join(root, "f")
        for (const size of [1000, 2_000_000]) {
          fs.rmSync(path, { recursive: true, force: true })
          put(root, "f", Buffer.alloc(size))
          const workspace = yield* Workspace
          const file = yield* locateFile(path)
          change(path)
          const errors = yield* Effect.all([
            Effect.flip(workspace.bytes(file)),
            Effect.flip(workspace.sha256(file)),
            Effect.flip(Stream.runDrain(workspace.read(file))),
            Effect.flip(workspace.heads([{ file, bytes: Buffer.alloc(size) }], () => size))
          ])
          for (const error of errors)
            expect(["changed", "other", "isADirectory"]).toContain(
              error._tag === "IntegrityError" ? error.check : error.reason
            )
          if (what !== "became a folder")
            expect(errors[1]).toMatchObject({ _tag: "IntegrityError", path: "f", check: "changed" })
        }
      })
    )
  }

  it.scoped("notices a change in the middle of a stream", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const path = nodePath.join(root, "f")
      put(root, "f", Buffer.alloc(2_000_000))
      const workspace = yield* Workspace
      const file = yield* locateFile(path)
      let seen = 0
      const reading = Stream.runForEach(workspace.read(file), (part) =>
        Effect.sync(() => {
          if (seen === 0) fs.appendFileSync(path, "more")
          seen += part.length
        })
      )
      expect(yield* Effect.flip(reading)).toMatchObject({ _tag: "IntegrityError", check: "changed" })
    })
  )

  it.scoped("of a growing file stops where it ended when it was listed", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const path = nodePath.join(root, "log")
      put(root, "log", "first line\n")
      const workspace = yield* Workspace
      const file = { ...(yield* locateFile(path)), growing: true }
      fs.appendFileSync(path, "second line\n")
      expect(Buffer.from(yield* workspace.bytes(file)).toString()).toBe("first line\n")
      expect(yield* workspace.sha256(file)).toBe(crypto.createHash("sha256").update("first line\n").digest("hex"))
      fs.truncateSync(path, 3)
      expect(yield* Effect.flip(workspace.bytes(file))).toMatchObject({ _tag: "IntegrityError", check: "changed" })
    })
  )

  it.scoped("a vanished or forbidden file is the disk's error", () =>
    Effect.gen(function* () {
      const root = yield* folder
      put(root, "f")
      const workspace = yield* Workspace
      const file = yield* locateFile(nodePath.join(root, "f"))
      fs.rmSync(nodePath.join(root, "f"))
      expect(yield* Effect.flip(workspace.sha256(file))).toMatchObject({ _tag: "DiskError", reason: "notFound" })
      expect(yield* workspace.locate(nodePath.join(root, "f"))).toEqual({ kind: "missing" })
      expect(yield* workspace.locate(nodePath.join(root, "f/below"))).toEqual({ kind: "missing" })
      expect(yield* workspace.locate(root)).toEqual({ kind: "folder", location: root })
    })
  )
})

describe("A listing of many files", () => {
  it.scoped("can be left early and read to its end", () =>
    Effect.gen(function* () {
      const root = yield* folder
      for (let i = 0; i < 2000; i++) put(root, `d${i % 20}/f${i}`, "x")
      const workspace = yield* Workspace
      const first = yield* workspace.list(root, () => true).pipe(Stream.take(3), Stream.runCount)
      const all = yield* Stream.runCount(workspace.list(root, () => true))
      expect([first, all]).toEqual([3, 2000])
    }).pipe(Effect.provide(layer))
  )
})
