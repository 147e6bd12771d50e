/** `hf collections list` and `info`. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { InvalidInput } from "../../../domain/errors.ts"
import * as ItemAddress from "../../../domain/ItemAddress.ts"
import { Hub } from "../../../services/Hub.ts"
import { Output } from "../../../services/Output.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { row } from "./rows.ts"
import { named, slugArg } from "./slug.ts"

const pathOf = (text: string) =>
  Effect.flatMap(Settings, ({ endpoint }) =>
    Either.mapLeft(
      ItemAddress.pathOf(text, endpoint),
      (reason) => new InvalidInput({ what: "item", value: text, reason })
    )
  )

export const listCommand = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }],
    help: "List collections, each with its first four items.",
    params: {
      owner: opt.text(["--owner"], { help: "Only those of this user or organization." }),
      item: opt.text(["--item"], {
        help: "Only those that hold it: `models/org/name`, `papers/2311.12983` …, or the address of its page."
      }),
      sort: opt.choice(["lastModified", "last_modified", "trending", "upvotes"])(["--sort"], {
        help: "Latest change, trend or upvotes first."
      }),
      limit: opt.intFrom(0)(["--limit"], { help: "List so many at most.", default: 10 }),
      token: params.token
    },
    examples: [
      "hf collections ls --owner nvidia",
      "hf collections ls --item models/teknium/OpenHermes-2.5-Mistral-7B --sort trending --limit 5"
    ]
  },
  ({ item: text, token, ...rest }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const item = text === undefined ? undefined : yield* pathOf(text)
      const list = Effect.flatMap(Hub, ({ collections }) => Stream.runCollect(collections.list({ item, ...rest })))
      const rows = Chunk.toReadonlyArray(yield* withHub(token, list)).map((each, position) => row(each, position))
      // Python shows the columns of the first row.
      const columns = Object.keys(rows[0] ?? {}).map((key) => ({ key }))
      yield* output.table(columns, rows, "slug")
    })
)

export const infoCommand = leaf(
  {
    name: "info",
    help: "Show a collection with all its items.",
    params: { slug: slugArg, token: params.token },
    examples: ["hf collections info TheBloke/recent-models-64f9a55bb3115b4f513ec026"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const found = yield* named(config)
      yield* output.dict(row(found))
    })
)
