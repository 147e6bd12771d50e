/** {@link CacheInventory} on the local disk. */
import * as fs from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { DiskError } from "../../domain/errors.ts"
import {
  type CachedRepo,
  CacheInventory,
  type CacheInventoryShape,
  type Damaged,
  type Inventory,
  type Leftover,
  placeOf,
  type Removal,
  type RepoSummary,
  type Summary,
  type Unfinished
} from "../../services/CacheInventory.ts"
import { FileLocks } from "../../services/FileLocks.ts"
import { Settings } from "../../services/Settings.ts"
import * as Disk from "./Disk.ts"
import * as Payloads from "./inventory/payloads.ts"
import * as Pins from "./inventory/pins.ts"
import * as Scan from "./inventory/scan.ts"
import * as Trash from "./inventory/trash.ts"
import * as Usage from "./inventory/usage.ts"
import { isStore } from "./sharedBlobs.ts"

/** What lies in a cache's root beside repos. */
const noRepo: ReadonlySet<string> = new Set([...Scan.foreign, ".locks", "CACHEDIR.TAG"])

/** What a repo's `blobs/` has; nothing when there is no such folder, or it went meanwhile. */
const blobsIn = (folder: string): ReadonlyArray<fs.Dirent> => {
  try {
    return fs.readdirSync(join(folder, "blobs"), { withFileTypes: true })
  } catch {
    return []
  }
}

const incompleteOf = (folder: string, blobs: ReadonlyArray<fs.Dirent>): ReadonlyArray<Unfinished> => {
  try {
    return blobs
      .filter(({ name }) => name.endsWith(".incomplete"))
      .map(({ name }) => join(folder, "blobs", name))
      .map((path) => ({ path, stat: fs.lstatSync(path) }))
      .map(({ path, stat }) => ({ path, size: stat.size, modified: stat.mtimeMs }))
  } catch {
    // Gone meanwhile, or not for us to see.
    return []
  }
}

const sharersOf = (repos: ReadonlyArray<CachedRepo>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const sharers = new Map<string, Set<string>>()
  for (const repo of repos)
    for (const { entries } of repo.revisions)
      for (const { blob } of entries) {
        if (blob.payload === undefined) continue
        const blobs = sharers.get(blob.payload) ?? new Set()
        sharers.set(blob.payload, blobs.add(blob.path))
      }
  return new Map([...sharers].map(([payload, blobs]) => [payload, [...blobs]]))
}

const bytesOnDisk = (repos: ReadonlyArray<RepoSummary>, payloads: ReadonlyArray<Leftover>): number => {
  const own = repos.map(({ ownSize }) => ownSize)
  return [...own, ...payloads.map(({ size }) => size)].reduce((sum, size) => sum + size, 0)
}

/** Repo by repo: what is wrong with one stops no other. */
const readRoot = <A extends RepoSummary>(
  root: string,
  read: (folder: string, blobs: ReadonlyArray<fs.Dirent>) => A
) => {
  const repos: Array<A> = []
  const problems: Array<Damaged> = []
  const incomplete: Array<Unfinished> = []
  for (const name of fs.readdirSync(root)) {
    const folder = join(root, name)
    if (noRepo.has(name) || (name === "blobs" && isStore(folder))) continue
    const blobs = blobsIn(folder)
    incomplete.push(...incompleteOf(folder, blobs))
    try {
      repos.push(read(folder, blobs))
    } catch (cause) {
      problems.push(Scan.damaged(folder, cause))
    }
  }
  const payloads = Payloads.list(root)
  return {
    root,
    repos: repos.sort((a, b) => (a.key < b.key ? -1 : 1)),
    problems,
    incomplete,
    onDisk: bytesOnDisk(repos, payloads),
    payloads
  }
}

const summarizeRoot = (root: string): Summary => {
  const { payloads: _, ...summary } = readRoot(root, (folder, blobs) => Scan.readSummary(root, folder, blobs))
  return summary
}

const scanRoot = (root: string): Inventory => {
  const { payloads, ...summary } = readRoot(root, (folder) => Scan.readRepo(root, folder))
  return {
    ...summary,
    unreferenced: payloads.filter(({ path }) => Payloads.isUnreferenced(root, path)),
    sharers: sharersOf(summary.repos)
  }
}

/** The blob whose lock guards an unfinished download: `<etag>.<…>.incomplete`. */
const lockOf = (root: string, incomplete: string): string =>
  join(
    root,
    ".locks",
    basename(dirname(dirname(incomplete))),
    basename(incomplete).startsWith("small.")
      ? "small.hf-effect.lock"
      : `${basename(incomplete).replace(/(\.hf-effect|\.[0-9a-f]{8})?\.incomplete$/, "")}.lock`
  )

const warnOf = (errors: ReadonlyArray<DiskError>) =>
  Effect.forEach(errors, ({ message }) => Effect.logWarning(message), { discard: true })

