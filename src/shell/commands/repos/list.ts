import * as Effect from "effect/Effect"
import * as HalfEven from "../../../domain/HalfEven.ts"
import * as Size from "../../../domain/Size.ts"
import { list } from "../../../programs/repos/list.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"

export const listCommand = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }],
    help: "List your repositories, or an organization's, with how much they store.",
    params: {
      namespace: opt.text(["--namespace"], { help: "An organization; left out: you." }),
      type: opt.choice(["model", "dataset", "space", "bucket"])(["--type", "--repo-type"], {
        help: "Only repositories of this kind."
      }),
      search: opt.text(["--search"], { help: "Only those with this in their name." }),
      limit: opt.int(["--limit"], { help: "List at most so many; 0 for all.", default: 30 }),
      token: params.token
    },
    examples: ["hf repos ls", "hf repos ls --namespace my-org --search bert"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const found = yield* withHub(config.token, list(config))
      const shown = config.limit > 0 ? found.slice(0, config.limit) : found
      const rows = shown.map((each) => ({
        id: each.id,
        type: each.type,
        updated: each.updatedAt.slice(0, 10),
        visibility: each.visibility,
        storage: Size.withUnit(each.storage),
        "%_of_total": `${HalfEven.fixed1(each.storagePercent ?? 0)}%`
      }))
      yield* output.table(
        [
          { key: "id" },
          { key: "type" },
          { key: "updated" },
          { key: "visibility" },
          { key: "storage", align: "right" },
          { key: "%_of_total", align: "right" }
        ],
        rows,
        "id"
      )
      if (shown.length < found.length)
        yield* output.hint(`Showing ${shown.length} of ${found.length} repos. Use \`--limit 0\` to list all.`)
    })
)
