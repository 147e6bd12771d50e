/**
 * Side by side with the peers, in one run on this machine: `npm run bench -- [startup cache-ls big small cached upload-small upload-big shell-editor shell-start shell-command
 * shell-interrupt shell-soak]
 * [--size BYTES] [--files N] [--runs N] [--clients ours,python,js,curl] [--dir FOLDER]`.
 *
 * Clients take turns, so that a busy moment of the machine hits them all; medians; no assertion. Results go to bench/results/.
 */
import { execFileSync } from "node:child_process"
import { mkdir, open, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Peers from "../test/interop/Peers.ts"
import * as Accounts from "../test/support/Accounts.ts"
import * as Build from "../test/support/Build.ts"
import * as CacheTree from "../test/support/CacheTree.ts"
import * as Hf from "../test/support/Hf.ts"
import * as HubProcess from "../test/support/HubProcess.ts"
import * as Process from "../test/support/Process.ts"
import * as RandomFiles from "../test/support/RandomFiles.ts"
import * as TempDir from "../test/support/TempDir.ts"
import { clients as allClients, type Client } from "./Clients.ts"
import { keyToFrame } from "./editor.ts"
import { type Command, measure, type Sample } from "./Measure.ts"
import { type Result, table } from "./Report.ts"
import * as shell from "./shell.ts"
import * as working from "./working.ts"

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string", default: String(1024 ** 3) },
    files: { type: "string", default: "2000" },
    runs: { type: "string" },
    clients: { type: "string", default: "ours,python,js,curl" },
    dir: { type: "string" }
  }
})
const size = Number(flags.size)
const count = Number(flags.files)
const scenarios = [
  "startup",
  "cache-ls",
  "big",
  "small",
  "cached",
  "upload-small",
  "upload-big",
  "shell-editor",
  "shell-start",
  "shell-command",
  "shell-interrupt",
  "shell-soak"
] as const
const wanted = (scenario: (typeof scenarios)[number]) => positionals.length === 0 || positionals.includes(scenario)
const runs = (usual: number) => (flags.runs === undefined ? usual : Number(flags.runs))

const results: Array<Result> = []

interface Turn {
  readonly client: Client
  /** Makes what the run needs (freed with the scope), then answers the command to measure. */
  readonly prepare: Effect.Effect<Command, Process.ProcessTooSlow, Scope.Scope>
}

/** What was deleted after one client's turn is still work for the disk: it shall not be the next one's burden. */
const settle = Effect.zipRight(
  Effect.sync(() => execFileSync("sync")),
  Effect.sleep("1 second")
)

/** Everyone in turn, `times` over; the first round of `warm` is not counted. */
const race = (scenario: string, server: string, turns: ReadonlyArray<Turn>, times: number, amount?: Result["amount"]) =>
  Effect.gen(function* () {
    const samples = new Map<string, Array<Sample>>()
    for (let round = 0; round < times; round++) {
      for (const { client, prepare } of turns) {
        yield* settle
        const outcome = yield* Effect.either(Effect.scoped(Effect.flatMap(prepare, measure)))
        if (outcome._tag === "Left") {
          console.error(`!!! ${scenario}, ${client.name}: ${outcome.left.message}`)
          continue
        }
        samples.set(client.name, [...(samples.get(client.name) ?? []), outcome.right])
      }
    }
    for (const [client, taken] of samples) {
      results.push({ scenario, server, client, samples: taken, ...(amount === undefined ? {} : { amount }) })
    }
    console.log(`\n${table(results.filter((result) => result.scenario === scenario && result.server === server))}`)
  })

const startStatic = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const server = yield* Process.start(process.execPath, [
      "--import",
      "tsx",
      join(Build.root, "bench/static-server.ts"),
      ...args
    ])
    const [, url = ""] = yield* server.line(/listening at (http:\S+)/)
    return url
  })

/** Two revisions of 50 files, half of which both have. */
const seedRepo = (root: string, number: number): void => {
  const files = (from: number) =>
    Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`file-${i}.bin`, `${number}/${i < 25 ? i : i + from}`]))
  CacheTree.repo(
    root,
    `models--bench--repo-${number}`,
    { commit: number.toString(16).padStart(40, "a"), refs: ["main"], files: files(0) },
    { commit: number.toString(16).padStart(40, "b"), files: files(100) }
  )
}

/** A big file that no server has seen: the same but for its first bytes. */
const refresh = (path: string, seed: string) =>
  Effect.promise(async () => {
    const file = await open(path, "r+")
    try {
      await file.write(RandomFiles.buffer(64, seed), 0, 64, 0)
    } finally {
      await file.close()
    }
  })

