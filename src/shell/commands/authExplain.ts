/** `hf auth explain`: which token goes where for a repo, and why the Hub answers as it does. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { type Repo, webPath } from "../../domain/Repo.ts"
import type { Whoami } from "../../domain/wire/Identity.ts"
import type { RepoInfo } from "../../domain/wire/Repos.ts"
import { type Answer, type Explanation, explain, obstacle } from "../../programs/auth/explain.ts"
import type { Verdict } from "../../services/Checkup.ts"
import type { Credential } from "../../services/Credentials.ts"
import type { ClientError } from "../../services/HubClients.ts"
import { Output } from "../../services/Output.ts"
import { Settings } from "../../services/Settings.ts"
import { withHub } from "../Access.ts"
import { verdicts } from "../render/verdicts.ts"
import { leaf } from "../spec/command.ts"
import * as params from "./params.ts"
import { resolve } from "./target.ts"

const say =
  (verdict: Verdict["verdict"], check: string) =>
  (detail: string, remedy?: string): Verdict => ({ check, verdict, detail, remedy })

const clear = (endpoint: string): boolean =>
  endpoint.startsWith("http:") && !/^http:\/\/(localhost|127\.|\[::1\])/.test(endpoint)

/** What was asked, and what came: `GET /api/models/x/y: 404 RepoNotFound`. */
const asked = (error: ClientError): string =>
  "status" in error && "method" in error
    ? `${error.method} ${new URL(error.url).pathname} was answered ${error.status} ${error._tag}`
    : error.message

const sourceOf = ({ source }: Credential, name: Option.Option<string>, variable: string): string => {
  switch (source) {
    case "argument":
      return "the one of --token"
    case "exchange":
      return "the one exchanged for this CI's identity (HF_OIDC_RESOURCE)"
    case "environment":
      return `the one of ${variable}`
    case "embedded":
      return "the owner's of this Hub"
    case "file":
      return Option.match(name, {
        onNone: () => "the one of the token file, which has no name",
        onSome: (name) => `the saved '${name}'`
      })
  }
}

const token = ({ credential, name, unused, withheld }: Explanation, variable: string): Verdict => {
  const others = unused.length === 0 ? "" : `; saved, and not used: ${unused.map((name) => `'${name}'`).join(", ")}`
  if (Option.isSome(credential)) return say("ok", "token")(`${sourceOf(credential.value, name, variable)}${others}`)
  return withheld
    ? say("warning", "token")(`none: HF_HUB_DISABLE_IMPLICIT_TOKEN keeps it back${others}`, "Give one with --token.")
    : say("warning", "token")(`none${others}`, "Log in: hf auth login, or set HF_TOKEN.")
}

const destination = ({ credential, endpoint }: Explanation): Verdict => {
  if (Option.isNone(credential)) return say("skipped", "destination")("nobody")
  const only = `${endpoint} only: no other host, port or scheme, and not to where a redirect leads`
  return clear(endpoint)
    ? say("warning", "destination")(only, "It travels in clear text: use https.")
    : say("ok", "destination")(only)
}

const answered = <A>(
  check: string,
  answer: Answer<A>,
  pointless: string,
  onError: (error: ClientError) => Verdict,
  onAnswer: (value: A) => Verdict
): Verdict =>
  Option.match(answer, {
    onNone: () => say("skipped", check)(pointless),
    onSome: Either.match({ onLeft: onError, onRight: onAnswer })
  })

const account = (answer: Answer<Whoami>): Verdict =>
  answered(
    "account",
    answer,
    "nobody is logged in",
    (error) =>
      error._tag === "Unauthorized"
        ? say("failed", "account")(
            "the Hub does not know this token: mistyped, expired or revoked",
            "It refuses such a token everywhere, public repositories included. Log in again: hf auth login --force"
          )
        : say(error.kind === "network" ? "skipped" : "failed", "account")(asked(error)),
    ({ auth, name, orgs }) => {
      const role = auth?.accessToken?.role
      const member = orgs.length === 0 ? "" : `, member of ${orgs.map((org) => org.name).join(", ")}`
      return say("ok", "account")(`${name}${role === undefined ? "" : `, with a ${role} token`}${member}`)
    }
  )

