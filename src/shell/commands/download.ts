import { resolve as absolute } from "node:path"
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import * as Size from "../../domain/Size.ts"
import { type DownloadInput, type DownloadResult, download, dryRunRows } from "../../programs/download.ts"
import { Output } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import * as arg from "../spec/arg.ts"
import { type Decoded, leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import * as params from "./params.ts"
import { resolve, type Target } from "./target.ts"

const spec = {
  repoId: params.repoId("Repository, as `namespace/name`, `datasets/namespace/name` or `hf://…`."),
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
  maxWorkers: opt.intFrom(1)(["--max-workers"], { help: "Files to download at once.", default: 8 })
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
    if (config.localDir !== undefined && config.cacheDir !== undefined) {
      const reason = "choose between it and --local-dir"
      return yield* new InvalidInput({ what: "--cache-dir", value: config.cacheDir, reason })
    }
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
      ...(config.cacheDir === undefined ? {} : { cacheDir: absolute(config.cacheDir) }),
      ...(config.localDir === undefined ? {} : { localDir: absolute(config.localDir) }),
      force: config.forceDownload,
      dryRun: config.dryRun,
      maxWorkers: config.maxWorkers
    }
    return wanted
  })

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

export const command = leaf(
  {
    name: "download",
    help: "Download files from the Hub.",
    params: spec,
    examples: [
      "hf download openai-community/gpt2",
      "hf download openai-community/gpt2 config.json model.safetensors",
      'hf download openai-community/gpt2 --include "*.json" --local-dir ./gpt2',
      "hf download HuggingFaceM4/FineVision art/ --repo-type dataset"
    ]
  },
  (config) =>
    Effect.gen(function* () {
      const wanted = yield* input(config)
      const result = yield* withHub(config.token, download(wanted))
      if (config.dryRun) return yield* printPlan(result)
      const output = yield* Output
      yield* output.result(typed(result.path, config.localDir, config.cacheDir), "Downloaded", [["path", result.path]])
    })
)
