/** `hf://[TYPE/]NS/NAME[@REV][/PATH]:/MOUNT[:ro|:rw]`: a repo as a folder of a job (huggingface_hub 2.0.0). */
import * as Either from "effect/Either"
import { InvalidInput } from "../errors.ts"
import * as HfUri from "../HfUri.ts"
import { Volume } from "../wire/Jobs.ts"

const refused = (value: string, reason: string) => new InvalidInput({ what: "volume", value, reason })

/** One volume. Local folders are not taken: their way to a job is a repo. */
export const parse = (text: string): Either.Either<Volume, InvalidInput> =>
  Either.gen(function* () {
    const access = /:(ro|rw)$/.exec(text)?.[1]
    const body = access === undefined ? text : text.slice(0, -3)
    const at = body.lastIndexOf(":/")
    const source = body.slice(0, at)
    const mountPath = body.slice(at + 1)
    if (!HfUri.isUri(text))
      return yield* Either.left(
        refused(text, "its source must be a repo, as in 'hf://datasets/org/name:/data'; upload a local folder first")
      )
    if (at <= "hf:".length)
      return yield* Either.left(refused(text, "it needs a mount path, as in 'hf://org/name:/data'"))
    if (mountPath === "/" || /(^|\/)\.\.?(\/|$)/.test(mountPath))
      return yield* Either.left(refused(text, "its mount path must be a folder below '/'"))
    const uri = yield* Either.mapLeft(HfUri.parse(source), (error) => refused(text, error.reason))
    const revision = uri._tag === "Repo" ? uri.revision : undefined
    return new Volume({
      type: uri._tag === "Bucket" ? "bucket" : uri.type,
      source: uri.id,
      mountPath,
      ...(revision === undefined ? {} : { revision }),
      ...(access === undefined ? {} : { readOnly: access === "ro" }),
      ...(uri.path === "" ? {} : { path: uri.path })
    })
  })
