/** An upload that breaks off after hours of hashing must not begin them again. */
import * as fs from "node:fs"
import { join } from "node:path"
import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import { upload } from "../../../src/programs/upload.ts"
import { Settings } from "../../../src/services/Settings.ts"
import { Uploads } from "../../../src/services/Uploads.ts"
import { Workspace } from "../../../src/services/Workspace.ts"
import { folder, World } from "./world.ts"

const content = (letter: string) => Buffer.alloc(20_000, letter)
const files = { "a.bin": content("a"), "b.bin": content("b"), "c.bin": content("c") }

/** The upload, and which files were read for their hashes. */
const uploading = (name: string, root: string, mayStore: boolean) =>
  Effect.gen(function* () {
    const hashed: Array<string> = []
    const workspace = yield* Workspace
    const uploads = yield* Uploads
    const exit = yield* upload({ repo: Repo.make("model", RepoId.make(`alice/${name}`)), localPath: root }).pipe(
      Effect.provideService(Workspace, {
        ...workspace,
        sha256: (file, onBytes) => {
          hashed.push(file.path)
          return workspace.sha256(file, onBytes)
        }
      }),
      Effect.provideService(Uploads, mayStore ? uploads : { store: () => Effect.interrupt }),
      Effect.exit
    )
    return { exit, hashed: hashed.sort() }
  })

const kept = Effect.map(Settings, ({ home }) => {
  const place = join(home, "uploads")
  return fs.existsSync(place) ? fs.readdirSync(place).map((name) => join(place, name)) : []
})

layer(World.layer(), { excludeTestServices: true })("the hashes of an upload", (it) => {
  const asAlice = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(World, ({ alice }) => Effect.provide(effect, alice))

  it.scoped("are kept until it is done: the next run reads only what was written to since", () =>
    Effect.gen(function* () {
      const root = yield* folder(files)
      const first = yield* uploading("kept", root, false)
      expect(Exit.isInterrupted(first.exit)).toBe(true)
      expect(first.hashed).toEqual(["a.bin", "b.bin", "c.bin"])

      // Other bytes of the same number, and a time of writing that was set back: only the time of change tells.
      const { atime, mtime } = fs.statSync(join(root, "b.bin"))
      fs.writeFileSync(join(root, "b.bin"), content("B"))
      fs.utimesSync(join(root, "b.bin"), atime, mtime)
      const [journal = ""] = yield* kept
      expect(fs.statSync(journal).mode & 0o777).toBe(0o600)
      // Killed while it wrote a line.
      fs.appendFileSync(journal, '["/somewhere/else.bin","1 2')

      const second = yield* uploading("kept", root, true)
      expect(second.hashed).toEqual(["b.bin"])
      expect(Exit.isSuccess(second.exit)).toBe(true)
      expect(yield* kept).toEqual([])

      const third = yield* uploading("kept", root, true)
      expect(third.hashed).toEqual(["a.bin", "b.bin", "c.bin"])
    }).pipe(asAlice)
  )

  it.scoped("are a courtesy: where they cannot be kept, the upload works all the same", () =>
    Effect.gen(function* () {
      const root = yield* folder(files)
      const { home } = yield* Settings
      fs.rmSync(join(home, "uploads"), { recursive: true, force: true })
      fs.writeFileSync(join(home, "uploads"), "in the way")
      const { exit } = yield* uploading("unkept", root, true)
      expect(Exit.isSuccess(exit)).toBe(true)
    }).pipe(asAlice)
  )
})
