/** {@link Cache} on the local disk, beside the other clients that use the same folders at the same time. */
import * as fs from "node:fs"
import { dirname, join, relative, resolve, sep } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ListedFile } from "../../domain/Content.ts"
import * as Content from "../../domain/Content.ts"
import * as Repo from "../../domain/Repo.ts"
import { Cache, type RepoCache } from "../../services/Cache.ts"
import type { TakeClaim } from "../../services/Downloads.ts"
import { FileLocks } from "../../services/FileLocks.ts"
import { Settings } from "../../services/Settings.ts"
import { pathOf } from "../transfer/PartialFile.ts"
import * as Disk from "./Disk.ts"
import * as Entries from "./entries.ts"
import { isFile } from "./files.ts"
import { makeFolder, partial, partialSuffix, tagCacheFolder } from "./names.ts"
import * as Refs from "./refs.ts"
import * as SharedBlobs from "./sharedBlobs.ts"
import * as Trees from "./trees.ts"

const make = Effect.gen(function* () {
  const settings = yield* Settings
  const locks = yield* FileLocks
  // One probe for each folder and process; the answer cannot change while we run.
  const linkable = new Map<string, boolean>()

  const canLink = (folder: string): boolean => {
    if (settings.disableSymlinks) return false
    const known = linkable.get(folder)
    if (known !== undefined) return known
    const answer = Entries.probeLinks(folder)
    linkable.set(folder, answer)
    return answer
  }

  const repo = (which: Repo.Repo, cacheDir = settings.cacheDir): RepoCache => {
    const root = resolve(cacheDir)
    const name = Repo.cacheFolder(which)
    const folder = join(root, name)
    const blobs = join(folder, "blobs")
    const knownFolders = new Set<string>()
    const lockPath = (etag: string) => join(root, ".locks", name, `${etag}.lock`)
    // Whoever holds the fast lane's lock writes one file after the other, all by way of this one name.
    const laneLock = lockPath("small.hf-effect")
    const lanePartial = join(blobs, `small${partialSuffix}`)
    const snapshots = join(folder, "snapshots")
    const snapshot = (commit: string) => join(snapshots, commit)
    const entry = (commit: string, path: string) => join(snapshots, commit, path)

    /** One of our own unfinished files: deleted if it is of these paths under another etag and nobody works on it. */
    const dropIfStale = (partialName: string, wanted: ReadonlyMap<string, string>) =>
      Effect.gen(function* () {
        const path = join(blobs, partialName)
        const etag = partialName.slice(0, -partialSuffix.length)
        if (path === lanePartial) {
          const lane = yield* locks.tryAcquire(laneLock)
          if (lane._tag === "Some" && lane.value.exclusive)
            yield* Disk.attempt("delete", path, () => fs.rmSync(path, { force: true }))
          return
        }
        const inRepo = yield* Disk.attempt("read", path, () => pathOf(path))
        const current = inRepo === undefined ? undefined : wanted.get(inRepo)
        if (current === undefined || current === etag) return
        const lock = yield* locks.tryAcquire(lockPath(etag))
        if (lock._tag === "Some" && lock.value.exclusive)
          yield* Disk.attempt("delete", path, () => fs.rmSync(path, { force: true }))
      }).pipe(
        Effect.scoped,
        // Gone meanwhile, or another user's: then it is not ours to tidy up.
        Effect.catchAll((error) => Effect.logDebug(error.message))
      )

    return {
      folder,
      snapshot,
      entry,
      readRef: (revision) => Effect.sync(() => Refs.read(folder, revision)),
      writeRef: (revision, commit) =>
        Disk.attempt("write", join(folder, "refs", revision), () => Refs.write(folder, revision, commit)),
      readTree: (commit) => Trees.read(folder, commit),
      writeTree: (commit, files) => Trees.write(folder, commit, files),
      // Asked for every file of a listing: the path is in order already, and `/` is understood everywhere.
      has: (commit, path, size) => isFile(`${snapshots}/${commit}/${path}`, size),
      hasSnapshot: (commit) => fs.existsSync(snapshot(commit)),
      files: (commit) =>
        Disk.attempt("list", snapshot(commit), () =>
          fs
            .readdirSync(snapshot(commit), { recursive: true, withFileTypes: true })
            .filter((item) => !item.isDirectory())
            .map((item) => join(item.parentPath, item.name))
            .filter((path) => isFile(path))
            .map((path) => relative(snapshot(commit), path).split(sep).join("/"))
        ),
      markMissing: (commit, path) =>
        Disk.attempt("write", folder, () => {
          const marker = join(folder, ".no_exist", commit, path)
          Disk.makeFolders(dirname(marker))
          fs.writeFileSync(marker, "", { flag: "a", mode: 0o666 })
        }).pipe(
          // It only saves others a question; a read-only cache does without.
          Effect.catchAll((error) => Effect.logDebug(error.message))
        ),
      prepare: (commit) =>
        Disk.attempt("create", folder, () => {
          makeFolder(knownFolders, blobs)
          makeFolder(knownFolders, snapshot(commit))
          tagCacheFolder(root)
        }),
      lockBlob: (etag) =>
        Effect.map(locks.acquire(lockPath(etag)), ({ exclusive }) => ({
          destination: {
            final: join(blobs, etag),
            partial: partial(join(blobs, etag), exclusive),
            resumable: exclusive
          }
        })),
      claims: Effect.flatMap(locks.immediate, (immediate) =>
        Effect.gen(function* () {
          const take = Option.getOrUndefined(immediate)
          const lane = take === undefined ? undefined : yield* Disk.attempt("lock", laneLock, () => take(laneLock))
          if (take === undefined || lane === undefined) return (() => undefined) satisfies TakeClaim
          yield* Effect.addFinalizer(() => Effect.sync(lane))
          const claim: TakeClaim = (commit, etag, paths) => {
            const lock = lockPath(etag)
            // A lock nobody ever took is not made for a kilobyte: creating it costs more than a second download would.
            const release = fs.existsSync(lock) ? take(lock) : () => undefined
            if (release === undefined) return undefined
            const final = join(blobs, etag)
            // There, or a link to a payload that is gone: both want a closer look.
            if (fs.lstatSync(final, { throwIfNoEntry: false }) !== undefined) {
              release()
              return undefined
            }
            return {
              destination: { final, partial: lanePartial, resumable: false },
              release,
              keep: () =>
                Entries.placeSoon({
                  folder,
                  commit,
                  etag,
                  paths,
                  fresh: true,
                  links: canLink(folder),
                  knownFolders
                }).then(release)
            }
          }
          return claim
        })
      ),
      hasBlob: (content) => isFile(join(blobs, content.digest.hex), content.size),
      linkShared: (file: ListedFile) => {
        const shares = !settings.disableSharedBlobs && !settings.disableXet
        return file.xetHash === undefined || !shares || !canLink(folder)
          ? Effect.succeed(false)
          : SharedBlobs.link(locks, {
              root,
              repoFolder: name,
              etag: Content.etag(file),
              xetHash: file.xetHash,
              size: file.size
            })
      },
      place: (commit, etag, paths, fresh) =>
        Disk.attempt("link", snapshot(commit), () =>
          Entries.place({ folder, commit, etag, paths, fresh, links: canLink(folder), knownFolders })
        ),
      dropStale: (files) =>
        Effect.gen(function* () {
          const leftovers = yield* Disk.attempt("list", blobs, () =>
            fs.existsSync(blobs) ? fs.readdirSync(blobs).filter((name) => name.endsWith(partialSuffix)) : []
          )
          if (leftovers.length === 0) return
          const wanted = new Map<string, string>(files.map((file) => [file.path, Content.etag(file)]))
          yield* Effect.forEach(leftovers, (name) => dropIfStale(name, wanted), { discard: true })
        })
    }
  }

  return Cache.of({ repo })
})

export const layer: Layer.Layer<Cache, never, Settings | FileLocks> = Layer.effect(Cache, make)
