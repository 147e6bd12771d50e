/**
 * Taking things out so that nobody ever sees half of it: first out of sight in one step (`.locks/trash.hf-effect/`, where no scan
 * looks), then what only they used, then they themselves. Whoever is killed on the way leaves a trash that the next one empties.
 */
import * as fs from "node:fs"
import { basename, join } from "node:path"
import { codeOf, makeFolders } from "../Disk.ts"
import { unique } from "../names.ts"
import { payloadOf } from "./payloads.ts"

const trash = (root: string): string => join(root, ".locks", "trash.hf-effect")

const wholeRepo = "repo"

const isRealFolder = (path: string): boolean => fs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true

const move = (root: string, repoName: string, path: string, label: string): void => {
  const place = join(trash(root), repoName)
  makeFolders(place)
  try {
    fs.renameSync(path, join(place, `${label}.${unique()}`))
  } catch (cause) {
    // Somebody else was faster.
    if (codeOf(cause) !== "ENOENT") throw cause
  }
}

export const moveRepo = (root: string, folder: string): void => move(root, basename(folder), folder, wholeRepo)

/** A snapshot's folder, or one entry of it. */
export const movePart = (root: string, repoFolder: string, path: string): void =>
  move(root, basename(repoFolder), path, "part")

/** Link texts below `path`, which may be a link itself. Nothing is followed. */
const links = (path: string): ReadonlyArray<string> => {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false })
  if (stat?.isSymbolicLink()) return [fs.readlinkSync(path)]
  if (!stat?.isDirectory()) return []
  return fs.readdirSync(path).flatMap((name) => links(join(path, name)))
}

/** Names of the repo's blobs that `path` links to. */
const blobsOf = (path: string): ReadonlyArray<string> =>
  links(path).flatMap((text) => /(?:^|[/\\])blobs[/\\]([^/\\]+)$/.exec(text)?.[1] ?? [])

const payloadAt = (root: string, blob: string): ReadonlyArray<string> => {
  const text = fs.lstatSync(blob, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(blob) : undefined
  const payload = text === undefined ? undefined : payloadOf(root, blob, text)
  return payload === undefined ? [] : [payload]
}

/** Deletes the blobs of a live repo that only the part in the trash used; the payloads they were links to. */
const dropUnused = (root: string, folder: string, part: string): ReadonlyArray<string> => {
  const blobs = join(folder, "blobs")
  const snapshots = join(folder, "snapshots")
  // A folder of links somewhere else is not ours to tidy up.
  if (!isRealFolder(blobs) || !isRealFolder(snapshots)) return []
  const used = new Set(blobsOf(snapshots))
  return blobsOf(part).flatMap((name) => {
    const blob = join(blobs, name)
    const stat = fs.lstatSync(blob, { throwIfNoEntry: false })
    if (used.has(name) || stat === undefined || stat.isDirectory()) return []
    const payload = payloadAt(root, blob)
    fs.rmSync(blob, { force: true })
    return payload
  })
}

/** Not if somebody put something in meanwhile. */
const removeEmpty = (folder: string): void => {
  try {
    fs.rmdirSync(folder)
  } catch (cause) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(codeOf(cause) ?? "")) throw cause
  }
}

/** Payloads that a repo in the trash had links to. */
const payloadsOf = (root: string, repoName: string, path: string): ReadonlyArray<string> => {
  const blobs = join(path, "blobs")
  if (!isRealFolder(blobs)) return []
  // Read as from where it was: the links are relative.
  return links(blobs).flatMap((text) => payloadOf(root, join(root, repoName, "blobs", "any"), text) ?? [])
}

/** What is in it, by repo. */
const places = (root: string): ReadonlyArray<{ readonly repoName: string; readonly place: string }> =>
  isRealFolder(trash(root))
    ? fs.readdirSync(trash(root)).map((repoName) => ({ repoName, place: join(trash(root), repoName) }))
    : []

/** Paths of what earlier removals left there. */
export const contents = (root: string): ReadonlySet<string> =>
  new Set(
    places(root).flatMap(({ place }) =>
      isRealFolder(place) ? fs.readdirSync(place).map((item) => join(place, item)) : [place]
    )
  )

export interface Emptied {
  /** Payloads that lost a reference. */
  readonly payloads: ReadonlyArray<string>
  /** What could not be deleted, or looked into; it stops nothing else, and is tried again the next time. */
  readonly failures: ReadonlyArray<{ readonly path: string; readonly cause: unknown }>
}

/** Deletes everything in the trash, and what only that used. */
export const empty = (root: string): Emptied => {
  const payloads = new Set<string>()
  const failures: Array<Emptied["failures"][number]> = []
  const trying = (path: string, act: () => void): void => {
    try {
      act()
    } catch (cause) {
      failures.push({ path, cause })
    }
  }
  const drop = (repoName: string, path: string): void => {
    const whole = basename(path).startsWith(`${wholeRepo}.`)
    const lost = whole ? payloadsOf(root, repoName, path) : dropUnused(root, join(root, repoName), path)
    for (const payload of lost) payloads.add(payload)
    fs.rmSync(path, { recursive: true, force: true })
  }
  for (const { place, repoName } of places(root))
    trying(place, () => {
      for (const item of fs.readdirSync(place)) trying(join(place, item), () => drop(repoName, join(place, item)))
      removeEmpty(place)
    })
  if (isRealFolder(trash(root))) removeEmpty(trash(root))
  return { payloads: [...payloads], failures }
}
