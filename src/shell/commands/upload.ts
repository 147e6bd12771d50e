import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { InvalidInput } from "../../domain/errors.ts"
import { type UploadInput, upload } from "../../programs/upload.ts"
import { uploadEvery } from "../../programs/uploadEvery.ts"
import { Output } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import { Shutdown } from "../Shutdown.ts"
import * as arg from "../spec/arg.ts"
import { type Decoded, leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import * as params from "./params.ts"
import { resolve, type Target } from "./target.ts"

const spec = {
  repoId: params.repoId(
    "Repository, as `namespace/name`, `datasets/namespace/name` or `hf://…`; created when missing."
  ),
  localPath: arg.optional("LOCAL_PATH", {
    help: "File, folder or wildcard; left out: what is named like the repository.",
    completes: "file"
  }),
  pathInRepo: arg.optional("PATH_IN_REPO", { help: "Where it goes in the repository.", completes: "repoFile" }),
  type: params.typeIfGiven,
  revision: params.revision,
  private: opt.tristate(["--private"], { help: "If the repository is created, let nobody else see it." }),
  include: opt.repeat(["--include"], { help: "Upload only what matches this pattern; may be repeated." }),
  exclude: opt.repeat(["--exclude"], { help: "Leave out what matches this pattern; may be repeated." }),
  delete: opt.repeat(["--delete"], {
    help: "In the same (or the first) commit, delete files of the repository that match this pattern; may be repeated."
  }),
  commitMessage: opt.text(["--commit-message"], { help: "First line of the commit's message." }),
  commitDescription: opt.text(["--commit-description"], { help: "The rest of the commit's message." }),
  createPr: opt.toggle(["--create-pr"], false, { help: "Open a pull request with the commit." }),
  every: opt.above0(["--every"], { help: "Commit again and again, every so many minutes." }),
  token: params.token
}

type Config = Decoded<typeof spec>

const pathInRepo = (config: Config, target: Target): Effect.Effect<string | undefined, InvalidInput> => {
  if (target.path === "") return Effect.succeed(config.pathInRepo)
  const reason = "it names the place itself: leave PATH_IN_REPO out"
  return config.pathInRepo === undefined
    ? Effect.succeed(target.path)
    : Effect.fail(new InvalidInput({ what: "HF URI", value: config.repoId, reason }))
}

const some = (patterns: ReadonlyArray<string>) => (patterns.length === 0 ? undefined : patterns)

const input = (config: Config) =>
  Effect.gen(function* () {
    const target = yield* resolve(config)
    const wanted: UploadInput = {
      repo: target.repo,
      localPath: config.localPath,
      pathInRepo: yield* pathInRepo(config, target),
      revision: target.revision,
      private: config.private,
      include: some(config.include),
      exclude: some(config.exclude),
      delete: some(config.delete),
      commitMessage: config.commitMessage,
      commitDescription: config.commitDescription,
      createPr: config.createPr
    }
    return wanted
  })

/** Once now, then every so many minutes until told to stop. Only the first failure ends it: later ones may pass. */
const scheduled = (wanted: UploadInput, minutes: number, repoId: string) =>
  Effect.gen(function* () {
    const output = yield* Output
    const shutdown = yield* Shutdown
    yield* output.text(`Scheduling commits every ${minutes} minutes to ${repoId}.`)
    const { pushes } = yield* uploadEvery({ ...wanted, every: Duration.minutes(minutes) })
    yield* Effect.raceFirst(Stream.runDrain(pushes), shutdown.requested)
    const stopped = "Stopped scheduled commits."
    yield* output.result(stopped, "Uploaded", [["url", stopped]])
  })

const single = (wanted: UploadInput) =>
  Effect.gen(function* () {
    const output = yield* Output
    const result = yield* upload(wanted)
    // The guide's scripts read the address of the files from --quiet; Python's `hf` prints the commit's.
    if (output.mode === "quiet") yield* output.raw(result.webUrl)
    else yield* output.result(result.webUrl, "Uploaded", [["url", result.commit.url]])
  })

export const command = leaf(
  {
    name: "upload",
    help: "Upload a file or a folder to the Hub, in one commit; more than 5,000 files in several.",
    params: spec,
    examples: [
      "hf upload my-cool-model . .",
      "hf upload username/my-cool-model ./models/model.safetensors",
      "hf upload username/my-cool-dataset ./data /train --repo-type dataset",
      'hf upload username/my-cool-model ./models . --commit-message "Epoch 34/50"'
    ]
  },
  (config) =>
    Effect.gen(function* () {
      const wanted = yield* input(config)
      yield* config.every === undefined
        ? withHub(config.token, single(wanted))
        : withHub(config.token, scheduled(wanted, config.every, config.repoId))
    })
)
