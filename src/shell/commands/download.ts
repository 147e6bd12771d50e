import { resolve as absolute } from "node:path"
import * as Effect from "effect/Effect"
import type { CollectionSlug } from "../../domain/CollectionSlug.ts"
import { InvalidInput } from "../../domain/errors.ts"
import * as Size from "../../domain/Size.ts"
import { downloadCollection } from "../../programs/collections/download.ts"
import { type DownloadInput, type DownloadResult, download, dryRunRows } from "../../programs/download.ts"
import { Output } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import * as arg from "../spec/arg.ts"
import { type Decoded, leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import { collectionNamed, noRepo, printCollection } from "./downloadCollection.ts"
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
  include: opt.repeat(["--include"], { help: "Download only what matches this pattern; may be repeated." }),
  exclude: opt.repeat(["--exclude"], { help: "Leave out what matches this pattern; may be repeated." }),
  cacheDir: opt.text(["--cache-dir"], { help: "Cache to use instead of the configured one.", completes: "dir" }),
  localDir: opt.text(["--local-dir"], {
    help: "Put the files into this folder instead of the cache.",
    completes: "dir"
  }),
  forceDownload: opt.toggle(["--force-download"], false, { help: "Download what is here already, too." }),
  dryRun: opt.toggle(["--dry-run"], false, { help: "Tell what would be downloaded, and download nothing." }),
  token: params.token,
  maxWorkers: opt.intFrom(1)(["--max-workers"], { help: "Files to download at once.", shown: "8" })
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
      ...manner(config)
    }
    return wanted
  })

/** How, whatever is downloaded. */
const manner = (config: Config) => ({
  ...(config.cacheDir === undefined ? {} : { cacheDir: absolute(config.cacheDir) }),
  ...(config.localDir === undefined ? {} : { localDir: absolute(config.localDir) }),
  force: config.forceDownload,
  dryRun: config.dryRun,
  ...(config.maxWorkers === undefined ? {} : { maxWorkers: config.maxWorkers })
})

const checkPlace = ({ cacheDir, localDir }: Config) =>
  localDir === undefined || cacheDir === undefined
    ? Effect.void
    : new InvalidInput({ what: "--cache-dir", value: cacheDir, reason: "choose between it and --local-dir" })

/** The path as the guide shows it: a folder that was named stays as it was typed. */
const typed = (path: string, ...folders: ReadonlyArray<string | undefined>): string => {
  for (const folder of folders) {
    if (folder === undefined) continue
    const full = absolute(folder)
    if (path === full || path.startsWith(full.endsWith("/") ? full : `${full}/`)) {
      const rest = path.slice(full.length).replace(/^\/+/, "")
      return rest === "" ? folder : `${folder.replace(/\/+$/, "")}/${rest}`
    }
  }
  return path
}

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
    yield* output.result(typed(result.path, config.localDir, config.cacheDir), "Downloaded", [["path", result.path]])
  })

const wholeCollection = (config: Config, slug: CollectionSlug) =>
  Effect.gen(function* () {
    const { exclude, include } = config
    const filters = { ...(include.length === 0 ? {} : { include }), ...(exclude.length === 0 ? {} : { exclude }) }
    const done = yield* withHub(config.token, downloadCollection({ slug, ...filters, ...manner(config) }))
    yield* printCollection(done, config.dryRun, (path) => typed(path, config.localDir, config.cacheDir))
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
      yield* checkPlace(config)
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
