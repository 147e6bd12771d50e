/** `hf://[TYPE/]NS/NAME[@REV][/PATH]:/MOUNT[:ro|:rw]`: a repo as a folder of a job (huggingface_hub 2.0.0). */
import * as Either from "effect/Either"
import { InvalidInput } from "../errors.ts"
import * as HfUri from "../HfUri.ts"
import { Volume } from "../wire/Jobs.ts"

const refused = (value: string, reason: string) => new InvalidInput({ what: "volume", value, reason })

/** A folder of this machine: it has to be sent first. */
export interface LocalFolder {
  readonly folder: string
  readonly mountPath: string
}

/** One volume; what is not `hf://…` is a local folder. */
export const parse = (text: string): Either.Either<Volume | LocalFolder, InvalidInput> =>
  Either.gen(function* () {
    const access = /:(ro|rw)$/.exec(text)?.[1]
    const body = access === undefined ? text : text.slice(0, -3)
    const at = body.lastIndexOf(":/")
    const source = body.slice(0, at)
    const mountPath = body.slice(at + 1)
    if (at < 1 || (at <= "hf:".length && HfUri.isUri(text)))
      return yield* Either.left(refused(text, "it needs a mount path, as in 'hf://org/name:/data'"))
    if (mountPath === "/" || /(^|\/)\.\.?(\/|$)/.test(mountPath))
      return yield* Either.left(refused(text, "its mount path must be a folder below '/'"))
    if (!HfUri.isUri(text)) {
      if (access === "rw")
        return yield* Either.left(refused(text, "what a job writes into a local folder's copy is not kept"))
      return { folder: source, mountPath }
    }
    const uri = yield* Either.mapLeft(HfUri.parseRemote(source), (error) => refused(text, error.reason))
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
