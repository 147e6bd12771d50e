import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import { create, createExistOk } from "../../../programs/repos/create.ts"
import type { CreateOptions } from "../../../services/HubClients.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { repoOf } from "../target.ts"
import { idOf } from "./idOf.ts"
import { flags, visibility } from "./visibility.ts"

export const createCommand = leaf(
  {
    name: "create",
    help: "Create a repository.",
    params: {
      repoId: params.repoId(),
      type: params.type,
      sdk: opt.text(["--sdk", "--space-sdk"], { help: "SDK of a Space: gradio, docker, static or streamlit." }),
      template: opt.text(["--template"], { help: "Start a Space from this template." }),
      ...flags,
      token: params.token,
      existOk: opt.toggle(["--exist-ok"], false, { help: "Be content with a repository that exists." }),
      resourceGroupId: opt.text(["--resource-group-id"], { help: "Resource group of an Enterprise organization." })
    },
    examples: ["hf repos create my-model", "hf repos create my-dataset --type dataset --private"]
  },
  (config) =>
    withHub(
      config.token,
      Effect.gen(function* () {
        const output = yield* Output
        const repo = yield* repoOf(config.repoId, config.type)
        const seen = yield* visibility(config, config.type)
        const space = config.type === "space"
        if (!space && (config.sdk !== undefined || config.template !== undefined)) {
          yield* output.warning("--sdk and --template are for Spaces only and ignored here.")
        }
        if (space && config.sdk === undefined && config.template === undefined) {
          const reason = "a Space needs --sdk (gradio, docker, static, streamlit) or --template"
          return yield* new InvalidInput({ what: "Space", value: config.repoId, reason })
        }
        const options: CreateOptions = {
          ...seen,
          ...(space && config.sdk !== undefined ? { sdk: config.sdk } : {}),
          ...(space && config.template !== undefined ? { template: config.template } : {}),
          ...(config.resourceGroupId === undefined ? {} : { resourceGroupId: config.resourceGroupId })
        }
        const made = yield* (config.existOk ? createExistOk : create)(repo, options)
        const id = yield* idOf(made, repo)
        yield* output.result(
          `Successfully created ${id} on the Hub.\nYour repo is now available at ${made.url}`,
          "Repo created",
          [
            ["repo_id", id],
            ["url", made.url]
          ]
        )
      })
    )
)
