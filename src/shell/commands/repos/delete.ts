import * as Effect from "effect/Effect"
import { remove, removeMissingOk } from "../../../programs/repos/delete.ts"
import { Output } from "../../../services/Output.ts"
import { Prompt } from "../../../services/Prompt.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { repoOf } from "../target.ts"

export const deleteCommand = leaf(
  {
    name: "delete",
    help: "Delete a repository for good.",
    params: {
      repoId: params.repoId(),
      type: params.type,
      token: params.token,
      missingOk: opt.toggle(["--missing-ok"], false, { help: "Be content when there is none." }),
      yes: params.yes
    },
    examples: ["hf repos delete my-model"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const prompt = yield* Prompt
      const repo = yield* repoOf(config.repoId, config.type)
      if (!config.yes) {
        yield* prompt.confirm(`You are about to permanently delete ${repo.type} '${repo.id}'. Proceed?`)
      }
      yield* withHub(config.token, (config.missingOk ? removeMissingOk : remove)(repo))
      yield* output.result("", "Repo deleted", [["repo_id", repo.id]])
    })
)
