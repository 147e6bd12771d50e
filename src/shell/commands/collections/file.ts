/** `hf collections export` and `apply`: a collection as a file. */
import * as Effect from "effect/Effect"
import { apply, type CollectionPlan, planApply } from "../../../programs/collections/apply.ts"
import { parse, render } from "../../../programs/collections/file.ts"
import { words } from "../../../programs/collections/plan.ts"
import { Output } from "../../../services/Output.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import { wholeText } from "../../wholeText.ts"
import * as params from "../params.ts"
import { named, slugArg } from "./slug.ts"

export const exportCommand = leaf(
  {
    name: "export",
    help: "Print a collection as a file (YAML), to be edited and applied.",
    params: { slug: slugArg, token: params.token },
    examples: ["hf collections export SLUG > collection.yaml"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const found = yield* named(config)
      yield* output.raw(render(found))
    })
)

const columns = [{ key: "step" }, { key: "item" }, { key: "detail" }]

/** For people a step a line, before anything is done. */
const show = ({ steps }: CollectionPlan) =>
  Effect.gen(function* () {
    const output = yield* Output
    const rows = steps.map(words)
    const wide = (key: "step" | "item") => Math.max(0, ...rows.map((row) => row[key].length))
    const lines = rows.map(({ detail, item, step }) =>
      `${step.padEnd(wide("step"))}  ${item.padEnd(wide("item"))}  ${detail}`.trimEnd()
    )
    yield* output.text(lines.length === 0 ? "Nothing to do: the collection is as the file says." : lines.join("\n"))
  })

export const applyCommand = leaf(
  {
    name: "apply",
    help: "Bring a collection to the state a file describes: add, move, note and remove items.\n\nWhat the file does not say, or has nothing (null) for, stays as it is; `items: []` takes everything out. It names the collection by `slug:` (the address of its page will do); without one it is about your collection of that title, which is created when there is none. A run that breaks off is continued by the next.",
    params: {
      file: arg.one("FILE", {
        help: "What `hf collections export` printed, as edited; `-`: from stdin.",
        completes: "file"
      }),
      dryRun: opt.toggle(["--dry-run"], false, { help: "Tell what would be done, and do nothing." }),
      token: params.token
    },
    examples: ["hf collections apply collection.yaml --dry-run", "hf collections apply collection.yaml"]
  },
  ({ dryRun, file: path, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const { endpoint } = yield* Settings
      const file = yield* parse(path, yield* wholeText(path), endpoint)
      const people = output.mode === "guide" || output.mode === "human"
      yield* withHub(
        token,
        Effect.gen(function* () {
          const planned = yield* planApply(file)
          if (people) yield* show(planned)
          if (dryRun) return yield* people ? Effect.void : output.table(columns, planned.steps.map(words), "item")
          if (people && planned.steps.length === 0) return
          const { slug, url } = yield* apply(planned)
          yield* output.result("", "Collection applied", [
            ["slug", slug],
            ["url", url],
            ["steps", planned.steps.length]
          ])
        })
      )
    })
)