const make = Effect.gen(function* () {
  const { cacheDir } = yield* Settings
  const locks = yield* FileLocks

  const rooted = <A>(operation: string, given: string | undefined, run: (root: string) => A) => {
    const root = resolve(given ?? cacheDir)
    return Disk.attempt(operation, root, () => run(fs.realpathSync(root)))
  }

  /** Does nobody hold the lock? A lock that nobody ever took has no file, and none is made to find out. */
  const isFree = (lock: string): Effect.Effect<boolean, DiskError> =>
    Effect.suspend(() =>
      fs.existsSync(lock) ? Effect.scoped(Effect.map(locks.tryAcquire(lock), Option.isSome)) : Effect.succeed(true)
    )

  const isBusy = Effect.fnUntraced(function* (root: string, repo: string) {
    const folder = join(root, ".locks", basename(repo))
    const names = yield* Disk.attempt("list", folder, () => (fs.existsSync(folder) ? fs.readdirSync(folder) : []))
    for (const name of names) if (name.endsWith(".lock") && !(yield* isFree(join(folder, name)))) return true
    return false
  })

  /** Under the store's lock, which must hold everybody out: a link could be made between our look and our deletion. */
  const collect = (root: string, payload: string) =>
    Effect.scoped(
      Effect.gen(function* () {
        const lock = yield* locks.acquire(`${payload}.lock`, { mode: 0o666 })
        if (!lock.exclusive) return
        yield* Disk.attempt("delete", payload, () => Payloads.collect(root, payload))
      })
    ).pipe(
      // Another user's payload: the owner's next removal takes it.
      Effect.catchAll((error) => Effect.logDebug(error.message))
    )

  /** What could not be deleted. */
  const emptyTrash = Effect.fnUntraced(function* (root: string) {
    const { failures, payloads } = yield* Disk.attempt("delete", root, () => Trash.empty(root))
    yield* Effect.forEach(payloads, (payload) => collect(root, payload), { discard: true })
    return failures.map(({ cause, path }) => Disk.toDiskError("delete", path)(cause))
  })

  const removeRevisions = (root: string, { revisions }: Removal): ReadonlyArray<Effect.Effect<void, DiskError>> =>
    Object.values(Arr.groupBy(revisions, ({ repo }) => repo.folder)).map((selected) => {
      const { repo } = Arr.headNonEmpty(selected)
      return Disk.attempt("delete", repo.folder, () => {
        if (selected.length === repo.revisions.length) return Trash.moveRepo(root, repo.folder)
        for (const { revision } of selected) {
          // Refs first: one that points at nothing would make the whole repo unsound for everybody.
          for (const ref of revision.refs) fs.rmSync(join(repo.folder, "refs", ref), { force: true })
          Trash.movePart(root, repo.folder, revision.folder)
        }
      })
    })

  const removeEntries = (root: string, { entries }: Removal): ReadonlyArray<Effect.Effect<void, DiskError>> =>
    entries.map(({ entry, repo, revision }) => {
      const path = placeOf(revision, entry)
      return Disk.attempt("delete", path, () => Trash.movePart(root, repo.folder, path))
    })

  const removeDamaged = (root: string, { damaged }: Removal): ReadonlyArray<Effect.Effect<void, DiskError>> =>
    damaged.map(({ path }) => Disk.attempt("delete", path, () => Trash.moveRepo(root, path)))

  const removeLeftover = Effect.fnUntraced(function* (root: string, { path }: Leftover) {
    if (yield* isFree(lockOf(root, path))) yield* Disk.attempt("delete", path, () => fs.rmSync(path, { force: true }))
  })

  const remove: CacheInventoryShape["remove"] = Effect.fn("CacheInventory.remove")(function* ({ root }, removal) {
    const before = yield* Disk.attempt("read", root, () => Trash.contents(root))
    // All are tried: what cannot be deleted of one stops no other.
    const tried = yield* Effect.forEach(
      [...removeRevisions(root, removal), ...removeEntries(root, removal), ...removeDamaged(root, removal)],
      Effect.either
    )
    const stuck = yield* emptyTrash(root)
    yield* Effect.forEach(removal.leftovers, (leftover) => removeLeftover(root, leftover), { discard: true })
    yield* Effect.forEach(removal.payloads, ({ path }) => collect(root, path), { discard: true })
    const [first, ...others] = [...Arr.getLefts(tried), ...stuck.filter(({ path }) => !before.has(path))]
    yield* warnOf(others)
    if (first !== undefined) return yield* first
  })

  return CacheInventory.of({
    summary: (given) => rooted("read", given, summarizeRoot).pipe(Effect.withSpan("CacheInventory.summary")),
    scan: (given) => rooted("read", given, scanRoot).pipe(Effect.withSpan("CacheInventory.scan")),
    busy: ({ root }, folders) =>
      Effect.map(
        Effect.filter(folders, (folder) => isBusy(root, folder)),
        (busy) => new Set(busy)
      ),
    idle: ({ incomplete, root }) => Effect.filter(incomplete, ({ path }) => isFree(lockOf(root, path))),
    finish: (given) => rooted("read", given, (root) => root).pipe(Effect.flatMap(emptyTrash), Effect.flatMap(warnOf)),
    remove,
    pin: (repo, pins) => Disk.attempt("write", repo.folder, () => Pins.write(repo.folder, pins)),
    usage: (given) => rooted("read", given, Usage.measure)
  })
})

export const layer: Layer.Layer<CacheInventory, never, Settings | FileLocks> = Layer.effect(CacheInventory, make)
