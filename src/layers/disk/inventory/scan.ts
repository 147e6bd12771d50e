/** Reads a cache folder (huggingface_hub cache layout). Whatever is wrong with one repo is that repo's problem alone. */
import * as fs from "node:fs"
import { basename, dirname, join, resolve, sep } from "node:path"
import { fromPlural, type RepoType } from "../../../domain/RepoType.ts"
import type {
  CachedBlob,
  CachedEntry,
  CachedRepo,
  CachedRevision,
  Damaged,
  RepoSummary,
  RevisionSummary
} from "../../../services/CacheInventory.ts"
import { codeOf } from "../Disk.ts"
import { payloadOf } from "./payloads.ts"
import * as Pins from "./pins.ts"

/** Files that file managers leave; no problem, and no ref. */
export const foreign: ReadonlySet<string> = new Set([".DS_Store", "Thumbs.db", "desktop.ini"])

/** Why a folder is no sound repo. */
export class Unsound extends Error {}

const unsound = (reason: string): never => {
  throw new Unsound(reason)
}

const quietly = { throwIfNoEntry: false } as const

const isFolder = (path: string): boolean => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

const isLink = (path: string): boolean => fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true

/** From a folder's name; throws {@link Unsound}. */
const nameOf = (folder: string): { readonly type: RepoType; readonly id: string } => {
  const [plural = "", ...rest] = basename(folder).split("--")
  const type = fromPlural(plural)
  if (rest.length === 0 || rest.join("--") === "") return unsound("its name is not that of a repo")
  return type === undefined ? unsound(`'${plural}' is no type of repo`) : { type, id: rest.join("/") }
}

/** Ref names by commit. */
const readRefs = (folder: string): ReadonlyMap<string, ReadonlyArray<string>> => {
  const root = join(folder, "refs")
  const found = new Map<string, Array<string>>()
  const stat = fs.statSync(root, { throwIfNoEntry: false })
  if (stat === undefined) return found
  if (!stat.isDirectory()) return unsound("its refs are not a folder")
  for (const item of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (item.isDirectory() || foreign.has(item.name)) continue
    const path = join(item.parentPath, item.name)
    const commit = fs.readFileSync(path, "utf8").trim()
    const names = found.get(commit) ?? []
    names.push(
      path
        .slice(root.length + 1)
        .split(sep)
        .join("/")
    )
    found.set(commit, names)
  }
  return found
}

interface Scanning {
  readonly root: string
  /** Of the repo. */
  readonly folder: string
  /** By path; `null` for folders. */
  readonly blobs: Map<string, CachedBlob | null>
  /** Path of its `blobs/`, with a separator behind it. */
  readonly blobFolder: string
}

/** What is at the first hop: links behind it are followed for size and times only. A folder is nothing that a client links to. */
const look = (scanning: Scanning, path: string): CachedBlob | null => {
  const own = fs.lstatSync(path, quietly)
  const stat = own?.isSymbolicLink() ? fs.statSync(path, quietly) : own
  if (stat === undefined) return unsound(`a link of a snapshot leads nowhere: ${path}`)
  if (stat.isDirectory()) return null
  return {
    path,
    size: stat.size,
    accessed: stat.atimeMs,
    modified: stat.mtimeMs,
    payload: own?.isSymbolicLink() ? payloadOf(scanning.root, path, fs.readlinkSync(path)) : undefined
  }
}

const blobAt = (scanning: Scanning, path: string): CachedBlob | null => {
  const known = scanning.blobs.get(path)
  if (known !== undefined) return known
  const blob = look(scanning, path)
  scanning.blobs.set(path, blob)
  return blob
}

/** Where a snapshot's link leads, taken literally. Nearly all are `../../blobs/<etag>`, and there are very many of them. */
const target = ({ blobFolder }: Scanning, entry: string, path: string): string => {
  const text = fs.readlinkSync(entry)
  return text.startsWith("../../blobs/") && !path.includes("/") && !text.includes("/", 12)
    ? blobFolder + text.slice(12)
    : resolve(dirname(entry), text)
}

const readEntries = (scanning: Scanning, folder: string, below: string, into: Array<CachedEntry>): void => {
  for (const item of fs.readdirSync(below === "" ? folder : join(folder, below), { withFileTypes: true })) {
    const path = below === "" ? item.name : `${below}/${item.name}`
    const entry = `${folder}${sep}${path}`
    if (item.isDirectory()) readEntries(scanning, folder, path, into)
    else {
      const blob = blobAt(scanning, item.isSymbolicLink() ? target(scanning, entry, path) : entry)
      if (blob !== null) into.push({ path, blob })
    }
  }
}

/** Of a file that entries lead to. */
type Facts = Pick<CachedBlob, "size" | "accessed" | "modified">

const sizeOf = (files: ReadonlyArray<Facts>): number => files.reduce((sum, { size }) => sum + size, 0)

/** When the youngest file was written and read; the folder, where there are none. */
const times = (files: ReadonlyArray<Facts>, folder: string) => {
  if (files.length === 0) {
    const { atimeMs, mtimeMs } = fs.statSync(folder)
    return { accessed: atimeMs, modified: mtimeMs }
  }
  let [accessed, modified] = [0, 0]
  for (const file of files) {
    accessed = Math.max(accessed, file.accessed)
    modified = Math.max(modified, file.modified)
  }
  return { accessed, modified }
}

const summaryOf = (folder: string, refs: ReadonlyArray<string>, files: ReadonlyArray<Facts>): RevisionSummary => ({
  commit: basename(folder),
  folder,
  refs: [...refs].sort(),
  size: sizeOf(files),
  ...times(files, folder)
})

type ReadRevision<R> = (folder: string, refs: ReadonlyArray<string>) => R

