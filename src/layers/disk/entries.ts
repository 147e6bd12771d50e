/** A snapshot's entries: relative links to blobs, or files where links cannot be had (huggingface_hub cache layout). */
import * as fs from "node:fs"
import { dirname, join, sep } from "node:path"
import { codeOf, makeFolders } from "./Disk.ts"
import { makeFolder, unique } from "./names.ts"

/** Can links be made here? Tried in a folder of its own, which must not be the cache's root: scans would take it for a repo. */
export const probeLinks = (folder: string): boolean => {
  makeFolders(folder)
  const place = fs.mkdtempSync(join(folder, "tmp"))
  try {
    fs.writeFileSync(join(place, "file"), "")
    fs.symlinkSync("file", join(place, "link"))
    return true
  } catch {
    return false
  } finally {
    fs.rmSync(place, { recursive: true, force: true })
  }
}

/** From `snapshots/<commit>/<path>` to the blob. */
const linkText = (path: string, etag: string): string =>
  ["..", "..", ...Array.from({ length: path.split("/").length - 1 }, () => ".."), "blobs", etag].join(sep)

/** False where links are not permitted. */
const link = (text: string, entry: string, temporaryFolder: string): boolean => {
  try {
    fs.symlinkSync(text, entry)
    return true
  } catch (cause) {
    if (codeOf(cause) === "EPERM") return false
    if (codeOf(cause) !== "EEXIST") throw cause
  }
  if (fs.lstatSync(entry).isSymbolicLink() && fs.readlinkSync(entry) === text) return true
  // Over what stood there in one step: a reader finds the old file or the new one, never none.
  const temporary = join(temporaryFolder, `tmp${unique()}.link`)
  fs.symlinkSync(text, temporary)
  try {
    fs.renameSync(temporary, entry)
  } catch (failure) {
    fs.unlinkSync(temporary)
    throw failure
  }
  return true
}

/** A copy under a new name in one step, with the mode that a fresh file gets (the source may be a read-only shared payload). */
export const copyFile = (from: string, to: string, temporary: string): void => {
  const fd = fs.openSync(temporary, "wx", 0o666)
  const mode = fs.fstatSync(fd).mode & 0o777
  fs.closeSync(fd)
  try {
    fs.copyFileSync(from, temporary, fs.constants.COPYFILE_FICLONE)
    fs.chmodSync(temporary, mode)
    fs.renameSync(temporary, to)
  } catch (cause) {
    fs.rmSync(temporary, { force: true })
    throw cause
  }
}

export interface Placement {
  /** The repo's folder in the cache. */
  readonly folder: string
  readonly commit: string
  readonly etag: string
  readonly paths: ReadonlyArray<string>
  /** Without links: the blob was made a moment ago and may be moved, as Python does, instead of copied. */
  readonly fresh: boolean
  readonly links: boolean
  readonly knownFolders: Set<string>
}

export const place = (placement: Placement): void => {
  const { folder, etag, paths } = placement
  const blob = join(folder, "blobs", etag)
  for (const [index, path] of paths.entries()) {
    const entry = join(folder, "snapshots", placement.commit, path)
    makeFolder(placement.knownFolders, dirname(entry))
    if (placement.links && link(linkText(path, etag), entry, folder)) continue
    if (placement.fresh && index === paths.length - 1) fs.renameSync(blob, entry)
    else copyFile(blob, entry, `${blob}.${unique()}.incomplete`)
  }
}

/** The same for a new entry, on another thread: creating a link takes as long as all else that is done for a small file. */
export const placeSoon = async (placement: Placement): Promise<void> => {
  const [path, ...others] = placement.paths
  if (path === undefined || others.length > 0 || !placement.links) return place(placement)
  const entry = join(placement.folder, "snapshots", placement.commit, path)
  makeFolder(placement.knownFolders, dirname(entry))
  try {
    await fs.promises.symlink(linkText(path, placement.etag), entry)
  } catch {
    // Something stands there, or links are not permitted: the long way says which, or does it.
    place(placement)
  }
}
