import * as Effect from "effect/Effect"
import { upload } from "../../programs/upload.ts"
import { Output } from "../../services/Output.ts"
import { withHub } from "../Access.ts"
import * as arg from "../spec/arg.ts"
import { leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import * as params from "./params.ts"
import { resolve } from "./target.ts"

const unused = { help: "Accepted as before; has no effect.", hidden: true } as const

export const command = leaf(
  {
    name: "upload-large-folder",
    help: "Upload a folder of any size; the same as hf upload.",
    hidden: true,
    deprecated:
      "`hf upload-large-folder` is now `hf upload`, which takes folders of any size and goes on where it was.",
    params: {
      repoId: params.repoId(),
      localPath: arg.one("LOCAL_PATH", { help: "The folder.", completes: "dir" }),
      type: params.typeIfGiven,
      revision: params.revision,
      private: opt.tristate(["--private"], { help: "If the repository is created, let nobody else see it." }),
      include: opt.repeat(["--include"], { help: "Upload only what matches this pattern; may be repeated." }),
      exclude: opt.repeat(["--exclude"], { help: "Leave out what matches this pattern; may be repeated." }),
      token: params.token,
      numWorkers: opt.int(["--num-workers"], unused),
      noReport: opt.toggle(["--no-report"], false, unused),
      noBars: opt.toggle(["--no-bars"], false, unused)
    },
    examples: ["hf upload-large-folder username/my-large-dataset ./data --repo-type dataset"]
  },
  ({ exclude, include, localPath, private: isPrivate, token, ...named }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const { repo, revision } = yield* resolve(named)
      const wanted = {
        repo,
        revision,
        localPath,
        private: isPrivate,
        ...(include.length === 0 ? {} : { include }),
        ...(exclude.length === 0 ? {} : { exclude })
      }
      const { webUrl } = yield* withHub(token, upload(wanted))
      yield* output.log(`Everything is at ${webUrl}`)
    })
)