const readRevisions = <R extends RevisionSummary>(folder: string, read: ReadRevision<R>): ReadonlyArray<R> => {
  const snapshots = join(folder, "snapshots")
  if (!isFolder(snapshots)) return unsound("it has no snapshots")
  // What is deleted there would be deleted elsewhere.
  if (isLink(snapshots)) return unsound("its snapshots are a link to another place")
  if (isLink(join(folder, "refs"))) return unsound("its refs are a link to another place")
  const refs = readRefs(folder)
  const found = fs.readdirSync(snapshots, { withFileTypes: true }).flatMap((item) => {
    if (foreign.has(item.name)) return []
    if (!item.isDirectory()) return unsound(`a file lies among its snapshots: ${item.name}`)
    return [read(join(snapshots, item.name), refs.get(item.name) ?? [])]
  })
  for (const [commit, names] of refs)
    if (!found.some((revision) => revision.commit === commit))
      unsound(`ref '${names[0]}' points at ${commit === "" ? "nothing" : `${commit}, of which there is no snapshot`}`)
  return found.sort((a, b) => (a.commit < b.commit ? -1 : 1))
}

/** The whole of it; `files` answers what the revisions that were read lead to. */
const readWith = <R extends RevisionSummary>(
  folder: string,
  read: ReadRevision<R>,
  files: () => { readonly all: ReadonlyArray<Facts>; readonly own: ReadonlyArray<Facts> }
) => {
  if (!isFolder(folder)) return unsound("it is not a folder")
  const { id, type } = nameOf(folder)
  const revisions = readRevisions(folder, read)
  const { all, own } = files()
  return {
    type,
    id,
    key: `${type}/${id}`,
    folder,
    revisions,
    size: sizeOf(all),
    ownSize: sizeOf(own),
    ...times(all, folder),
    pinned: Pins.read(folder)
  }
}

/** One repo; throws {@link Unsound}, or what the disk throws. */
export const readRepo = (root: string, folder: string): CachedRepo => {
  const found = new Map<string, CachedBlob | null>()
  const scanning: Scanning = { root, folder, blobs: found, blobFolder: `${folder}${sep}blobs${sep}` }
  const read = (revision: string, refs: ReadonlyArray<string>): CachedRevision => {
    const entries: Array<CachedEntry> = []
    readEntries(scanning, revision, "", entries)
    // Blobs that several entries lead to count once.
    return { ...summaryOf(revision, refs, [...new Set(entries.map(({ blob }) => blob))]), entries }
  }
  return readWith(folder, read, () => {
    const all = [...found.values()].filter((blob) => blob !== null)
    return { all, own: all.filter(({ payload }) => payload === undefined) }
  })
}

/** By inode, on one device. */
interface Following {
  readonly device: number
  readonly files: Map<number, Facts>
}

/** Thrown where files cannot be told apart by inode, or the first hop has to be seen. */
const unclear = new Error("this repo's links have to be read")

const follow = (following: Following, folder: string, into: Set<Facts>): void => {
  for (const item of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}${sep}${item.name}`
    if (item.isDirectory()) {
      follow(following, path, into)
      continue
    }
    const stat = fs.statSync(path)
    if (stat.isDirectory()) continue
    const { dev, ino, nlink } = stat
    // Two names of one inode are two blobs to everybody else, and an inode over 2^53 comes rounded.
    if (dev !== following.device || nlink !== 1 || !Number.isSafeInteger(ino)) throw unclear
    let file = following.files.get(ino)
    if (file === undefined) {
      file = { size: stat.size, accessed: stat.atimeMs, modified: stat.mtimeMs }
      following.files.set(ino, file)
    }
    into.add(file)
  }
}

const summarize = (folder: string, blobs: ReadonlyArray<fs.Dirent>): RepoSummary => {
  // A link there leads to a payload that other repos have, too.
  if (blobs.some((blob) => blob.isSymbolicLink())) throw unclear
  const files = new Map<number, Facts>()
  const following = { device: fs.statSync(join(folder, "blobs")).dev, files }
  const read = (revision: string, refs: ReadonlyArray<string>): RevisionSummary => {
    const found = new Set<Facts>()
    follow(following, revision, found)
    return summaryOf(revision, refs, [...found])
  }
  return readWith(folder, read, () => {
    const all = [...files.values()]
    return { all, own: all }
  })
}

/**
 * One repo without its entries; `blobs` is what its folder of that name has. What a link's first hop is called matters to nobody
 * here, so it is followed at once: one call of the system for each entry instead of two. Throws as {@link readRepo} does.
 */
export const readSummary = (root: string, folder: string, blobs: ReadonlyArray<fs.Dirent>): RepoSummary => {
  try {
    return summarize(folder, blobs)
  } catch {
    // Reading it thoroughly works, or says what is wrong.
    const { revisions, ...repo } = readRepo(root, folder)
    return { ...repo, revisions: revisions.map(({ entries: _, ...revision }) => revision) }
  }
}

/** What people are told of what could not be read. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof Unsound ? cause.message : `it cannot be read (${codeOf(cause) ?? String(cause)})`

const keyOf = (folder: string): string | undefined => {
  try {
    const { id, type } = nameOf(folder)
    return `${type}/${id}`
  } catch {
    return undefined
  }
}

/** Bytes of the files below, as far as they can be seen; links are not followed. */
const bytesBelow = (path: string): number => {
  try {
    const stat = fs.lstatSync(path)
    if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0
    return fs.readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0)
  } catch {
    return 0
  }
}

/** A folder of the root that could not be read as a repo, and why. */
export const damaged = (folder: string, cause: unknown): Damaged => ({
  path: folder,
  reason: reasonOf(cause),
  key: keyOf(folder),
  size: bytesBelow(folder)
})
