import * as Effect from "effect/Effect"
import type { Repo } from "../../../domain/Repo.ts"
import * as Revision from "../../../domain/Revision.ts"
import { createBranch, createBranchExistOk, deleteBranch } from "../../../programs/repos/branches.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { group, leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { repoOf } from "../target.ts"

const said = (branch: string, repo: Repo) =>
  [
    ["branch", branch],
    ["repo_type", repo.type],
    ["repo_id", repo.id]
  ] as const

const createCommand = leaf(
  {
    name: "create",
    help: "Create a branch.",
    params: {
      repoId: params.repoId(),
      branch: arg.one("BRANCH", { help: "Name of the branch." }),
      revision: opt.text(["--revision"], {
        help: "Branch, tag or commit hash it starts from.",
        shown: "main",
        completes: "revision"
      }),
      type: params.type,
      token: params.token,
      existOk: opt.toggle(["--exist-ok"], false, { help: "Be content with a branch that exists." })
    },
    examples: [
      "hf repos branch create my-org/my-model dev",
      "hf repos branch create my-org/my-model release-1 --revision refs/pr/104"
    ]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const repo = yield* repoOf(config.repoId, config.type)
      const revision = config.revision === undefined ? undefined : yield* Revision.parse(config.revision)
      yield* withHub(config.token, (config.existOk ? createBranchExistOk : createBranch)(repo, config.branch, revision))
      yield* output.result("", "Branch created", said(config.branch, repo))
    })
)

const deleteCommand = leaf(
  {
    name: "delete",
    help: "Delete a branch; its commits stay reachable by their hashes.",
    params: {
      repoId: params.repoId(),
      branch: arg.one("BRANCH", { help: "Name of the branch.", completes: "branch" }),
      type: params.type,
      token: params.token
    },
    examples: ["hf repos branch delete my-org/my-model dev"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const repo = yield* repoOf(config.repoId, config.type)
      yield* withHub(config.token, deleteBranch(repo, config.branch))
      yield* output.result("", "Branch deleted", said(config.branch, repo))
    })
)

export const branchCommand = group({ name: "branch", help: "Create and delete branches." }, [
  createCommand,
  deleteCommand
])
