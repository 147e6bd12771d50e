/** The clients side by side, each as the command a person would run. */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Accounts from "../test/support/Accounts.ts"
import * as Build from "../test/support/Build.ts"
import type { Command } from "./Measure.ts"

/** Where a client works in one run. */
export interface Place {
  readonly hub: string
  readonly home: string
}

export interface Client {
  readonly name: "ours" | "python" | "js" | "curl"
  readonly version?: Command
  readonly help?: Command
  /** The whole repo into the cache below `home`. */
  readonly download?: (place: Place, repo: string) => Command
  /** Lists the cache below `home`. */
  readonly cacheLs?: (place: Place) => Command
  readonly upload?: (place: Place, repo: string, folder: string) => Command
}

const env = (place: Place) => ({
  HF_HOME: place.home,
  HF_ENDPOINT: place.hub,
  HF_TOKEN: Accounts.tokens.alice,
  HF_HUB_DISABLE_XET: "1",
  HF_HUB_DISABLE_UPDATE_CHECK: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  HF_HUB_DISABLE_PROGRESS_BARS: "1"
})

const nowhere: Place = { hub: "http://127.0.0.1:9", home: "/nonexistent" }

const hf = (name: "ours" | "python", program: string, before: ReadonlyArray<string>): Client => {
  const run = (place: Place, ...args: ReadonlyArray<string>): Command => ({
    program,
    args: [...before, ...args],
    env: env(place)
  })
  return {
    name,
    version: run(nowhere, "version"),
    help: run(nowhere, "--help"),
    download: (place, repo) => run(place, "download", repo, "--quiet"),
    cacheLs: (place) => run(place, "cache", "ls"),
    upload: (place, repo, folder) => run(place, "upload", repo, folder, ".", "--quiet")
  }
}

const script = fileURLToPath(new URL("js-client.mjs", import.meta.url))

const js: Client = {
  name: "js",
  download: (place, repo) => ({
    program: process.execPath,
    args: [script, "download", place.hub, Accounts.tokens.alice, repo, place.home]
  }),
  upload: (place, repo, folder) => ({
    program: process.execPath,
    args: [script, "upload", place.hub, Accounts.tokens.alice, repo, folder]
  })
}

/** curl knows no Hub: it is told every URL, and verifies nothing. */
const curl = (paths: (repo: string) => ReadonlyArray<string>): Client => ({
  name: "curl",
  download: (place, repo) => ({
    program: "curl",
    args: [
      "--silent",
      "--fail",
      "--location",
      "--parallel",
      "--parallel-max",
      "8",
      "--create-dirs",
      "--header",
      `authorization: Bearer ${Accounts.tokens.alice}`,
      ...paths(repo).flatMap((path) => [
        "--output",
        join(place.home, path),
        `${place.hub}/${repo}/resolve/main/${path}`
      ])
    ]
  })
})

/** Those that can be had here; `peers` is the Python peers' `bin` folder. */
export const clients = (
  peers: string | undefined,
  paths: (repo: string) => ReadonlyArray<string>
): ReadonlyArray<Client> => [
  hf("ours", process.execPath, [Build.bin]),
  ...(peers === undefined ? [] : [hf("python", join(peers, "hf"), [])]),
  js,
  curl(paths)
]
