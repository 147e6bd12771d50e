import * as Effect from "effect/Effect"
import { updateSettings } from "../../../programs/repos/settings.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { repoOf } from "../target.ts"
import { flags, visibility } from "./visibility.ts"

export const settingsCommand = leaf(
  {
    name: "settings",
    help: "Change who may see a repository, and who may read its files.",
    params: {
      repoId: params.repoId(),
      type: params.type,
      gated: opt.choice(["auto", "manual", "false"])(["--gated"], {
        help: "Who wants its files has to ask: everybody who asks gets them (auto), you decide (manual), nobody has to (false)."
      }),
      ...flags,
      token: params.token
    },
    examples: [
      "hf repos settings my-org/my-model --gated auto",
      "hf repos settings my-org/my-model --private",
      "hf repos settings my-org/my-model --private false"
    ]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const repo = yield* repoOf(config.repoId, config.type)
      const { gated } = config
      const change = {
        ...(gated === undefined ? {} : { gated: gated === "false" ? (false as const) : gated }),
        ...(yield* visibility(config, repo.type))
      }
      yield* withHub(config.token, updateSettings(repo, change))
      yield* output.result("", "Repo settings updated", [["repo_id", repo.id]])
    })
)
