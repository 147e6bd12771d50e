import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import * as Repo from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import { type RepoType, urlPrefix } from "../../domain/RepoType.ts"
import type { Visibility } from "../../domain/wire/Repos.ts"
import { create, createExistOk } from "../../programs/repos/create.ts"
import { remove, removeMissingOk } from "../../programs/repos/delete.ts"
import type { CreateOptions } from "../../services/HubClients.ts"
import { Output } from "../../services/Output.ts"
import { Prompt } from "../../services/Prompt.ts"
import { Settings } from "../../services/Settings.ts"
import { withHub } from "../Access.ts"
import { group, leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import * as params from "./params.ts"

interface Wanted {
  readonly private: boolean | undefined
  readonly public: boolean
  readonly protected: boolean
}

/** Private beats public beats protected; `--no-private` alone asks for a public one. */
const visibility = (wanted: Wanted): Visibility | undefined => {
  if (wanted.private === true) return "private"
  if (wanted.public) return "public"
  if (wanted.protected) return "protected"
  return wanted.private === false ? "public" : undefined
}

/** The full name, namespace included, as the page's address has it. */
const idOf = (url: string, endpoint: string, type: RepoType): string | undefined => {
  const page = `${endpoint}/${urlPrefix(type)}`
  return url.startsWith(page) ? url.slice(page.length) : undefined
}

const createCommand = leaf(
  {
    name: "create",
    help: "Create a repository.",
    params: {
      repoId: params.repoId(),
      type: params.type,
      sdk: opt.text(["--sdk", "--space-sdk"], { help: "SDK of a Space: gradio, docker, static or streamlit." }),
      template: opt.text(["--template"], { help: "Start a Space from this template." }),
      private: opt.tristate(["--private"], { help: "Let nobody see it but you and its organization." }),
      public: opt.flag(["--public"], { help: "Let everybody see it." }),
      protected: opt.flag(["--protected"], { help: "Let everybody use a Space, but not see its code." }),
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
        const repo = Repo.make(config.type, yield* RepoId.parse(config.repoId))
        const seen = visibility(config)
        if (seen === "protected" && config.type !== "space") {
          return yield* new InvalidInput({ what: "visibility", value: seen, reason: "only Spaces can be protected" })
        }
        const space = config.type === "space"
        if (!space && (config.sdk !== undefined || config.template !== undefined)) {
          yield* output.warning("--sdk and --template are for Spaces only and ignored here.")
        }
        if (space && config.sdk === undefined && config.template === undefined) {
          const reason = "a Space needs --sdk (gradio, docker, static, streamlit) or --template"
          return yield* new InvalidInput({ what: "Space", value: config.repoId, reason })
        }
        const options: CreateOptions = {
          ...(seen === undefined ? {} : { visibility: seen }),
          ...(space && config.sdk !== undefined ? { sdk: config.sdk } : {}),
          ...(space && config.template !== undefined ? { template: config.template } : {}),
          ...(config.resourceGroupId === undefined ? {} : { resourceGroupId: config.resourceGroupId })
        }
        const made = yield* (config.existOk ? createExistOk : create)(repo, options)
        const { endpoint } = yield* Settings
        const id = idOf(made.url, endpoint, config.type) ?? made.name ?? repo.id
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

const deleteCommand = leaf(
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
      const repo = Repo.make(config.type, yield* RepoId.parse(config.repoId))
      if (!config.yes) {
        yield* prompt.confirm(`You are about to permanently delete ${repo.type} '${repo.id}'. Proceed?`)
      }
      yield* withHub(config.token, (config.missingOk ? removeMissingOk : remove)(repo))
      yield* output.result("", "Repo deleted", [["repo_id", repo.id]])
    })
)

export const command = group(
  {
    name: "repos",
    help: "Manage repositories on the Hub.",
    aliases: [{ name: "repo", deprecated: "`hf repo` is the old name of `hf repos`; both do the same." }]
  },
  [createCommand, deleteCommand]
)
