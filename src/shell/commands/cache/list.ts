import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as CacheQuery from "../../../domain/CacheQuery.ts"
import * as Size from "../../../domain/Size.ts"
import * as TimeAgo from "../../../domain/TimeAgo.ts"
import { type CacheListing, type CacheRow, list } from "../../../programs/cache/rows.ts"
import { usage } from "../../../programs/cache/usage.ts"
import type { Summary } from "../../../services/CacheInventory.ts"
import { type Column, Output, type OutputValue } from "../../../services/Output.ts"
import { withCache } from "../../LocalCache.ts"
import { Misuse } from "../../Misuse.ts"
import { csv, guideTable } from "../../render/listing.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "./params.ts"

const repoColumns: ReadonlyArray<Column> = [
  { key: "id" },
  { key: "size", align: "right" },
  { key: "last_accessed" },
  { key: "last_modified" },
  { key: "refs" }
]
const revisionColumns: ReadonlyArray<Column> = [
  { key: "id" },
  { key: "revision" },
  { key: "size", align: "right" },
  { key: "last_modified" },
  { key: "refs" }
]

/** What programs get beside the columns, in the Python client's order. */
const repoKeys = ["id", "repo_id", "repo_type", "size", "last_accessed", "last_modified", "refs"]
const revisionKeys = ["id", "repo_id", "repo_type", "revision", "snapshot_path", "size", "last_modified", "refs"]

type Cells = Readonly<Record<string, OutputValue>>

/** As people read it, in the order of the Python client's keys. */
const cells = (row: CacheRow, now: number): Cells => {
  const ago = (time: number) => TimeAgo.format((now - time) / 1000)
  const head = { id: row.key, repo_id: row.repo.id, repo_type: row.type }
  const tail = { last_modified: ago(row.modified), refs: row.refs }
  return row.revision === undefined
    ? { ...head, size: Size.format(row.size), last_accessed: ago(row.accessed), ...tail }
    : {
        ...head,
        revision: row.revision.commit,
        snapshot_path: row.revision.folder,
        size: Size.format(row.size),
        ...tail
      }
}

/** As programs read it: bytes and ISO times. */
const exact = (row: CacheRow): Cells => {
  const iso = (time: number) => new Date(time).toISOString()
  const head = { id: row.key, repo_id: row.repo.id, repo_type: row.type }
  const tail = { last_modified: iso(row.modified), refs: row.refs.join(" ") }
  return row.revision === undefined
    ? { ...head, size: row.size, last_accessed: iso(row.accessed), ...tail }
    : { ...head, revision: row.revision.commit, snapshot_path: row.revision.folder, size: row.size, ...tail }
}

const tellProblems = ({ incomplete, problems }: Summary, each: boolean) =>
  Effect.gen(function* () {
    const output = yield* Output
    if (each) {
      yield* Effect.forEach(problems, ({ path, reason }) => output.warning(`${path}: ${reason}. Repo ignored.`), {
        discard: true
      })
    } else if (problems.length > 0) {
      yield* output.warning(
        `Found ${problems.length} cache inconsistencies. Re-run with \`--show-warnings\` to display them.`
      )
    }
    if (incomplete.length > 0) {
      const size = Size.format(incomplete.reduce((sum, file) => sum + file.size, 0))
      yield* output.hint(
        `Found ${incomplete.length} incomplete download(s) totalling ${size}. Remove them with 'hf cache prune'.`
      )
    }
  })

const show = (listing: CacheListing, revisions: boolean, asCsv: boolean) =>
  Effect.gen(function* () {
    const output = yield* Output
    const now = yield* Clock.currentTimeMillis
    const columns = revisions ? revisionColumns : repoColumns
    if (asCsv) return yield* output.raw(csv(listing.rows.map(exact), revisions ? revisionKeys : repoKeys))
    const rows = listing.rows.map((row) => cells(row, now))
    if (output.mode === "guide" && rows.length > 0) yield* output.text(guideTable(columns, rows))
    else yield* output.table(columns, rows, revisions ? "revision" : "id")
    if (rows.length === 0) return
    const { repos, revisions: count, size } = listing
    yield* output.text(`\nFound ${repos} repo(s) for a total of ${count} revision(s) and ${Size.format(size)} on disk.`)
  })

export const command = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }],
    help: "List what is in the cache.",
    listing: true,
    params: {
      cacheDir: params.cacheDir,
      revisions: opt.toggle(["--revisions"], false, { help: "One row for each revision instead of each repository." }),
      filters: opt.repeat(["-f", "--filter"], {
        help: "Only what fits, as in 'size>1GB', 'type=model', 'accessed>7d', 'refs=main'. All of several have to."
      }),
      sort: opt.choice(CacheQuery.sorts)(["--sort"], {
        help: "Order: youngest or largest first, names from A to Z, unless :asc or :desc says otherwise."
      }),
      limit: opt.intFrom(0)(["--limit"], { help: "List so many at most." }),
      showWarnings: opt.toggle(["--show-warnings"], false, {
        help: "Tell what is wrong with each folder that is ignored."
      }),
      csv: opt.flag(["--csv"], { help: "The same as --format csv.", hidden: true })
    },
    examples: [
      "hf cache ls",
      "hf cache ls --revisions",
      'hf cache ls --filter "size>1GB" --sort accessed:asc --limit 20',
      "hf cache ls --format csv"
    ]
  },
  ({ csv: asCsv, revisions, showWarnings, ...input }) =>
    Effect.gen(function* () {
      const listing = yield* withCache(list({ ...input, revisions })).pipe(
        // A filter is an option's value, like --sort's: a wrong one is a usage error.
        Effect.catchTag("InvalidInput", ({ message }) => new Misuse({ reason: message }))
      )
      yield* show(listing, revisions, asCsv)
      yield* tellProblems(listing.inventory, showWarnings)
    })
)

export const du = leaf(
  {
    name: "du",
    help: "Tell how much of the disk the cache takes, part by part, as du counts it; -q names the parts, largest first.",
    params: { cacheDir: params.cacheDir },
    examples: ["hf cache du", "hf cache du --json", "hf cache du -q"]
  },
  ({ cacheDir }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const { parts, problems, root, total } = yield* withCache(usage(cacheDir))
      const people = output.mode === "guide" || output.mode === "human"
      const size = (bytes: number) => (people ? Size.format(bytes) : bytes)
      const rows = parts.map(({ bytes, name }) => ({ name, size: size(bytes) }))
      // Who asks for names alone wants to do something with what they name: the sum is nothing, and the folder itself is no part.
      const named = rows.filter(({ name }) => name !== ".")
      yield* output.table(
        [{ key: "name" }, { key: "size", align: "right" }],
        output.mode === "quiet" ? named : [...rows, { name: "total", size: size(total) }],
        "name"
      )
      yield* Effect.forEach(problems, ({ path, reason }) => output.warning(`${path}: ${reason}. Not counted.`), {
        discard: true
      })
      yield* output.log(`Blocks on the disk below ${root}; the same as du -s.`)
    })
)