const kind = (info: RepoInfo): string =>
  [info.private === true ? "private" : "public", ...(info.gated ? [`gated (${info.gated})`] : [])].join(", ")

const strangers = (answer: Answer<RepoInfo>): Verdict =>
  answered(
    "strangers",
    answer,
    "",
    (error) =>
      error.kind === "network"
        ? say("skipped", "strangers")(asked(error))
        : say("ok", "strangers")(`do not see it: ${asked(error)}`),
    () => say("ok", "strangers")("see that it is there")
  )

const address = (repo: Repo): string => (repo.type === "model" ? repo.id : `${repo.id} --type ${repo.type}`)

const repository = (found: Explanation): Verdict =>
  answered(
    "repository",
    found.repository,
    "",
    (error) => {
      const verdict = say(error.kind === "network" ? "skipped" : "failed", "repository")
      if (error._tag !== "RepoNotFound") return verdict(asked(error))
      const [other] = found.others
      if (other !== undefined)
        return verdict(`${asked(error)}, but there is a ${other.type} of this name`, `Ask for ${address(other)}`)
      return Option.isNone(found.credential)
        ? verdict(`${asked(error)}: not there, or private`, "If it is private: hf auth login")
        : verdict(
            `${asked(error)}: not there, or private and not this account's`,
            "Check the spelling; if it is private, its owner has to let this account in (a fine-grained token must name it, too)."
          )
    },
    (info) =>
      info.id.toLowerCase() === found.repo.id.toLowerCase()
        ? say("ok", "repository")(`${kind(info)} ${found.repo.type}`)
        : say("warning", "repository")(`${kind(info)} ${found.repo.type}, now called ${info.id}`, "Use the new name.")
  )

const files = (found: Explanation): Verdict =>
  answered(
    "files",
    found.files,
    "not asked",
    (error) => {
      if (error._tag !== "GatedRepo") return say(error.kind === "network" ? "skipped" : "failed", "files")(asked(error))
      const page = `${found.endpoint}${webPath(found.repo)}`
      return say("failed", "files")(
        `${asked(error)}: ${error.serverMessage ?? "it asks for an access request"}`,
        Option.isNone(found.credential)
          ? `Log in (hf auth login), then ask for access at ${page}`
          : `Ask for access at ${page}; until it is granted nothing can be downloaded.`
      )
    },
    () => say("ok", "files")("can be read")
  )

const writing = (answer: Answer<void>): Verdict =>
  answered(
    "changes",
    answer,
    "not asked",
    (error) =>
      say("warning", "changes")(`cannot be made: ${("serverMessage" in error && error.serverMessage) || asked(error)}`),
    () => say("ok", "changes")("can be made")
  )

export const explainCommand = leaf(
  {
    name: "explain",
    help: "Say which token would be sent for a repository, to whom, and why the Hub answers as it does.",
    params: {
      repoId: params.repoId(),
      type: params.typeIfGiven,
      token: params.token
    },
    examples: ["hf auth explain meta-llama/Llama-3.2-1B", "hf auth explain datasets/my-org/private-data --json"]
  },
  (args) =>
    Effect.gen(function* () {
      const { repo } = yield* resolve({ ...args, revision: undefined })
      const { environmentToken } = yield* Settings
      const variable = Option.match(environmentToken, { onNone: () => "HF_TOKEN", onSome: ({ variable }) => variable })
      const found = yield* withHub(args.token, explain(repo))
      yield* verdicts(yield* Output, [
        token(found, variable),
        destination(found),
        account(found.account),
        strangers(found.strangers),
        repository(found),
        files(found),
        writing(found.writing)
      ])
      const why = obstacle(found)
      if (Option.isSome(why)) return yield* why.value
    })
)
