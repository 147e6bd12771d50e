import * as Effect from "effect/Effect"
import { deleteFiles } from "../../../programs/repos/deleteFiles.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { type Decoded, leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"
import { resolve } from "../target.ts"

const spec = {
  repoId: params.repoId(),
  patterns: arg.some("PATTERNS", {
    help: "Files, folders (`logs/`) and wildcards, where `*` also stands for `/`.",
    completes: "repoFile"
  }),
  type: params.typeIfGiven,
  revision: params.revision,
  commitMessage: opt.text(["--commit-message"], { help: "First line of the commit's message." }),
  commitDescription: opt.text(["--commit-description"], { help: "The rest of the commit's message." }),
  createPr: opt.toggle(["--create-pr"], false, { help: "Open a pull request with the commit." }),
  dryRun: opt.toggle(["--dry-run"], false, { help: "Tell what would be deleted, and delete nothing." }),
  token: params.token
}

/** `old`: what the guide shows of `hf repo-files delete`. */
const run = (config: Decoded<typeof spec>, old: boolean) =>
  Effect.gen(function* () {
    const output = yield* Output
    const { repo, revision } = yield* resolve(config)
    const { commit, paths } = yield* withHub(config.token, deleteFiles({ ...config, repo, revision }))
    if (commit !== undefined)
      return yield* output.result(
        old ? `Files correctly deleted from repo. Commit: ${commit.commitUrl}` : "",
        "Files deleted",
        [
          ["repo_id", repo.id],
          ["commit_url", commit.commitUrl]
        ]
      )
    yield* output.text(`[dry-run] Will delete ${paths.length} files.`)
    yield* output.table(
      [{ key: "file" }],
      paths.map((file) => ({ file })),
      "file"
    )
  })

export const deleteFilesCommand = leaf(
  {
    name: "delete-files",
    help: "Delete files of a repository, in one commit.",
    params: spec,
    examples: [
      "hf repos delete-files my-org/my-model file.txt folder/pytorch_model.bin",
      "hf repos delete-files my-org/my-model folder/",
      'hf repos delete-files my-org/my-model "*.txt" "folder/*.bin"'
    ]
  },
  (config) => run(config, false)
)

/** `hf repo-files delete`. */
export const repoFilesDeleteCommand = leaf(
  {
    name: "delete",
    help: "Delete files of a repository, in one commit.",
    deprecated: "`hf repo-files delete` is the old name of `hf repos delete-files`; both do the same.",
    params: spec,
    examples: [
      "hf repo-files delete my-org/my-model folder/",
      'hf repo-files delete my-org/my-model "*.txt" "folder/*.bin"'
    ]
  },
  (config) => run(config, true)
)
