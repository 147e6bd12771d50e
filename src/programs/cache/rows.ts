/** What a cache has, filtered, ordered and cut: the rows of `hf cache ls`. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as CacheQuery from "../../domain/CacheQuery.ts"
import { CacheInventory, type RepoSummary, type RevisionSummary, type Summary } from "../../services/CacheInventory.ts"

export interface CacheRow extends CacheQuery.Row {
  readonly repo: RepoSummary
  /** Where revisions are listed, the one this row is about. */
  readonly revision: RevisionSummary | undefined
}

export interface CacheListInput {
  readonly cacheDir?: string | undefined
  readonly revisions?: boolean
  /** All of them hold for each row. */
  readonly filters?: ReadonlyArray<string>
  readonly sort?: CacheQuery.Sort | undefined
  readonly limit?: number | undefined
}

export interface CacheListing {
  readonly rows: ReadonlyArray<CacheRow>
  readonly inventory: Summary
  /** Bytes of what is listed; of everything on disk, shared payloads once, when nothing was left out. */
  readonly size: number
  readonly repos: number
  readonly revisions: number
}

const refsOf = (repo: RepoSummary): ReadonlyArray<string> =>
  [...new Set(repo.revisions.flatMap(({ refs }) => refs))].sort()

const rowsOf = (repo: RepoSummary, byRevision: boolean): ReadonlyArray<CacheRow> => {
  const { accessed, key, type } = repo
  if (!byRevision)
    return [
      { key, type, size: repo.size, accessed, modified: repo.modified, refs: refsOf(repo), repo, revision: undefined }
    ]
  return repo.revisions.map((revision) => {
    const { modified, refs, size } = revision
    return { key, type, size, accessed, modified, refs, repo, revision }
  })
}

/** Reads the cache and answers what is asked for. `InvalidInput` for a filter that is none. */
export const list = Effect.fn("cache.list")(function* (input: CacheListInput) {
  const tests = yield* Effect.forEach(input.filters ?? [], (text) => CacheQuery.parse(text))
  const inventory = yield* (yield* CacheInventory).summary(input.cacheDir)
  const now = yield* Clock.currentTimeMillis
  const all = inventory.repos.flatMap((repo) => rowsOf(repo, input.revisions === true))
  const wanted = all.filter((row) => tests.every((test) => test(row, now)))
  const ordered = input.sort === undefined ? wanted : CacheQuery.sort(wanted, input.sort, (row) => row)
  const rows = ordered.slice(0, input.limit)
  const repos = new Set(rows.map(({ repo }) => repo))
  const whole = input.revisions !== true && tests.length === 0 && input.limit === undefined
  const listing: CacheListing = {
    rows,
    inventory,
    size: whole ? inventory.onDisk : rows.reduce((sum, { size }) => sum + size, 0),
    repos: repos.size,
    revisions:
      input.revisions === true ? rows.length : [...repos].reduce((sum, { revisions }) => sum + revisions.length, 0)
  }
  return listing
})
