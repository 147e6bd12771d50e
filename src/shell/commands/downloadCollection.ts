/** `hf download SLUG` and `hf collections download SLUG`: everything in a collection. */
import * as Effect from "effect/Effect"
import * as CollectionSlug from "../../domain/CollectionSlug.ts"
import { InvalidInput, type RepoNotFound } from "../../domain/errors.ts"
import * as Repo from "../../domain/Repo.ts"
import * as Size from "../../domain/Size.ts"
import { type CollectionDownload, downloadCollection } from "../../programs/collections/download.ts"
import { dryRunRows } from "../../programs/download.ts"
import { Hub } from "../../services/Hub.ts"
import { Output, type OutputValue } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import { collectionAddress } from "./collections/slug.ts"
import * as manner from "./downloadManner.ts"

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
        ? "--repo-type"
        : undefined

const checkWhole = (config: Config): Effect.Effect<void, InvalidInput> => {
  const single = about(config)
  if (single === undefined) return Effect.void
  const reason = `a collection is downloaded as a whole: leave ${single} out`
  return new InvalidInput({ what: "collection", value: config.repoId, reason })
}

/** `sure`: nothing else can be called so. Otherwise it may be a repo, which then comes first. */
export const collectionNamed = (config: Config) =>
  Effect.gen(function* () {
    const address = yield* collectionAddress(config.repoId)
    if (address !== undefined) {
      yield* checkWhole(config)
      return { slug: address, sure: true }
    }
    if (CollectionSlug.problem(config.repoId) !== undefined) return undefined
    return { slug: yield* CollectionSlug.parse(config.repoId), sure: false }
  })

/** There is no repo of a collection's name: then the collection is meant. With what is about one repo only, if there is one to say that of. */
export const noRepo = (config: Config & { readonly token: string | undefined }, slug: CollectionSlug.CollectionSlug) =>
  Effect.fnUntraced(function* (missing: RepoNotFound) {
    if (about(config) === undefined) return undefined
    const found = Effect.flatMap(Hub, ({ collections }) => collections.get(slug))
    yield* Effect.catchTag(withHub(config.token, found), "CollectionNotFound", () => missing)
    yield* checkWhole(config)
    return undefined
  })

const filesRow = (id: string, path: string, size: number | null) => ({
  id,
  file: path,
  size: size === null ? "-" : Size.format(size)
})

/** `shown`: paths as they were typed. */
const print = (done: CollectionDownload, dryRun: boolean, shown: (path: string) => string) =>
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

/** Every repository in the collection, in the manner that was asked for. */
export const wholeCollection = (config: manner.Manner, slug: CollectionSlug.CollectionSlug) =>
  Effect.gen(function* () {
    const { exclude, include } = config
    const filters = { ...(include.length === 0 ? {} : { include }), ...(exclude.length === 0 ? {} : { exclude }) }
    const done = yield* withHub(config.token, downloadCollection({ slug, ...filters, ...manner.input(config) }))
    yield* print(done, config.dryRun, (path) => manner.typed(config, path))
  })
