/** {@link LocalDir} on the local disk, with the notes and locks the Python client leaves and reads there. */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { basename, join, resolve } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Content from "../../domain/Content.ts"
import { DiskError } from "../../domain/errors.ts"
import * as LocalMetadata from "../../domain/LocalMetadata.ts"
import { FileLocks } from "../../services/FileLocks.ts"
import { LocalDir, type LocalFolder } from "../../services/LocalDir.ts"
import * as Disk from "./Disk.ts"
import { copyFile } from "./entries.ts"
import { filesBelow, isFile } from "./files.ts"
import { makeFolderInside } from "./inside.ts"
import { createIfAbsent, partial, partialSuffix, replaceFile, tagCacheFolder } from "./names.ts"
import * as Trees from "./trees.ts"

const notes = [".cache", "huggingface"]

/** Start of the names of a file's temporaries: how huggingface_hub 2.0.0 tells them apart in one folder. */
const stem = (path: string): string =>
  createHash("sha1")
    .update(`${basename(path)}.metadata`)
    .digest("base64")
    .replaceAll("+", "-")
    .replaceAll("/", "_")

const make = Effect.gen(function* () {
  const locks = yield* FileLocks

  const open = (directory: string): LocalFolder => {
    const folder = resolve(directory)
    const home = join(folder, ...notes)
    const target = (path: string) => join(folder, path)
    const note = (path: string, kind: "metadata" | "lock") => join(home, "download", `${path}.${kind}`)
    const known = new Set<string>()

    const makeHome = () => {
      if (known.has(home)) return
      makeFolderInside(known, folder, notes)
      // One byte, as Python writes it: nothing below is ever to be committed to a git repo around the folder.
      createIfAbsent(join(home, ".gitignore"), "*")
      tagCacheFolder(home)
    }

    /** The folders of the file and of its notes; the latter's is the answer. */
    const makeFolders = (path: string): string => {
      const parents = path.split("/").slice(0, -1)
      makeHome()
      makeFolderInside(known, folder, parents)
      return makeFolderInside(known, folder, [...notes, "download", ...parents])
    }

    const dropIn = (parent: string, files: ReadonlyArray<Content.ListedFile>) =>
      Effect.gen(function* () {
        const beside = join(home, "download", parent)
        const leftovers = yield* Disk.attempt("list", beside, () =>
          fs.existsSync(beside) ? fs.readdirSync(beside).filter((name) => name.endsWith(partialSuffix)) : []
        )
        if (leftovers.length === 0) return
        const owners = new Map(files.map((file) => [stem(file.path), file] as const))
        for (const name of leftovers) {
          const file = owners.get(name.slice(0, 28))
          if (file === undefined) continue
          yield* Effect.scoped(
            Effect.gen(function* () {
              const lock = yield* locks.tryAcquire(note(file.path, "lock"))
              if (lock._tag === "Some" && lock.value.exclusive)
                yield* Disk.attempt("delete", join(beside, name), () => fs.rmSync(join(beside, name), { force: true }))
            })
          )
        }
      })

    return {
      folder,
      target,
      files: Disk.attempt("list", folder, () => filesBelow(folder)),
      check: Disk.attempt("download to", folder, () => fs.statSync(folder, { throwIfNoEntry: false })).pipe(
        Effect.filterOrFail(
          (stat) => stat === undefined || stat.isDirectory(),
          () =>
            new DiskError({
              path: folder,
              operation: "download to",
              reason: "notADirectory",
              detail: "not a directory"
            })
        ),
        Effect.asVoid
      ),
      holdsFiles: Disk.attempt("list", folder, () =>
        fs.existsSync(folder) ? fs.readdirSync(folder).some((name) => name !== ".cache") : false
      ),
      readTree: (commit) => Trees.read(home, commit),
      writeTree: (commit, files) =>
        Effect.zipRight(
          Disk.attempt("create", home, () => {
            makeHome()
            makeFolderInside(known, folder, [...notes, "trees"])
          }),
          Trees.write(home, commit, files)
        ),
      has: (path, size) => isFile(target(path), size),
      metadata: (path) =>
        Effect.sync(() => {
          try {
            const found = LocalMetadata.parse(fs.readFileSync(note(path, "metadata"), "utf8"))
            const stat = fs.statSync(target(path))
            return found !== undefined && LocalMetadata.isFresh(found, stat.mtimeMs)
              ? Option.some(found)
              : Option.none()
          } catch {
            // No note, or no file it could be about.
            return Option.none()
          }
        }),
      remember: Effect.fnUntraced(function* (path, commit, etag) {
        const timestamp = (yield* Clock.currentTimeMillis) / 1000
        yield* Disk.attempt("write", note(path, "metadata"), () => {
          makeFolders(path)
          replaceFile(note(path, "metadata"), LocalMetadata.print({ commit, etag, timestamp }))
        })
      }),
      lock: Effect.fnUntraced(function* (path, etag) {
        const beside = yield* Disk.attempt("create", target(path), () => makeFolders(path))
        const { exclusive } = yield* locks.acquire(note(path, "lock"))
        return {
          final: target(path),
          partial: partial(join(beside, `${stem(path)}.${etag}`), exclusive),
          resumable: exclusive
        }
      }),
      copyFrom: (source, destination) =>
        Disk.attempt("copy", destination.final, () => {
          fs.rmSync(destination.partial, { force: true })
          copyFile(source, destination.final, destination.partial)
        }),
      dropStale: (files) => {
        const parents = new Map<string, Array<Content.ListedFile>>()
        for (const file of files) {
          const parent = file.path.split("/").slice(0, -1).join("/")
          const siblings = parents.get(parent)
          if (siblings === undefined) parents.set(parent, [file])
          else siblings.push(file)
        }
        return Effect.forEach(parents, ([parent, siblings]) => dropIn(parent, siblings), { discard: true })
      }
    }
  }

  return LocalDir.of({ open })
})

export const layer: Layer.Layer<LocalDir, never, FileLocks> = Layer.effect(LocalDir, make)
