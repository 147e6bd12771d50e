/** `hf cp`, also as `hf repos cp`: a file from here to there, or from there to here, or files from repo to repo. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../../domain/errors.ts"
import type { HfUri, RepoUri } from "../../../domain/HfUri.ts"
import * as Repo from "../../../domain/Repo.ts"
import { copyFiles } from "../../../programs/copyFiles.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import * as arg from "../../spec/arg.ts"
import { leaf } from "../../spec/command.ts"
import * as params from "../params.ts"
import { address } from "../target.ts"
import { fetchFile } from "./fetchFile.ts"
import { sendFile } from "./sendFile.ts"

const inRepo = (text: string, uri: HfUri | undefined): Effect.Effect<RepoUri | undefined, InvalidInput> =>
  uri?._tag === "Bucket"
    ? Effect.fail(
        new InvalidInput({ what: "place", value: text, reason: "only repositories can be copied from and to" })
      )
    : Effect.succeed(uri)

const place = (uri: RepoUri) => ({ ...uri, repo: Repo.make(uri.type, uri.id) })

export const cp = (prefix: string) =>
  leaf(
    {
      name: "cp",
      help: "Copy a file to or from a repository, or files from one repository to another.",
      params: {
        src: arg.one("SRC", {
          help: "Local file, `hf://…` or page of the Hub; `-` is standard input.",
          completes: "place"
        }),
        dst: arg.optional("DST", {
          help: "Local path, `hf://…` or page of the Hub; `-` is standard output.",
          completes: "place"
        }),
        token: params.token
      },
      examples: [
        `${prefix} hf://username/my-model/config.json config.json`,
        `${prefix} hf://datasets/username/my-dataset@v1.0/data.csv -`,
        `${prefix} config.json hf://username/my-model/configs/`,
        `${prefix} hf://username/my-model/logs/ hf://username/archive/logs/`
      ]
    },
    ({ dst, src, token }) =>
      Effect.gen(function* () {
        const output = yield* Output
        const from = yield* Effect.flatMap(address(src), (uri) => inRepo(src, uri))
        const to = dst === undefined ? undefined : yield* Effect.flatMap(address(dst), (uri) => inRepo(dst, uri))
        if (from === undefined) {
          if (to !== undefined && dst !== undefined) return yield* withHub(token, sendFile(src, to))
          return yield* new Misuse({ reason: "One of SRC and DST must be in a repository: hf://NAMESPACE/NAME/…" })
        }
        if (to === undefined || dst === undefined) return yield* withHub(token, fetchFile(from, src, dst))
        yield* withHub(token, copyFiles(place(from), place(to)))
        yield* output.result("", "Copied", [
          ["src", src],
          ["dst", dst]
        ])
      })
  )
