import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import * as JobId from "../../../domain/jobs/JobId.ts"
import { isTerminal } from "../../../domain/jobs/Stage.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as params from "./params.ts"
import { shell } from "./summary.ts"

const refused = (id: string, reason: string) => new InvalidInput({ what: "job", value: id, reason })

/** `ssh://user@host:port` as arguments of ssh. */
const argumentsFor = (url: URL, identity: string | undefined): ReadonlyArray<string> => [
  ...(identity === undefined ? [] : ["-i", identity]),
  ...(url.port === "" ? [] : ["-p", url.port]),
  "--",
  `${url.username === "" ? "" : `${url.username}@`}${url.hostname}`
]

const login = (args: ReadonlyArray<string>) =>
  Effect.async<number>((resume) => {
    const child = spawn("ssh", args, { stdio: "inherit" })
    child.once("error", () => resume(Effect.succeed(127)))
    child.once("exit", (code) => resume(Effect.succeed(code ?? 1)))
  })

export const ssh = leaf(
  {
    name: "ssh",
    help: "Log in to a job that was started with --ssh.",
    params: {
      id: params.jobId,
      identity: opt.text(["-i", "--identity-file"], { help: "Private key.", completes: "file" }),
      dryRun: opt.flag(["--dry-run"], { help: "Print the ssh command instead." }),
      namespace: params.namespace,
      token: params.token
    },
    examples: ["hf jobs ssh 6877b757344d8f02f6001012"]
  },
  ({ dryRun, id, identity, namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const ref = yield* JobId.parse(id, namespace)
      const job = yield* withHub(
        token,
        Effect.flatMap(Jobs, (jobs) => jobs.inspect(ref))
      )
      const url = job.status.sshUrl
      if (url == null || !URL.canParse(url))
        return yield* refused(id, "it was not started with --ssh, or this Hub has none")
      if (isTerminal(job.status.stage)) return yield* refused(id, `it is over (${job.status.stage})`)
      const args = argumentsFor(new URL(url), identity)
      if (dryRun) return yield* output.text(shell(["ssh", ...args]))
      const code = yield* login(args)
      if (code !== 0) return yield* refused(id, `ssh ended with code ${code}`)
    })
)
