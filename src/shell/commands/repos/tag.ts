import * as Effect from "effect/Effect"
import type { Repo } from "../../../domain/Repo.ts"
import * as Revision from "../../../domain/Revision.ts"
import { createTag, deleteTag, listTags } from "../../../programs/repos/tags.ts"
import { Output } from "../../../services/Output.ts"
import { Prompt } from "../../../services/Prompt.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import * as arg from "../../spec/arg.ts"
import { type Decoded, group, leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { repoOf } from "../target.ts"

const said = (tag: string, repo: Repo) =>
  [
    ["tag", tag],
    ["repo_type", repo.type],
    ["repo_id", repo.id]
  ] as const

const intent = (what: "create" | "delete", tag: string, repo: Repo) =>
  `You are about to ${what} tag ${tag} on ${repo.type} ${repo.id}`

const spec = {
  repoId: params.repoId(),
  tag: arg.optional("TAG", { help: "Name of the tag." }),
  list: opt.flag(["-l", "--list"], { help: "List the tags instead (as `tag list`)." }),
  delete: opt.flag(["-d", "--delete"], { help: "Delete the tag instead (as `tag delete`)." }),
  yes: opt.flag(["-y", "--yes"], { help: "With --delete: do not ask for confirmation." }),
  message: opt.text(["-m", "--message"], { help: "What the tag stands for." }),
  revision: opt.text(["--revision"], {
    help: "Branch, tag or commit hash to tag.",
    shown: "main",
    completes: "revision"
  }),
  type: params.type,
  token: params.token
}

type Config = Decoded<typeof spec>

const create = (config: Config, tag: string) =>
  Effect.gen(function* () {
    const output = yield* Output
    const repo = yield* repoOf(config.repoId, config.type)
    const { message } = config
    const options = {
      ...(config.revision === undefined ? {} : { revision: yield* Revision.parse(config.revision) }),
      ...(message === undefined ? {} : { message })
    }
    if (output.mode === "guide") yield* output.text(intent("create", tag, repo))
    yield* withHub(config.token, createTag(repo, tag, options))
    yield* output.result(`Tag ${tag} created on ${repo.id}`, "Tag created", said(tag, repo))
  })

type Asked = Pick<Config, "repoId" | "type" | "token">

/** `old`: the guide's way to ask for it, with yes for an answer that is left out. */
const remove = (config: Asked & { readonly yes: boolean }, tag: string, old: boolean) =>
  Effect.gen(function* () {
    const output = yield* Output
    const prompt = yield* Prompt
    const repo = yield* repoOf(config.repoId, config.type)
    yield* output.text(intent("delete", tag, repo))
    if (!config.yes) yield* prompt.confirm("Proceed?", old ? { initial: true, colon: false } : {})
    yield* withHub(config.token, deleteTag(repo, tag))
    yield* output.result(old ? `Tag ${tag} deleted on ${repo.id}` : "", "Tag deleted", said(tag, repo))
  })

const list = (config: Asked, old: boolean) =>
  Effect.gen(function* () {
    const output = yield* Output
    const repo = yield* repoOf(config.repoId, config.type)
    const tags = yield* withHub(config.token, listTags(repo))
    if (old && output.mode === "guide")
      return yield* output.text(
        tags.length === 0
          ? "No tags found"
          : [`Tags for ${repo.type} ${repo.id}:`, ...tags.map(({ name }) => name)].join("\n")
      )
    const rows = tags.map(({ name, ref, targetCommit }) => ({ name, target_commit: targetCommit, ref }))
    yield* output.table([{ key: "name" }, { key: "target_commit" }, { key: "ref" }], rows, "name")
  })

const createCommand = leaf(
  {
    name: "create",
    help: "Create a tag. (With -l and -d: list and delete tags, as it was done before.)",
    params: spec,
    examples: [
      "hf repos tag create my-org/my-model v1.0",
      "hf repos tag create my-org/my-model v1.0 --revision refs/pr/104",
      "hf repos tag create my-org/my-model -l"
    ]
  },
  (config) =>
    Effect.gen(function* () {
      if (config.list && config.delete) return yield* new Misuse({ reason: "Choose one of '--list' and '--delete'." })
      if (config.list) return yield* list(config, true)
      if (config.tag === undefined) return yield* new Misuse({ reason: "Missing argument 'TAG'." })
      yield* config.delete ? remove(config, config.tag, true) : create(config, config.tag)
    })
)

const listCommand = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }],
    help: "List the tags of a repository.",
    params: { repoId: params.repoId(), type: params.type, token: params.token },
    examples: ["hf repos tag list my-org/my-model"]
  },
  (config) => list(config, false)
)

const deleteCommand = leaf(
  {
    name: "delete",
    help: "Delete a tag.",
    params: {
      repoId: params.repoId(),
      tag: arg.one("TAG", { help: "Name of the tag.", completes: "tag" }),
      yes: params.yes,
      type: params.type,
      token: params.token
    },
    examples: ["hf repos tag delete my-org/my-model v1.0"]
  },
  (config) => remove(config, config.tag, false)
)

export const tagCommand = group({ name: "tag", help: "Create, list and delete tags." }, [
  createCommand,
  listCommand,
  deleteCommand
])
