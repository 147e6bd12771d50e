import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Name from "../../../programs/jobs/name.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { redact } from "../../render/paint.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import { attend } from "./attend.ts"
import { type Common, common, type Options, withFolders, withName } from "./input.ts"
import * as params from "./params.ts"
import { shell, summary } from "./summary.ts"

/** What the name of a job without one depends on. */
export const named = ({ input, options }: Common): Name.Named => ({
  flavor: options.flavor,
  timeout: options.timeout,
  namespace: options.namespace,
  networkGroup: options.networkGroup,
  networkAliases: options.networkAlias,
  env: input.env ?? {},
  secrets: Object.keys(input.secrets ?? {}),
  volumes: options.volume
})

/** The block before a job is asked for; on stdout, and all there is, when nothing is asked for. */
export const show = Effect.fnUntraced(function* (block: string, dryRun: boolean) {
  const output = yield* Output
  // On stdout nothing is redacted by itself, and a token may be among the job's variables.
  yield* dryRun ? output.text(`${redact(block)}\n(dry run) Job not submitted.`) : output.log(block)
})

export const image = arg.one("IMAGE", { help: "Docker image, or a Space: hf.co/spaces/NAMESPACE/NAME." })
export const command = arg.some("COMMAND", {
  help: "Program and its arguments; `--` before it keeps hf's options out."
})

/** The options of a job whose name is made of its image and command. */
export const ofCommand = Effect.fnUntraced(function* (options: Options, image: string, command: ReadonlyArray<string>) {
  if (image.trim() === "") return yield* new InvalidInput({ what: "image", value: image, reason: "it is empty" })
  if (command[0]?.trim() === "")
    return yield* new InvalidInput({ what: "command", value: "", reason: "its first word, the program, is empty" })
  const shared = yield* common(options)
  return withName(shared, Name.ofImage(image, command, named(shared)))
})

/** What runs an image and a command, now or on a schedule. */
export const ofImage = Effect.fnUntraced(function* (shared: Common, image: string, command: ReadonlyArray<string>) {
  const input = yield* withFolders(shared)
  return {
    ...input,
    image,
    command,
    labels: shared.labels
  }
})

export const run = leaf(
  {
    name: "run",
    help: "Run a command in an image on the Hub's machines, and show what it prints.",
    passThrough: "unknown",
    params: { image, command, ...params.start, ...params.attached },
    examples: [
      "hf jobs run python:3.12 python -c 'print(\"Hello!\")'",
      "hf jobs run --flavor a10g-small pytorch/pytorch:2.6.0-cuda12.4-cudnn9-devel python train.py",
      "hf jobs run -e FOO=foo --secrets HF_TOKEN python:3.12 python script.py",
      "hf jobs run --detach ubuntu -- ls -l /tmp"
    ]
  },
  ({ command, detach, image, ...options }) =>
    Effect.gen(function* () {
      const shared = yield* ofCommand(options, image, command)
      yield* show(summary({ image, command: shell(command) }, shared), options.dryRun)
      if (options.dryRun) return
      const program = Effect.gen(function* () {
        const job = yield* (yield* Jobs).run(yield* ofImage(shared, image, command))
        yield* attend(job, { detach, named: shared.named })
      })
      yield* withHub(options.token, program)
    })
)
