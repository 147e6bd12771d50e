/** Changes to one repository at one revision that are not committed yet. Pure: nothing is read, nothing is asked. */
import type { ListedFile } from "../../../domain/Content.ts"
import type { CommitHash } from "../../../domain/Revision.ts"
import { main } from "../../../domain/Revision.ts"
import type { RepoPlace } from "../Place.ts"
import type { Row } from "../values.ts"

export type Change =
  /** A file of this disk; it is read when the commit is made. */
  | {
      readonly _tag: "put"
      readonly location: string
      readonly size: number
      readonly before: number | undefined
    }
  /** A file of a repo at a commit: this one's, when it was moved. */
  | {
      readonly _tag: "copy"
      readonly from: RepoPlace
      readonly file: ListedFile
      readonly size: number
      readonly before: number | undefined
    }
  | { readonly _tag: "remove"; readonly before: number }

export interface Stage {
  /** The root of the repo at its revision. */
  readonly place: RepoPlace
  /** What the changes were made against. */
  readonly parent: CommitHash
  /** By path in the repo. `before`: the size of what stands there in the revision, when something does. */
  readonly changes: ReadonlyMap<string, Change>
}

export const keyOf = ({ repo, revision }: RepoPlace): string => `${repo.type}/${repo.id}@${revision ?? main}`

export const make = (place: RepoPlace, parent: CommitHash): Stage => ({
  place: { ...place, path: "" },
  parent,
  changes: new Map()
})

const sorted = (changes: Iterable<readonly [string, Change]>): ReadonlyMap<string, Change> =>
  new Map([...changes].sort(([a], [b]) => (a < b ? -1 : 1)))

export const add = (stage: Stage, path: string, change: Change): Stage => ({
  ...stage,
  changes: sorted([...stage.changes].filter(([each]) => each !== path).concat([[path, change]]))
})

export const addAll = (stage: Stage, changes: Iterable<readonly [string, Change]>): Stage => ({
  ...stage,
  changes: sorted(new Map([...stage.changes, ...changes]))
})

export const isBelow = (path: string, folder: string): boolean =>
  folder === "" || path === folder || path.startsWith(`${folder}/`)

/** Without the changes of a file, or of all below a folder. */
export const reset = (stage: Stage, folder: string): Stage => ({
  ...stage,
  changes: new Map([...stage.changes].filter(([path]) => !isBelow(path, folder)))
})

/** Takes a file away: one that is only staged is simply forgotten. `before`: its size in the revision. */
export const remove = (stage: Stage, path: string, before: number | undefined): Stage =>
  before === undefined ? reset(stage, path) : add(stage, path, { _tag: "remove", before })

/** The file that stands, or is to stand, where `path` needs a folder; or below `path`, where it would be one. */
export const inTheWay = (stage: Stage, path: string): string | undefined => {
  for (const [each, { _tag }] of stage.changes)
    if (_tag !== "remove" && (each.startsWith(`${path}/`) || path.startsWith(`${each}/`))) return each
  return undefined
}

export const wordOf = (change: Change): "added" | "modified" | "deleted" =>
  change._tag === "remove" ? "deleted" : change.before === undefined ? "added" : "modified"

export const sizeOf = (change: Change): number => (change._tag === "remove" ? change.before : change.size)

export const rows = ({ changes }: Stage): ReadonlyArray<Row> =>
  [...changes].map(([path, change]) => ({ change: wordOf(change), path, size: sizeOf(change) }))
