import * as Effect from "effect/Effect"
import * as RepoId from "../../../domain/RepoId.ts"
import { duplicate, duplicateExistOk } from "../../../programs/repos/duplicate.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { repoOf } from "../target.ts"
import { idOf } from "./idOf.ts"
import { flags, visibility } from "./visibility.ts"

export const duplicateCommand = leaf(
  {
    name: "duplicate",
    help: "Copy a repository with its history, on the Hub.",
    params: {
      fromId: arg.one("FROM_ID", {
        help: "Repository, as `namespace/name`; `datasets/namespace/name` names its type, too.",
        repoId: true,
        completes: "repo"
      }),
      toId: arg.optional("TO_ID", {
        help: "What the copy is to be called; left out: the same, in your own namespace.",
        repoId: true
      }),
      type: params.type,
      ...flags,
      token: params.token,
      existOk: opt.toggle(["--exist-ok"], false, { help: "Be content with a repository that exists." })
    },
    examples: [
      "hf repos duplicate openai/gdpval --type dataset",
      "hf repos duplicate my-org/my-model my-copy --private"
    ]
  },
  (config) =>
    withHub(
      config.token,
      Effect.gen(function* () {
        const output = yield* Output
        const repo = yield* repoOf(config.fromId, config.type)
        const to = config.toId === undefined ? undefined : yield* RepoId.parse(config.toId)
        const seen = yield* visibility(config, repo.type)
        const made = yield* (config.existOk ? duplicateExistOk : duplicate)(repo, to, seen)
        yield* output.result("", "Repo duplicated", [
          ["from_id", repo.id],
          ["to_id", yield* idOf(made, repo)],
          ["url", made.url]
        ])
      })
    )
)
