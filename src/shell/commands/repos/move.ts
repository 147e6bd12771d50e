import * as Effect from "effect/Effect"
import * as RepoId from "../../../domain/RepoId.ts"
import { move } from "../../../programs/repos/move.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as params from "../params.ts"
import { repoOf } from "../target.ts"

export const moveCommand = leaf(
  {
    name: "move",
    help: "Rename a repository, or give it to another namespace. The old name leads to the new one.",
    params: {
      fromId: arg.one("FROM_ID", { help: "Repository, as `namespace/name`.", repoId: true, completes: "repo" }),
      toId: arg.one("TO_ID", { help: "What it is to be called, as `namespace/name`.", repoId: true }),
      type: params.type,
      token: params.token
    },
    examples: ["hf repos move old-namespace/my-model new-namespace/my-model"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const repo = yield* repoOf(config.fromId, config.type)
      const to = yield* RepoId.parse(config.toId)
      yield* withHub(config.token, move(repo, to))
      yield* output.result("", "Repo moved", [
        ["from_id", repo.id],
        ["to_id", to]
      ])
    })
)
