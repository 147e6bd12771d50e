/** Parameters that many commands share, worded once. */
import * as arg from "../spec/arg.ts"
import * as opt from "../spec/opt.ts"

const types = ["model", "dataset", "space", "kernel"] as const

/** `--type`, also spelled `--repo-type`; enables `datasets/org/name` as a repo id. */
export const type = opt.choice(types)(["--type", "--repo-type"], { help: "Kind of repository.", default: "model" })

/** The same where it matters whether it was given. */
export const typeIfGiven = opt.choice(types)(["--type", "--repo-type"], {
  help: "Kind of repository.",
  shown: "(model)"
})

export const repoId = (help = "Repository, as `namespace/name`; `datasets/namespace/name` names its type, too.") =>
  arg.one("REPO_ID", { help, repoId: true, completes: "repo" })

export const revision = opt.text(["--revision"], { help: "Branch, tag or commit hash.", completes: "revision" })

export const token = opt.text(["--token"], {
  help: "User access token (https://huggingface.co/settings/tokens) to use instead of the saved one."
})

export const yes = opt.flag(["-y", "--yes"], { help: "Do not ask for confirmation." })
