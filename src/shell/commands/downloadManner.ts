/** How something is downloaded, whatever it is: what `hf download` and `hf collections download` have in common. */
import { resolve as absolute } from "node:path"
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import type { Decoded } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import { token } from "./params.ts"

export const params = {
  include: opt.repeat(["--include"], { help: "Download only what matches this pattern; may be repeated." }),
  exclude: opt.repeat(["--exclude"], { help: "Leave out what matches this pattern; may be repeated." }),
  cacheDir: opt.text(["--cache-dir"], { help: "Cache to use instead of the configured one.", completes: "dir" }),
  localDir: opt.text(["--local-dir"], {
    help: "Put the files into this folder instead of the cache.",
    completes: "dir"
  }),
  forceDownload: opt.toggle(["--force-download"], false, { help: "Download what is here already, too." }),
  dryRun: opt.toggle(["--dry-run"], false, { help: "Tell what would be downloaded, and download nothing." }),
  token,
  maxWorkers: opt.intFrom(1)(["--max-workers"], { help: "Files to download at once.", shown: "8" })
}

export type Manner = Decoded<typeof params>

type Place = Pick<Manner, "cacheDir" | "localDir">

export const check = ({ cacheDir, localDir }: Place) =>
  localDir === undefined || cacheDir === undefined
    ? Effect.void
    : new InvalidInput({ what: "--cache-dir", value: cacheDir, reason: "choose between it and --local-dir" })

/** For the program; the patterns are the caller's to pass on. */
export const input = (config: Manner) => ({
  ...(config.cacheDir === undefined ? {} : { cacheDir: absolute(config.cacheDir) }),
  ...(config.localDir === undefined ? {} : { localDir: absolute(config.localDir) }),
  force: config.forceDownload,
  dryRun: config.dryRun,
  ...(config.maxWorkers === undefined ? {} : { maxWorkers: config.maxWorkers })
})

/** The path as the guide shows it: a folder that was named stays as it was typed. */
export const typed = ({ cacheDir, localDir }: Place, path: string): string => {
  for (const folder of [localDir, cacheDir]) {
    if (folder === undefined) continue
    const full = absolute(folder)
    if (path === full || path.startsWith(full.endsWith("/") ? full : `${full}/`)) {
      const rest = path.slice(full.length).replace(/^\/+/, "")
      return rest === "" ? folder : `${folder.replace(/\/+$/, "")}/${rest}`
    }
  }
  return path
}
