/**
 * The script of `uv run` as a file. One at an address is fetched once and then sent along like any other: what it asks for is
 * decided before there is a job (huggingface_hub 2.0.0).
 */
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { EntryNotFound, InvalidInput } from "../../../domain/errors.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { isUrl } from "../../../programs/jobs/uv.ts"
import { Gateway, type GatewayError } from "../../../services/Gateway.ts"
import { Settings } from "../../../services/Settings.ts"
import { Access, network } from "../../Access.ts"
import { scratch } from "../../scratch.ts"

/** What it is called in the job. */
const nameOf = (address: URL): string => {
  const name = address.pathname.split("/").at(-1) ?? ""
  return name.endsWith(".py") ? name : "script.py"
}

/** Of whatever is not there, the address is what was typed. */
const named = (address: string) => (error: GatewayError) =>
  error._tag === "RepoNotFound" || error._tag === "RevisionNotFound" || error._tag === "EntryNotFound"
    ? new EntryNotFound({ url: error.url, method: error.method, status: error.status, path: address })
    : error

const fetched = Effect.fnUntraced(function* (address: string, file: string) {
  const gateway = yield* Gateway
  const answer = yield* gateway.execute({ method: "GET", url: address, subject: { path: address } })
  yield* Stream.runForEach(answer.body, (bytes) => Disk.attempt("write", file, () => fs.appendFileSync(file, bytes)))
}, Effect.scoped)

/** Where it can be read, until the scope closes: what is no address stays as it is. */
export const scriptSource = Effect.fnUntraced(function* (script: string, token: string | undefined) {
  if (!isUrl(script)) return script
  if (!URL.canParse(script))
    return yield* new InvalidInput({ what: "script", value: script, reason: "it is no address" })
  const address = new URL(script)
  const file = join(yield* scratch(join(tmpdir(), "script")), nameOf(address))
  const access = yield* Access
  const fetching = Effect.mapError(fetched(address.href, file), named(script))
  const program = Effect.gen(function* () {
    const { endpoint } = yield* Settings
    // The Hub in this process is no way to anywhere else.
    if (access.local && new URL(endpoint).origin !== address.origin)
      return yield* Effect.provide(fetching, network({ endpoint: "https://huggingface.co" }).layer(undefined))
    return yield* fetching
  })
  // What is to be said of a token on the command line is said when the job is asked for.
  yield* Effect.provide(program, access.layer(token))
  return file
})
