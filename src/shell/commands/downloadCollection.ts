/** `hf download SLUG`: everything in a collection. */
import * as Effect from "effect/Effect"
import * as CollectionSlug from "../../domain/CollectionSlug.ts"
import { InvalidInput } from "../../domain/errors.ts"
import * as Repo from "../../domain/Repo.ts"
import * as Size from "../../domain/Size.ts"
import type { CollectionDownload } from "../../programs/collections/download.ts"
import { dryRunRows } from "../../programs/download.ts"
import { Output, type OutputValue } from "../../services/Output.ts"
import { collectionAddress } from "./collections/slug.ts"

interface Config {
  readonly repoId: string
  readonly filenames: ReadonlyArray<string>
  readonly type: string | undefined
  readonly revision: string | undefined
}

/** What is about one repo only. */
const about = ({ filenames, revision, type }: Config): string | undefined =>
  filenames.length > 0
    ? "file names"
    : revision !== undefined
      ? "--revision"
      : type !== undefined
        ? "--type"
        : undefined

/** `sure`: nothing else can be called so. Otherwise it may be a repo, which then comes first. */
export const collectionNamed = (config: Config) =>
  Effect.gen(function* () {
    const address = yield* collectionAddress(config.repoId)
    const single = about(config)
    if (address !== undefined && single !== undefined) {
      const reason = `a collection is downloaded as a whole: leave ${single} out`
      return yield* new InvalidInput({ what: "collection", value: config.repoId, reason })
    }
    if (address !== undefined) return { slug: address, sure: true }
    if (single !== undefined || CollectionSlug.problem(config.repoId) !== undefined) return undefined
    return { slug: yield* CollectionSlug.parse(config.repoId), sure: false }
  })

const filesRow = (id: string, path: string, size: number | null) => ({
  id,
  file: path,
  size: size === null ? "-" : Size.format(size)
})

/** `shown`: paths as they were typed. */
export const printCollection = (done: CollectionDownload, dryRun: boolean, shown: (path: string) => string) =>
  Effect.gen(function* () {
    const output = yield* Output
    if (dryRun) {
      const rows = done.downloaded.flatMap(({ repo, result }) =>
        dryRunRows(result).map(({ path, size }) => filesRow(Repo.webPath(repo).slice(1), path, size))
      )
      yield* output.table([{ key: "id" }, { key: "file" }, { key: "size", align: "right" }], rows, "file")
    } else {
      const rows = done.downloaded.map(
        ({ repo, result }): Readonly<Record<string, OutputValue>> => ({
          item_type: repo.type,
          item_id: repo.id,
          path: shown(result.path)
        })
      )
      yield* output.table([{ key: "item_type" }, { key: "item_id" }, { key: "path" }], rows, "path")
    }
    for (const { error, id, type } of done.left)
      yield* output.warning(
        `Left out: ${type} ${id}${error === undefined ? " (no files to download)." : `. ${error.message}`}`
      )
    const failed = done.left.find(({ error }) => error !== undefined)?.error
    if (failed !== undefined) return yield* Effect.fail(failed)
  })
