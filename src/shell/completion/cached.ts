/**
 * What a cache folder knows, read for a key press: names only, so much and so long at most, and whatever cannot be read is not
 * there. (layers/disk/inventory reads all of it, with care, for those who list and delete.)
 */
import { opendirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { types } from "../argv/prefix.ts"
import { isId, type Repo } from "./spelling.ts"

export interface CachedRepo extends Repo {
  readonly folder: string
}

export interface Ref {
  readonly name: string
  readonly commit: string
}

interface Entry {
  readonly name: string
  readonly isFolder: boolean
  readonly isLink: boolean
}

const mostEntries = 10_000
const mostBytes = 4 * 1024 * 1024

const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text)

/** The reading of one key press: all folders together get so much time. */
export class Reading {
  private left = mostEntries
  private readonly until: number

  constructor(milliseconds: number) {
    this.until = performance.now() + milliseconds
  }

  /** Entries of a folder, sorted; empty when there is none. */
  private entries(folder: string): ReadonlyArray<Entry> {
    const found: Array<Entry> = []
    try {
      const dir = opendirSync(folder)
      try {
        for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) {
          if (this.left-- <= 0 || performance.now() > this.until) break
          found.push({ name: entry.name, isFolder: entry.isDirectory(), isLink: entry.isSymbolicLink() })
        }
      } finally {
        dir.closeSync()
      }
    } catch {
      // Not there or not readable: a key press is no moment to complain.
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  repos(cacheDir: string): ReadonlyArray<CachedRepo> {
    return this.entries(cacheDir).flatMap(({ isFolder, isLink, name }) => {
      const [plural = "", ...rest] = name.split("--")
      const type = Object.hasOwn(types, plural) ? types[plural] : undefined
      const id = rest.join("/")
      // Some keep a large repo on another disk, behind a link.
      return (isFolder || isLink) && type !== undefined && isId(id) ? [{ type, id, folder: join(cacheDir, name) }] : []
    })
  }

  refs(repo: CachedRepo): ReadonlyArray<Ref> {
    const below = (path: string): ReadonlyArray<Ref> =>
      this.entries(join(repo.folder, "refs", path)).flatMap(({ isFolder, name }) => {
        const full = path === "" ? name : `${path}/${name}`
        if (isFolder) return below(full)
        const commit = refAt(repo, full)
        return commit === undefined ? [] : [{ name: full, commit }]
      })
    return below("")
  }

  /** The commits of which the cache has files, newest first, with the day they came. */
  commits(repo: CachedRepo): ReadonlyArray<{ readonly commit: string; readonly day: string }> {
    return this.entries(join(repo.folder, "snapshots"))
      .flatMap(({ isFolder, name }) => {
        if (!isFolder || !isCommit(name)) return []
        const time = timeOf(join(repo.folder, "snapshots", name))
        return [{ commit: name, time }]
      })
      .sort((a, b) => b.time - a.time)
      .map(({ commit, time }) => ({ commit, day: new Date(time).toISOString().slice(0, 10) }))
  }

  /** Names in the folder `path` of a commit's snapshot, folders with a `/` behind them. */
  snapshot(repo: CachedRepo, commit: string, path: string): ReadonlyArray<string> {
    return this.entries(join(repo.folder, "snapshots", commit, path)).map(({ isFolder, name }) =>
      isFolder ? `${name}/` : name
    )
  }
}

const timeOf = (path: string): number => {
  try {
    return statSync(path).mtimeMs
  } catch {
    // As above.
    return 0
  }
}

const readText = (path: string): string | undefined => {
  try {
    return statSync(path).size > mostBytes ? undefined : readFileSync(path, "utf8")
  } catch {
    // As above.
    return undefined
  }
}

const refAt = (repo: CachedRepo, name: string): string | undefined => {
  const commit = readText(join(repo.folder, "refs", name))?.trim()
  return commit !== undefined && isCommit(commit) ? commit : undefined
}

/** The commit that `revision` stands for, as far as the cache knows. */
export const commitOf = (repo: CachedRepo, revision: string): string | undefined =>
  isCommit(revision) ? revision : refAt(repo, revision)

/** All paths of a commit, if the cache remembers its listing. */
export const listing = (repo: CachedRepo, commit: string): ReadonlyArray<string> | undefined => {
  const text = readText(join(repo.folder, "trees", `${commit}.json`))
  if (text === undefined) return undefined
  try {
    const tree: unknown = JSON.parse(text)
    const files = typeof tree === "object" && tree !== null && "files" in tree ? tree.files : undefined
    return typeof files === "object" && files !== null ? Object.keys(files) : undefined
  } catch {
    // Half-written or another client's: the snapshot and the Hub know, too.
    return undefined
  }
}

/** Names of the saved tokens, never what is in them. */
export const tokenNames = (path: string): ReadonlyArray<string> =>
  (readText(path) ?? "").split(/\r\n|\r|\n/).flatMap((line) => {
    const name = /^\s*\[(.+)\]/.exec(line)?.[1]
    return name === undefined || name === "DEFAULT" ? [] : [name]
  })
