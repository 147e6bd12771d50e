import * as Effect from "effect/Effect"
import * as Image from "../../../domain/jobs/Image.ts"
import * as Workspace from "../../../layers/transfer/upload/Workspace.ts"
import * as Name from "../../../programs/jobs/name.ts"
import { localFiles, uvJob } from "../../../programs/jobs/uv.ts"
import { Jobs } from "../../../services/Jobs.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"
import { type Decoded, group, leaf } from "../../spec/command.ts"
import { attend } from "./attend.ts"
import * as Header from "./header.ts"
import { type Common, common, type Options, withFolders, withName } from "./input.ts"
import * as params from "./params.ts"
import { named, show } from "./run.ts"
import { scriptSource } from "./scriptSource.ts"
import { shell, summary } from "./summary.ts"

export const script = arg.one("SCRIPT", {
  help: "Python script (a file or a URL), or a command. What it asks for in its [tool.hf-jobs] header counts below the options.",
  completes: "file"
})
export const scriptArgs = arg.any("SCRIPT_ARGS", {
  help: "What the script gets; `--` before it keeps hf's options out."
})

export interface Script extends Decoded<typeof params.uv> {
  readonly script: string
  readonly scriptArgs: ReadonlyArray<string>
  /** Where the script is, if it is a file or was fetched from its address; else the same. */
  readonly source: string
}

/** The block before it is asked for. */
export const block = (given: Script, shared: Common, recurrence = {}) =>
  summary(
    {
      ...recurrence,
      script: given.script,
      args: shell(given.scriptArgs),
      with: given.with.join(" "),
      image: given.image ?? Image.uv
    },
    shared,
    given.python
  )

/** The options of a job whose name is made of its script, and what the script itself says. */
export const ofOptions = Effect.fnUntraced(function* (options: Options, given: Script) {
  yield* Effect.provide(localFiles([given.source, ...given.scriptArgs]), Workspace.layer)
  const header = yield* Header.read(given.source)
  const merged = Header.options(options, header)
  for (const key of ["image", "python"] as const)
    if (given[key] === undefined && header[key] !== undefined) merged.from.add(key)
  const whole: Script = { ...given, image: given.image ?? header.image, python: given.python ?? header.python }
  const shared = yield* Header.merge(yield* common(merged.options), header, merged.from)
  const { image = Image.uv, python, script, scriptArgs } = whole
  const name = Name.ofScript(script, scriptArgs, { image, python, with: given.with }, named(shared))
  return { given: whole, shared: withName(shared, name) }
})

/** What runs the script, now or on a schedule; its files are sent. */
export const ofScript = Effect.fnUntraced(function* (given: Script, shared: Common) {
  const output = yield* Output
  const { image, python, repo, scriptArgs, source } = given
  const { job, shipped } = yield* uvJob({
    ...(yield* withFolders(shared)),
    labels: shared.labels,
    script: source,
    args: scriptArgs,
    dependencies: given.with,
    python,
    image,
    repo
  })
  if (shipped !== undefined) yield* output.log(`Script uploaded to ${shipped}`)
  return job
})

const run = leaf(
  {
    name: "run",
    help: "Run a Python script with its dependencies on the Hub's machines.\n\nThe script and local files among its arguments go to a private dataset repository of the namespace.",
    passThrough: "unknown",
    params: { script, scriptArgs, ...params.uv, ...params.start, ...params.attached },
    examples: [
      "hf jobs uv run my_script.py",
      "hf jobs uv run process.py input.csv output.parquet",
      "hf jobs uv run --with transformers --with torch train.py --flavor a10g-small",
      "hf jobs uv run https://huggingface.co/datasets/username/scripts/resolve/main/example.py",
      'hf jobs uv run --with lighteval python -c "import lighteval"'
    ]
  },
  ({ detach, image, python, repo, script, scriptArgs, with: packages, ...options }) =>
    Effect.gen(function* () {
      const source = yield* scriptSource(script, options.token)
      const typed = { image, python, repo, script, scriptArgs, source, with: packages }
      const { given, shared } = yield* ofOptions(options, typed)
      yield* show(block(given, shared), options.dryRun)
      if (options.dryRun) return
      const program = Effect.gen(function* () {
        const job = yield* (yield* Jobs).run(yield* ofScript(given, shared))
        yield* attend(job, { detach, named: shared.named })
      })
      yield* withHub(options.token, program)
    }).pipe(Effect.scoped)
)

export const uvCommand = group({ name: "uv", help: "Run Python scripts by uv." }, [run])
