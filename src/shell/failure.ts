/**
 * How a run that did not succeed is told: the lines on stderr and the exit code. The one place where failures become text for
 * people; docs/exit-codes.md is this file and `exitCodes` of domain/errors.ts in prose.
 */
import * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import { exitCodes } from "../domain/errorKinds.ts"
import { StreamFailed } from "./render/Screen.ts"
import { repair } from "./repair.ts"
import type { Stopped } from "./repl/Stopped.ts"
import type { CommandError } from "./spec/Services.ts"

/** A fault of this program, or of something it trusted. */
export const defectCode = 70

export interface Told {
  readonly code: number
  /** Lines for stderr, not yet coloured: `Error: …`, `Hint: …`. */
  readonly lines: ReadonlyArray<string>
}

const typeFlag = (type: string | undefined): string => (type === undefined || type === "model" ? "" : ` --type ${type}`)

/** Where tokens have rights to be set; other Hubs have pages of their own. */
const theirs = /^https:\/\/(?:[\w-]+\.)*huggingface\.co\//

/** What may help, per failure. */
export const hints = (error: CommandError): ReadonlyArray<string> => {
  switch (error._tag) {
    case "RepoNotFound":
      return [
        "If the repository is private or gated, log in with an account that may read it: hf auth login",
        ...(error.repoId === undefined
          ? []
          : [`To create it: hf repos create ${error.repoId}${typeFlag(error.repoType)}`])
      ]
    case "JobNotFound":
      return [
        `To list them: hf jobs ${error.scheduled ? "scheduled ls -a" : "ls -a"} (and --namespace, when they are not yours)`
      ]
    case "GatedRepo":
      return error.repoId === undefined
        ? ["Ask for access on the repository's page, then log in: hf auth login"]
        : [`Ask for access at ${new URL(webPath(error), error.url).href}, then log in: hf auth login`]
    case "Unauthorized":
      return error.reason === "missing"
        ? ["Log in first: hf auth login (or set HF_TOKEN)"]
        : ["Check the token in use (hf auth token, HF_TOKEN) or log in again: hf auth login --force"]
    case "Forbidden":
      if (/\/branch\/main$/.test(error.url))
        return ["A repository keeps its 'main'; to delete all of it: hf repos delete"]
      return [
        `The token in use lacks the right to do this.${theirs.test(error.url) ? " Rights are set at https://huggingface.co/settings/tokens" : ""}`
      ]
    case "TimedOut":
      if (error.maybeDone === true) return [lost(error.url)]
      return error.phase === "body"
        ? [
            "On a slow connection set HF_HUB_DOWNLOAD_TIMEOUT to more seconds (it is 10 by default) and run it again: what arrived is kept."
          ]
        : ["On a slow connection set HF_HUB_ETAG_TIMEOUT to more seconds (it is 10 by default)."]
    case "LocalEntryNotFound":
      return ["Run it once with a connection, or check HF_HUB_OFFLINE and HF_HUB_CACHE."]
    case "LoginFailed":
      return error.reason === "refused" ? ["With an access token: hf auth login --token"] : ["Try again: hf auth login"]
    case "RateLimited":
      return ["Wait, or log in for higher limits: hf auth login"]
    case "IntegrityError":
      return ["Run it again; if it happens again, what the server sends is not what it announces."]
    case "Conflict":
      if (/\/api\/collections(?:\/|$)/.test(error.url)) return ["If that is fine with you: --exists-ok"]
      return error.existing === undefined ? [] : ["If that is fine with you: --exist-ok"]
    case "CollectionNotFound":
      return ["If the collection is private, log in with an account that may see it: hf auth login"]
    case "ItemNotFound":
      return error.where === "collection"
        ? [`What is in it, and by which ids: hf collections info ${error.slug}`]
        : ["Check its type, too; if it is private, log in with an account that may see it: hf auth login"]
    case "CollectionChanged":
      return ["Run it again when they are done."]
    case "CacheBusy":
      return ["Run it again when that is done."]
    case "CachePinned":
      return [`To let go of it: hf cache unpin ${error.repo}`]
    case "VerificationFailed":
      return repair(error)
    case "PreconditionFailed":
      return ["Run it again on top of the new state."]
    case "RequestFailed":
      return hints(error.error)
    case "EndpointNotFound":
      return [`To see which there are: hf endpoints ls --namespace ${error.namespace}`]
    case "EndpointFailed":
      return error.state === "paused" || error.state === "scaledToZero"
        ? [`To start it: hf endpoints resume ${error.name}`]
        : [`What it is now: hf endpoints describe ${error.name}`]
    case "EndpointTimeout":
      return [`It goes on without you; to wait again: hf endpoints wait ${error.name}`]
    case "NetworkError":
      if (error.maybeDone === true) return [lost(error.url)]
      if (error.reason === "tls") return ["Behind a proxy with its own certificates set SSL_CERT_FILE."]
      return error.proxy === undefined
        ? []
        : ["Check HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; hf doctor looks at the way."]
    case "DiskError":
      return error.reason === "full"
        ? ["Free some space, or choose another place with HF_HOME, --cache-dir or --local-dir."]
        : []
    default:
      return []
  }
}

