import * as Effect from "effect/Effect"
import * as CacheQuery from "../../../domain/CacheQuery.ts"
import { and } from "../../../domain/Enumeration.ts"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Size from "../../../domain/Size.ts"
import { planGc } from "../../../programs/cache/gc.ts"
import { open } from "../../../programs/cache/open.ts"
import { isEmpty } from "../../../programs/cache/plan.ts"
import { Output } from "../../../services/Output.ts"
import { Prompt } from "../../../services/Prompt.ts"
import { withCache } from "../../LocalCache.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "./params.ts"
import { announce, carryOut, countOf, tellBusy, tellDamaged } from "./removal.ts"

export const command = leaf(
  {
    name: "gc",
    help: "Delete what was not used for longest until the cache fits; pinned revisions stay.",
    params: {
      maxSize: opt.text(["--max-size"], { help: "What the cache may take, as in 200G or 1.5T.", required: true }),
      cacheDir: params.cacheDir,
      yes: params.yes,
      dryRun: params.dryRun
    },
    examples: ["hf cache gc --max-size 200G", "hf cache gc --max-size 50G --dry-run"]
  },
  ({ cacheDir, dryRun, maxSize, yes }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const limit = CacheQuery.bytesWithFraction(maxSize)
      if (limit === undefined) {
        const reason = "write a size such as 200G, 1.5T or bytes"
        return yield* new InvalidInput({ what: "--max-size", value: maxSize, reason })
      }
      const planned = yield* withCache(Effect.flatMap(open(cacheDir, dryRun), (inventory) => planGc(inventory, limit)))
      const now = Size.format(planned.taken)
      const over = `What stays (pinned, damaged, in use) takes ${Size.format(planned.left)}, more than ${maxSize}.`
      yield* tellDamaged(planned.inventory)
      yield* tellBusy(planned.busy)
      if (isEmpty(planned)) {
        if (planned.left > limit) yield* output.warning(over)
        const nothing = `The cache takes ${now}; nothing to delete.`
        return yield* output.result(nothing, nothing, [
          ["repos_deleted", 0],
          ["revisions_deleted", 0],
          ["incomplete_deleted", 0],
          ["freed", Size.format(0)],
          ["left", now]
        ])
      }
      const what = and([
        ...countOf(planned.repos, "repo(s)"),
        ...countOf(planned.partial, "revision(s)"),
        ...countOf(planned.leftovers.length, "incomplete download(s)"),
        ...countOf(planned.payloads.length, "unreferenced shared blob(s)")
      ])
      yield* announce(`About to delete ${what} (${Size.format(planned.freed)} of ${now}).`, planned)
      if (planned.left > limit) yield* output.warning(over)
      const entries = [
        ["repos", planned.repos],
        ["revisions", planned.revisions],
        ["incomplete", planned.leftovers.length],
        ["freed", Size.format(planned.freed)],
        ["left", Size.format(planned.left)]
      ] as const
      if (dryRun) {
        const label = "Dry run: no files were deleted."
        return yield* output.result(label, label, [["dry_run", true], ...entries])
      }
      if (!yes) yield* (yield* Prompt).confirm("Proceed with deletion?", { flag: "--yes" })
      const done = yield* carryOut(planned)
      const freed = Size.format(done.freed)
      const left = Size.format(planned.taken - done.freed)
      const gone = and([`${done.revisions} revision(s)`, ...countOf(done.leftovers.length, "incomplete download(s)")])
      const label = `Deleted ${gone}; freed ${freed}, ${left} left.`
      yield* output.result(label, label, [
        ["repos_deleted", done.repos],
        ["revisions_deleted", done.revisions],
        ["incomplete_deleted", done.leftovers.length],
        ["freed", freed],
        ["left", left]
      ])
    })
)
