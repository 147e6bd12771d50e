/** Parameters that the commands around jobs share. */
import * as arg from "../../spec/arg.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "../params.ts"

export { token } from "../params.ts"

export const flavors = [
  ..."cpu-basic cpu-upgrade cpu-performance cpu-xl t4-small t4-medium l4x1 l4x4 l40sx1 l40sx4 l40sx8".split(" "),
  ..."a10g-small a10g-large a10g-largex2 a10g-largex4 a100-large a100x4 a100x8 h200 h200x2 h200x4 h200x8".split(" "),
  ..."rtx-pro-6000 rtx-pro-6000x2 rtx-pro-6000x4 rtx-pro-6000x8 v5e-1x1 v5e-2x2 v5e-2x4".split(" ")
]

export const namespace = opt.text(["--namespace"], { help: "User or organization the job belongs to.", shown: "you" })

export const jobId = arg.one("JOB_ID", { help: "Job, as `id` or `namespace/id`.", completes: "job" })

export const scheduleId = arg.one("SCHEDULED_JOB_ID", {
  help: "Scheduled job, as `id` or `namespace/id`.",
  completes: "scheduledJob"
})

export const label = (help: string) => opt.repeat(["-l", "--label"], { help, metavar: "KEY=VALUE" })

/** What every way to start a job takes. */
export const start = {
  env: opt.repeat(["-e", "--env"], { help: "Set an environment variable: KEY=VALUE, or KEY to pass yours on." }),
  secrets: opt.repeat(["-s", "--secrets"], {
    help: "The same, kept secret. HF_TOKEN alone passes on the token you are logged in with."
  }),
  name: opt.text(["--name"], { help: "Name of the job.", shown: "after its image" }),
  label: label("Label the job; may be repeated."),
  volume: opt.repeat(["-v", "--volume"], {
    help: "Mount a repository: hf://[TYPE/]NAMESPACE/NAME[@REVISION][/PATH]:/MOUNT[:ro|:rw]."
  }),
  envFile: opt.text(["--env-file"], { help: "File of KEY=VALUE lines; `-` is standard input.", completes: "file" }),
  secretsFile: opt.text(["--secrets-file"], { help: "The same for secrets.", completes: "file" }),
  flavor: opt.softChoice(flavors)(["--flavor"], { help: "Machine to run on.", shown: "cpu-basic" }),
  timeout: opt.text(["--timeout"], { help: "Longest run: seconds, or a number with s, m, h or d.", shown: "30m" }),
  expose: opt.repeat(["--expose"], { help: "Port to reach from outside; may be repeated.", metavar: "PORT" }),
  networkGroup: opt.text(["--network-group"], { help: "Jobs of one group reach each other." }),
  networkAlias: opt.repeat(["--network-alias"], { help: "Name of this job in its group; may be repeated." }),
  resourceGroupId: opt.text(["--resource-group-id"], { help: "Resource group of the organization." }),
  dryRun: opt.flag(["--dry-run"], { help: "Show what would be asked for, and ask for nothing." }),
  namespace,
  token: params.token
} as const

/** Beside them, where a job starts at once. */
export const attached = {
  detach: opt.flag(["-d", "--detach"], { help: "Do not wait: print the job's id only." }),
  ssh: opt.flag(["--ssh"], { help: "Let me log in to the job." })
} as const

export const uv = {
  image: opt.text(["--image"], { help: "Docker image with uv.", shown: "uv's own" }),
  repo: opt.text(["--repo"], { help: "Dataset repository that keeps the script.", shown: "one for all scripts" }),
  with: opt.repeat(["--with"], { help: "Package to install; may be repeated." }),
  python: opt.text(["-p", "--python"], { help: "Version of Python." })
} as const

export const recurrence = {
  suspend: opt.tristate(["--suspend"], { help: "Do not run it until it is resumed." }),
  concurrency: opt.tristate(["--concurrency"], { help: "Let a run begin while the one before is at work." })
} as const