/** Where to look, by the path of the request: its pattern, and the command; `$1` is the namespace. */
const places: ReadonlyArray<readonly [path: RegExp, command: string]> = [
  [/^\/api\/jobs\/([^/]+)/, "hf jobs ps -a --namespace $1"],
  [/^\/api\/scheduled-jobs\/([^/]+)/, "hf jobs scheduled ls -a --namespace $1"],
  [/^\/v2\/endpoint\/([^/]+)/, "hf endpoints ls --namespace $1"],
  [/^\/api\/catalog\//, "hf endpoints ls"],
  [/^\/api\/collections\/([^/]+\/[^/]+)/, "hf collections info $1"],
  [/^\/api\/collections/, "hf collections ls --owner NAMESPACE"],
  [/^\/api\/repos\//, "hf repos ls"]
]

/** What to do about an answer that was lost. */
const lost = (url: string): string => {
  const path = URL.canParse(url) ? new URL(url).pathname : ""
  const [place] = places.flatMap(([pattern, command]) => {
    const found = pattern.exec(path)
    return found === null ? [] : [command.replace("$1", found[1] ?? "")]
  })
  return `It may have been carried out all the same: look before you send it again${place === undefined ? "." : `: ${place}`}`
}

const webPath = (error: { readonly repoType?: string | undefined; readonly repoId?: string | undefined }): string =>
  `/${error.repoType === undefined || error.repoType === "model" ? "" : `${error.repoType}s/`}${error.repoId}`

const isQuietAbort = (error: CommandError): boolean => error._tag === "Aborted"

const failed = (error: CommandError): Told =>
  error._tag === "Stopped" ? { code: error.code, lines: error.lines } : phrased(error)

const phrased = (error: Exclude<CommandError, Stopped>): Told => ({
  code: error._tag === "RequestFailed" ? error.code : exitCodes[error.kind],
  lines: isQuietAbort(error)
    ? [error.message]
    : [`Error: ${error.message}`, ...hints(error).map((hint) => `Hint: ${hint}`)]
})

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? ""

const defect = (value: unknown): Told =>
  value instanceof StreamFailed
    ? { code: exitCodes.disk, lines: [`Error: ${value.message}`] }
    : {
        code: defectCode,
        lines: [
          `Error: Something in hf itself failed: ${firstLine(value instanceof Error ? value.message : String(value))}`,
          "Hint: HF_DEBUG=1 shows where."
        ]
      }

/** What a shell expects of a process that a signal ended: 128 and its number. */
export const signalCode = (signal: NodeJS.Signals): number =>
  signal === "SIGTERM" ? 143 : signal === "SIGHUP" ? 129 : exitCodes.interrupted

/** An interruption nobody signalled is the reader of stdout that left: a success. */
const interrupted = (signal: NodeJS.Signals | undefined): Told => ({
  code: signal === undefined ? 0 : signalCode(signal),
  lines: []
})

/** What to tell of `cause`; `signal` is the one that interrupted the run, `debug` adds where it happened. */
export const explain = (cause: Cause.Cause<CommandError>, signal: NodeJS.Signals | undefined, debug: boolean): Told => {
  const expected = Cause.failureOption(cause)
  const died = Cause.dieOption(cause)
  const told =
    signal !== undefined && Cause.isInterrupted(cause)
      ? interrupted(signal)
      : Option.isSome(expected)
        ? failed(expected.value)
        : Option.isSome(died)
          ? defect(died.value)
          : interrupted(signal)
  return debug && !Cause.isInterruptedOnly(cause)
    ? { ...told, lines: [...told.lines, Cause.pretty(cause, { renderErrorCause: true })] }
    : told
}