const program = Effect.gen(function* () {
  yield* Effect.promise(Build.ensureBuilt)
  const peers = yield* Effect.promise(Peers.install)
  const chosen = flags.clients.split(",")
  const paths = (repo: string) =>
    repo === "alice/big" ? ["model.bin"] : Array.from({ length: count }, (_, index) => `file-${index}.txt`)
  const clients = allClients(peers, paths).filter((client) => chosen.includes(client.name))
  const work = yield* TempDir.make("bench", flags.dir)
  const temp = (label: string) => TempDir.make(label, work)
  // ext4 walks around inodes that were freed in the last minutes, one by one: after a client's thousands of files were deleted,
  // creating one takes twenty times as long, for whoever comes next. So small files stay until the end; large ones need the room.
  const end = yield* Effect.scope
  const home = (files: number) => (files > 1 ? Scope.extend(temp("home"), end) : temp("home"))

  if (wanted("startup")) {
    for (const what of ["version", "help"] as const) {
      const turns = clients.flatMap((client) => {
        const command = client[what]
        return command === undefined ? [] : [{ client, prepare: Effect.succeed(command) }]
      })
      yield* race(what === "help" ? "--help" : what, "", turns, runs(15))
    }
  }
  if (wanted("cache-ls")) {
    const home = yield* temp("listed")
    for (let repo = 0; repo < 200; repo++) seedRepo(join(home, "hub"), repo)
    const turns = clients.flatMap((client) => {
      const command = client.cacheLs?.({ hub: "http://127.0.0.1:9", home })
      return command === undefined ? [] : [{ client, prepare: Effect.succeed(command) }]
    })
    yield* race("cache-ls", "", turns, runs(5), { count: 200 * 2 * 50, unit: "files" })
  }
  if (wanted("shell-editor")) console.log(`\n${keyToFrame(runs(20))}`)
  if (wanted("shell-start")) console.log(`\n${yield* shell.firstPrompt(runs(15), yield* temp("prompt"))}`)
  if (wanted("shell-command")) console.log(`\n${yield* shell.commandOverhead(runs(3), yield* temp("shell"))}`)
  if (wanted("shell-interrupt")) console.log(`\n${yield* working.interrupt(runs(5))}`)
  const local: ReadonlyArray<string> = [
    "startup",
    "cache-ls",
    "shell-editor",
    "shell-start",
    "shell-command",
    "shell-interrupt"
  ]
  if (!scenarios.some((scenario) => !local.includes(scenario) && wanted(scenario))) return

  const hub = yield* HubProcess.startIn(yield* temp("hub"))
  const owner: Hf.Who = { home: yield* temp("owner"), endpoint: hub.url, token: Accounts.tokens.alice }
  if (wanted("shell-soak")) {
    const soaked = yield* temp("soaked")
    yield* RandomFiles.write(join(soaked, "small.txt"), 100, "bench/soak")
    yield* Hf.ok(owner, "upload", "alice/soak", soaked, ".", "--quiet")
    console.log(`\n${yield* working.soak({ ...owner, home: yield* temp("soak-home") }, "alice/soak")}`)
  }
  const smallFolder = yield* temp("small")
  const bigFolder = yield* temp("big")
  const bigFile = join(bigFolder, "model.bin")
  const needsSmall = wanted("small") || wanted("cached") || wanted("upload-small")
  const needsBig = wanted("big") || wanted("upload-big")
  if (needsSmall) {
    yield* Effect.forEach(
      Array.from({ length: count }, (_, index) => index),
      (index) => RandomFiles.write(join(smallFolder, `file-${index}.txt`), 1000, `bench/${index}`),
      { discard: true }
    )
  }
  const sha256 = needsBig ? yield* RandomFiles.write(bigFile, size, "bench/big") : ""
  const moved = {
    small: { count, unit: "files" },
    big: { count: size / 1e6, unit: "MB" }
  } as const

  for (const [scenario, folder, servers] of [
    ["small", smallFolder, () => startStatic("small", String(count))],
    ["big", bigFolder, () => startStatic("big", bigFile, sha256, String(size))]
  ] as const) {
    if (!wanted(scenario) && !(scenario === "small" && wanted("cached"))) continue
    const repo = `alice/${scenario}`
    yield* Hf.ok(owner, "upload", repo, folder, ".", "--quiet")
    const plain = yield* servers()
    for (const [server, url] of [
      ["hub", hub.url],
      ["static", plain]
    ] as const) {
      const turns = clients.flatMap((client) => {
        const download = client.download
        if (download === undefined) return []
        return [
          {
            client,
            prepare: Effect.map(home(scenario === "small" ? count : 1), (home) => download({ hub: url, home }, repo))
          }
        ]
      })
      if (wanted(scenario)) yield* race(scenario, server, turns, runs(3), moved[scenario])
      if (scenario === "small" && wanted("cached")) {
        const again = yield* Effect.forEach(
          turns.filter(({ client }) => client.name !== "curl"),
          ({ client, prepare }) =>
            Effect.gen(function* () {
              const command = yield* prepare
              yield* measure(command)
              return { client, prepare: Effect.succeed(command) }
            })
        )
        yield* race("cached", server, again, runs(5), moved.small)
      }
    }
  }

  for (const [scenario, folder, amount] of [
    ["upload-small", smallFolder, moved.small],
    ["upload-big", bigFolder, moved.big]
  ] as const) {
    if (!wanted(scenario)) continue
    let fresh = 0
    const turns = clients.flatMap((client) => {
      const upload = client.upload
      if (upload === undefined) return []
      const prepare = Effect.gen(function* () {
        const repo = `alice/${scenario}-${fresh++}`
        if (scenario === "upload-big") yield* refresh(bigFile, repo)
        return upload({ hub: hub.url, home: yield* temp("home") }, repo, folder)
      })
      return [{ client, prepare }]
    })
    yield* race(scenario, "hub", turns, runs(3), amount)
  }
})

const report = Effect.promise(async () => {
  console.log(`\n${table(results)}`)
  const folder = join(Build.root, "bench/results")
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, `${new Date().toISOString().replace(/\W/g, "-")}.json`),
    JSON.stringify({ node: process.version, size, count, results }, undefined, 1)
  )
})

program.pipe(Effect.scoped, Effect.ensuring(report), NodeRuntime.runMain)
