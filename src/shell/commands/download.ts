import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import * as Size from "../../domain/Size.ts"
import { type DownloadInput, type DownloadResult, download, dryRunRows } from "../../programs/download.ts"
import { Output } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import * as arg from "../spec/arg.ts"
import { type Decoded, leaf } from "../spec/command.ts"
import { collectionNamed, noRepo, wholeCollection } from "./downloadCollection.ts"
import * as manner from "./downloadManner.ts"
import * as params from "./params.ts"
import { resolve, type Target } from "./target.ts"

const spec = {
  repoId: params.repoId(
    "Repository, as `namespace/name`, `datasets/namespace/name` or `hf://…`; or a collection, by its slug or address."
  ),
  filenames: arg.any("FILENAMES", {
    help: "Files to download; a name that ends in `/` is a folder.",
    completes: "repoFile"
  }),
  type: params.typeIfGiven,
  revision: params.revision,
  ...manner.params
}

type Config = Decoded<typeof spec>

/** File names of the command line, or the one place the address names. */
const names = (config: Config, target: Target): Effect.Effect<ReadonlyArray<string>, InvalidInput> => {
  if (target.path === "") return Effect.succeed(config.filenames)
  const reason = "it names what to download itself: leave the file names out"
  return config.filenames.length > 0
    ? Effect.fail(new InvalidInput({ what: "HF URI", value: config.repoId, reason }))
    : Effect.succeed([target.folder ? `${target.path}/` : target.path])
}

const input = (config: Config) =>
  Effect.gen(function* () {
    const target = yield* resolve(config)
    const filenames = yield* names(config, target)
    const filtered = config.include.length > 0 || config.exclude.length > 0
    const folders = filenames.some((name) => name.endsWith("/"))
    if (filtered && filenames.length > 0 && !folders) {
      const output = yield* Output
      yield* output.warning("Ignoring --include and --exclude: files are named.")
    }
    const wanted: DownloadInput = {
      repo: target.repo,
      ...(target.revision === undefined ? {} : { revision: target.revision }),
      ...(filenames.length === 0 ? {} : { filenames }),
      ...(config.include.length === 0 || (filenames.length > 0 && !folders) ? {} : { include: config.include }),
      ...(config.exclude.length === 0 || (filenames.length > 0 && !folders) ? {} : { exclude: config.exclude }),
      ...manner.input(config)
    }
    return wanted
  })

const sizeOf = (size: number | null): string => (size === null ? "-" : Size.format(size))

const printPlan = (result: DownloadResult) =>
  Effect.gen(function* () {
    const output = yield* Output
    const rows = dryRunRows(result)
    if (output.mode === "guide") {
      const wide = Math.max(0, ...rows.map(({ path }) => path.length))
      const lines = rows.map(({ path, size }) => `${path.padEnd(wide)}  ${sizeOf(size)}`)
      return yield* output.text(lines.join("\n"))
    }
    const missing = rows.flatMap(({ size }) => (size === null ? [] : [size]))
    const total = missing.reduce((sum, size) => sum + size, 0)
    yield* output.text(
      `[dry-run] Will download ${missing.length} files (out of ${rows.length}) totalling ${Size.format(total)}.`
    )
    yield* output.table(
      [{ key: "file" }, { key: "size" }],
      rows.map(({ path, size }) => ({ file: path, size: sizeOf(size) })),
      "file"
    )
  })

const printOne = (config: Config, result: DownloadResult) =>
  Effect.gen(function* () {
    if (config.dryRun) return yield* printPlan(result)
    const output = yield* Output
    yield* output.result(manner.typed(config, result.path), "Downloaded", [["path", result.path]])
  })

export const command = leaf(
  {
    name: "download",
    help: "Download files from the Hub: of a repository, or of every repository in a collection.",
    params: spec,
    examples: [
      "hf download openai-community/gpt2",
      "hf download openai-community/gpt2 config.json model.safetensors",
      'hf download openai-community/gpt2 --include "*.json" --local-dir ./gpt2',
      "hf download HuggingFaceM4/FineVision art/ --repo-type dataset",
      "hf download https://huggingface.co/collections/TheBloke/recent-models-64f9a55bb3115b4f513ec026"
    ]
  },
  (config) =>
    Effect.gen(function* () {
      yield* manner.check(config)
      const collection = yield* collectionNamed(config)
      if (collection?.sure) return yield* wholeCollection(config, collection.slug)
      const wanted = yield* input(config)
      const one = withHub(config.token, download(wanted))
      if (collection === undefined) return yield* printOne(config, yield* one)
      // It reads like a collection and may be a repo all the same: that is what the Python client takes it for.
      const result = yield* Effect.catchTag(one, "RepoNotFound", noRepo(config, collection.slug))
      yield* result === undefined ? wholeCollection(config, collection.slug) : printOne(config, result)
    })
)
