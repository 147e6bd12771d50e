import * as Effect from "effect/Effect"
import { and } from "../../../domain/Enumeration.ts"
import * as Size from "../../../domain/Size.ts"
import { open } from "../../../programs/cache/open.ts"
import { type CachePlan, isEmpty, plan } from "../../../programs/cache/plan.ts"
import { planPrune } from "../../../programs/cache/prune.ts"
import { leaveBusy, refusePinned } from "../../../programs/cache/remove.ts"
import { meant, select } from "../../../programs/cache/select.ts"
import { Output } from "../../../services/Output.ts"
import { Prompt } from "../../../services/Prompt.ts"
import { withCache } from "../../LocalCache.ts"
import { Misuse } from "../../Misuse.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import { wholeText } from "../../wholeText.ts"
import * as params from "./params.ts"
import { account, announce, carryOut, countOf, tellBusy, tellDamaged } from "./removal.ts"

const noFiles = "Dry run: no files were deleted."

const askedWhere =
  "With '-' the targets come from standard input, where nobody can be asked: add --yes, or --dry-run to see what would go."

const wordsOnInput = Effect.map(wholeText("-"), (text) => text.split("\n"))

const ask = (question: string, yes: boolean) =>
  yes ? Effect.void : Effect.flatMap(Prompt, ({ confirm }) => confirm(question, { flag: "--yes" }))

const removeFiles = Effect.fnUntraced(function* (planned: CachePlan, yes: boolean, dryRun: boolean) {
  const output = yield* Output
  const count = planned.entries.length
  yield* announce(`About to delete ${count} file(s) totalling ${Size.format(planned.freed)}.`, planned)
  if (dryRun) {
    const size = Size.format(planned.freed)
    return yield* output.result(noFiles, noFiles, [
      ["dry_run", true],
      ["files", count],
      ["size", size]
    ])
  }
  yield* ask("Proceed with deletion?", yes)
  const done = yield* carryOut(planned)
  const freed = Size.format(done.freed)
  const label = `Deleted ${done.entries.length} file(s); freed ${freed}.`
  yield* output.result(label, label, [
    ["files_deleted", done.entries.length],
    ["freed", freed]
  ])
})

const removeRevisions = Effect.fnUntraced(function* (
  planned: CachePlan,
  yes: boolean,
  dryRun: boolean,
  typed: ReadonlyArray<string>
) {
  const output = yield* Output
  const what = and([...countOf(planned.repos, "repo(s)"), ...countOf(planned.partial, "revision(s)")])
  yield* announce(`About to delete ${what} totalling ${Size.format(planned.freed)}.`, planned, typed)
  if (dryRun)
    return yield* output.result(noFiles, noFiles, [
      ["dry_run", true],
      ["repos", planned.repos],
      ["revisions", planned.revisions],
      ["size", Size.format(planned.freed)]
    ])
  yield* ask("Proceed with deletion?", yes)
  const done = yield* carryOut(planned)
  const freed = Size.format(done.freed)
  const label = `Deleted ${done.repos} repo(s) and ${done.revisions} revision(s); freed ${freed}.`
  if (output.mode !== "guide") yield* output.log(`Cache deletion done. Saved ${freed}.`)
  yield* output.result([...account(done), label].join("\n"), label, [
    ["repos_deleted", done.repos],
    ["revisions_deleted", done.revisions],
    ["freed", freed]
  ])
})

export const rm = leaf(
  {
    name: "rm",
    help: "Delete repositories, revisions or files from the cache.",
    params: {
      targets: arg.some("TARGETS", {
        help: "A repository (model/org/name or hf://models/org/name), a revision's hash or its first 6 digits or more, or a file (hf://models/org/name/path); '-': one a line on standard input.",
        completes: "cached"
      }),
      cacheDir: params.cacheDir,
      yes: params.yes,
      dryRun: params.dryRun
    },
    examples: [
      "hf cache rm model/openai-community/gpt2",
      "hf cache rm 8f3ad1c --dry-run",
      "hf cache rm $(hf cache ls -q) -y",
      "hf cache ls --filter 'accessed>30d' -q | hf cache rm - -y"
    ]
  },
  ({ cacheDir, dryRun, targets, yes }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const piped = targets.includes("-")
      if (piped && !yes && !dryRun) return yield* new Misuse({ reason: askedWhere })
      const words = piped ? [...targets.filter((word) => word !== "-"), ...(yield* wordsOnInput)] : targets
      const inventory = yield* withCache(open(cacheDir, dryRun))
      const found = yield* select(inventory, words)
      if (found.missing.length > 0)
        yield* output.warning(`Could not find in cache:\n${found.missing.map((target) => `  - ${target}`).join("\n")}`)
      const others = meant(inventory, found.missing)
      if (others.length > 0) yield* output.hint(`Write the type, too: ${others.join(" ")}`)
      const whole = plan(inventory, found)
      if (isEmpty(whole)) return yield* output.text("Nothing to delete.")
      yield* refusePinned(whole)
      const { busy, plan: planned } = yield* withCache(leaveBusy(whole))
      yield* tellBusy(busy)
      if (planned.entries.length > 0) return yield* removeFiles(planned, yes, dryRun)
      return yield* removeRevisions(planned, yes, dryRun, words)
    })
)

const pruned = (planned: CachePlan): string =>
  and([
    ...countOf(planned.revisions, "unreferenced revision(s)"),
    ...countOf(planned.leftovers.length, "incomplete download(s)"),
    ...countOf(planned.payloads.length, "unreferenced shared blob(s)")
  ])

export const prune = leaf(
  {
    name: "prune",
    help: "Delete revisions that no branch or tag points at, unfinished downloads and shared blobs that nobody uses.",
    params: { cacheDir: params.cacheDir, yes: params.yes, dryRun: params.dryRun },
    examples: ["hf cache prune", "hf cache prune --dry-run"]
  },
  ({ cacheDir, dryRun, yes }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const planned = yield* withCache(Effect.flatMap(open(cacheDir, dryRun), planPrune))
      yield* tellDamaged(planned.inventory)
      yield* tellBusy(planned.busy)
      if (isEmpty(planned))
        return yield* output.text(
          "No unreferenced revisions, incomplete downloads or shared blobs found. Nothing to prune."
        )
      yield* announce(`About to delete ${pruned(planned)} (${Size.format(planned.freed)} total).`, planned)
      if (dryRun)
        return yield* output.result(noFiles, noFiles, [
          ["dry_run", true],
          ["revisions", planned.revisions],
          ["incomplete", planned.leftovers.length],
          ["shared_blobs", planned.payloads.length],
          ["size", Size.format(planned.freed)]
        ])
      yield* ask("Proceed?", yes)
      const done = yield* carryOut(planned)
      const freed = Size.format(done.freed)
      const label = `Deleted ${pruned(done)}; freed ${freed}.`
      yield* output.result(label, label, [
        ["revisions_deleted", done.revisions],
        ["incomplete_deleted", done.leftovers.length],
        ["shared_blobs_deleted", done.payloads.length],
        ["freed", freed]
      ])
    })
)
