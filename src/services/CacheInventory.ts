/**
 * What is in a cache, and taking things out of it. Nothing here asks a Hub. Scans only read; removals can be interrupted at any
 * moment: what they had begun is out of everybody's sight, and the next one finishes it.
 */
import { join } from "node:path"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { DiskError } from "../domain/errors.ts"
import type { RepoType } from "../domain/RepoType.ts"

/** A file as all snapshots of a repo share it: the first hop behind a snapshot's entry (huggingface_hub cache layout). */
export interface CachedBlob {
  /** `blobs/<etag>` of its repo, or the entry itself where there are no links. Absolute. */
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly accessed: number
  readonly modified: number
  /** The payload in the store that all repos share, when the blob is a link to one. Absolute. */
  readonly payload: string | undefined
}

export interface CachedEntry {
  /** Inside the repo, `/`-separated. */
  readonly path: string
  readonly blob: CachedBlob
}

/** Where an entry lies in a snapshot, absolute. */
export const placeOf = ({ folder }: CachedRevision, { path }: CachedEntry): string => join(folder, path)

/** A revision without its entries. */
export interface RevisionSummary {
  /** Name of the folder: a commit hash, as a rule. */
  readonly commit: string
  readonly folder: string
  /** Branches, tags … that point at it, sorted. */
  readonly refs: ReadonlyArray<string>
  /** Of its distinct blobs, in bytes. */
  readonly size: number
  /** Of its youngest blob. */
  readonly modified: number
  /** When one of its blobs was last read, as far as the file system keeps that. */
  readonly accessed: number
}

export interface CachedRevision extends RevisionSummary {
  readonly entries: ReadonlyArray<CachedEntry>
}

/** A repo without its revisions' entries. */
export interface RepoSummary {
  readonly type: RepoType
  readonly id: string
  /** `model/org/name` */
  readonly key: string
  readonly folder: string
  readonly revisions: ReadonlyArray<RevisionSummary>
  readonly size: number
  /** The same without what lies in the store that all repos share. */
  readonly ownSize: number
  readonly accessed: number
  readonly modified: number
  /** What `hf cache pin` holds on to: everything, or these commits. */
  readonly pinned: "all" | ReadonlySet<string>
}

export interface CachedRepo extends RepoSummary {
  readonly revisions: ReadonlyArray<CachedRevision>
}

export interface Problem {
  readonly path: string
  readonly reason: string
}

/** A folder of a cache that is no sound repo. */
export interface Damaged extends Problem {
  /** `model/org/name`, if its name is that of a repo. */
  readonly key: string | undefined
  /** Bytes of the files in it, as far as they can be seen. Links are not followed. */
  readonly size: number
}

export interface Leftover {
  readonly path: string
  readonly size: number
}

export interface Unfinished extends Leftover {
  /** When the last byte came; milliseconds since 1970. */
  readonly modified: number
}

/** What a cache has, repo by repo. */
export interface Summary {
  /** Absolute, links resolved. */
  readonly root: string
  readonly repos: ReadonlyArray<RepoSummary>
  /** Folders that are no sound repos, one problem each; they are in no list and no sum. */
  readonly problems: ReadonlyArray<Damaged>
  /** Unfinished downloads of any client, in sound repos and others. */
  readonly incomplete: ReadonlyArray<Unfinished>
  /** Bytes of all repos and of the shared store, what is shared counted once. */
  readonly onDisk: number
}

/** The same file by file, and what links to what. */
export interface Inventory extends Summary {
  readonly repos: ReadonlyArray<CachedRepo>
  /** Payloads of the shared store that no repo refers to any more. */
  readonly unreferenced: ReadonlyArray<Leftover>
  /** For each payload that is linked to: the blobs that do, absolute. */
  readonly sharers: ReadonlyMap<string, ReadonlyArray<string>>
}

/** What to take out. A repo of which every revision is selected goes as a whole. */
export interface Removal {
  readonly revisions: ReadonlyArray<{ readonly repo: CachedRepo; readonly revision: CachedRevision }>
  readonly entries: ReadonlyArray<{
    readonly repo: CachedRepo
    readonly revision: CachedRevision
    readonly entry: CachedEntry
  }>
  readonly leftovers: ReadonlyArray<Leftover>
  readonly payloads: ReadonlyArray<Leftover>
  /** They go as a whole. */
  readonly damaged: ReadonlyArray<Damaged>
}

/** Bytes a place takes on its disk, as `du` counts them: blocks, folders included, what has several names once. */
export interface Usage {
  readonly name: string
  readonly path: string
  readonly bytes: number
}

export interface Usages {
  readonly parts: ReadonlyArray<Usage>
  /** What could not be looked into, and is not counted. */
  readonly problems: ReadonlyArray<Problem>
}

export interface CacheInventoryShape {
  /** For lists: links are followed, not read, which is half the work. Fails as `scan` does. */
  readonly summary: (cacheDir?: string) => Effect.Effect<Summary, DiskError>
  /** `DiskError` (`notFound`) when there is no such folder. Default: the configured cache. */
  readonly scan: (cacheDir?: string) => Effect.Effect<Inventory, DiskError>
  /** The repos' folders in which somebody is downloading something right now: their locks are held. */
  readonly busy: (inventory: Inventory, folders: ReadonlyArray<string>) => Effect.Effect<ReadonlySet<string>, DiskError>
  /** The unfinished downloads that nobody is at right now. */
  readonly idle: (inventory: Inventory) => Effect.Effect<ReadonlyArray<Unfinished>, DiskError>
  /** Finishes what an interrupted removal left; what cannot be deleted is a warning in the log. */
  readonly finish: (cacheDir?: string) => Effect.Effect<void, DiskError>
  /** Does it. Unfinished downloads that somebody is at stay; what cannot be deleted of one repo fails after the others are gone. */
  readonly remove: (inventory: Inventory, removal: Removal) => Effect.Effect<void, DiskError>
  /** Replaces the repo's pins. */
  readonly pin: (repo: CachedRepo, pins: "all" | ReadonlySet<string>) => Effect.Effect<void, DiskError>
  /** The parts of a cache folder by size; together they are all of it that can be seen. */
  readonly usage: (cacheDir?: string) => Effect.Effect<Usages, DiskError>
}

export class CacheInventory extends Context.Tag("hf/CacheInventory")<CacheInventory, CacheInventoryShape>() {}
