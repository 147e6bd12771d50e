import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { InvalidInput } from "../../domain/errors.ts"
import { currentToken } from "../../programs/auth/currentToken.ts"
import { login } from "../../programs/auth/login.ts"
import { logout } from "../../programs/auth/logout.ts"
import { whoami } from "../../programs/auth/whoami.ts"
import { Auth, type Login } from "../../services/Auth.ts"
import { Output } from "../../services/Output.ts"
import { Aborted, Prompt } from "../../services/Prompt.ts"
import { Settings } from "../../services/Settings.ts"
import { withHub } from "../Access.ts"
import { approve, type Helper, isInstalled, reject } from "../gitCredential.ts"
import { group, leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"
import { endOf, logInByBrowser, menu } from "./authBrowser.ts"
import { explainCommand } from "./authExplain.ts"
import { list, switchTo } from "./authTokens.ts"

/** The token somebody types or pipes; none where nothing at all was piped. */
const askToken = Effect.gen(function* () {
  const output = yield* Output
  const prompt = yield* Prompt
  const { endpoint } = yield* Settings
  if (output.mode !== "guide" && output.mode !== "human") {
    const reason = "it leaves no room for a question: give the token with --token"
    return yield* new InvalidInput({ what: "output mode", value: output.mode, reason })
  }
  if (prompt.interactive) yield* output.log(`Make or find a token at ${endpoint}/settings/tokens`)
  const typed = yield* prompt.secret("Enter your token (input will not be visible): ")
  if (Option.exists(typed, (secret) => Redacted.value(secret) !== "")) return typed
  if (prompt.interactive) return yield* new Aborted()
  if (Option.isNone(typed)) return typed
  // Meant to be one, as in `echo $TOKEN |` without a TOKEN: nobody waits for a browser there.
  const reason = "there is no token in it: pipe one in, or give it with --token"
  return yield* new InvalidInput({ what: "standard input", value: "", reason })
})

const tellGit = (helper: Helper, token: Redacted.Redacted) =>
  Effect.gen(function* () {
    const output = yield* Output
    const { endpoint } = yield* Settings
    const asked = yield* approve(helper, endpoint, token)
    const lacking = helper === "huggingface" && !(yield* isInstalled(helper))
    if (lacking) {
      yield* output.warning(
        "git is set up for its helper 'huggingface', but has no program git-credential-huggingface: until there is one, the keyring has no token. --git-credential needs none."
      )
    }
    const known = lacking ? asked.filter((name) => name !== helper) : asked
    if (known.length > 0) {
      yield* output.log(`The token has been given to git's credential helpers (${known.join(", ")}).`)
    } else if (!lacking) {
      yield* output.warning(
        "git has no credential helper: the token was not given to it. Use --git-credential to set one up."
      )
    }
  })

/** What was done, whichever way. `end`: what is to be known of the token's end. */
const tell = (done: Login, token: Redacted.Redacted, helper: Helper | undefined, end = Option.none<string>()) =>
  Effect.gen(function* () {
    const output = yield* Output
    if (Option.isSome(done.role)) yield* output.log(`Token is valid (permission: ${done.role.value}).`)
    else yield* output.log("Token is valid.")
    yield* output.log([`The token has been saved under the name '${done.name}'.`, ...Option.toArray(end)].join(" "))
    if (helper !== undefined) {
      // The login stands whatever git says.
      yield* Effect.catchTag(tellGit(helper, token), "InvalidInput", ({ message }) =>
        output.warning(`The token was not given to git. ${message}`)
      )
    }
    yield* output.log(`Login successful: you are ${done.user}.`)
    if (Option.isSome(done.outrankedBy)) {
      yield* output.warning(`${done.outrankedBy.value} is set: its token is used instead of the saved one.`)
    }
  })

const logIn = (token: Redacted.Redacted, helper: Helper | undefined) =>
  Effect.flatMap(login(token), (done) => tell(done, token, helper))

const inBrowser = (helper: Helper | undefined) =>
  Effect.gen(function* () {
    const output = yield* Output
    const done = yield* logInByBrowser
    yield* tell(done, done.token, helper, endOf(done, yield* Clock.currentTimeMillis))
    if (output.mode === "agent")
      yield* output.text(`Login successful: logged in as ${done.user} (token saved as '${done.name}').`)
  })

/** Agents log their people in by browser, and a terminal asks how; elsewhere the token comes through the pipe, if there is one. */
const logInSomehow = (helper: Helper | undefined) =>
  Effect.gen(function* () {
    const { mode } = yield* Output
    const prompt = yield* Prompt
    const asks = prompt.interactive && (mode === "guide" || mode === "human")
    const browser =
      mode === "agent" || (asks && (yield* prompt.choose(menu.question, menu.ways, "--token")) !== menu.paste)
    const token = browser ? Option.none() : yield* askToken
    return yield* Option.match(token, { onNone: () => inBrowser(helper), onSome: (secret) => logIn(secret, helper) })
  })

const loginCommand = leaf(
  {
    name: "login",
    help: "Log in with your browser or an access token, for all further commands.",
    params: {
      token: opt.text(["--token"], {
        help: "Access token (https://huggingface.co/settings/tokens); left out on a terminal, you choose how to log in."
      }),
      addToGitCredential: opt.toggle(["--add-to-git-credential"], false, {
        help: "Give the token to git's credential helper, too."
      }),
      gitCredential: opt.flag(["--git-credential"], {
        help: "The same, and set up git's plain-text `store` where it has no helper."
      }),
      withKeyring: opt.flag(["--git-credential-with-keyring"], {
        help: "The same with the `huggingface` helper, which keeps it in the keyring."
      }),
      force: opt.toggle(["--force"], false, { help: "Log in again, even if logged in." })
    },
    examples: ["hf auth login", "hf auth login --token $HF_TOKEN"]
  },
  ({ addToGitCredential, force, gitCredential, token, withKeyring }) =>
    withHub(
      undefined,
      Effect.gen(function* () {
        const helper = withKeyring
          ? "huggingface"
          : gitCredential
            ? "store"
            : addToGitCredential
              ? "configured"
              : undefined
        if (token !== undefined) return yield* logIn(Redacted.make(token.trim()), helper)
        const auth = yield* Auth
        if (!force && Option.isSome(yield* auth.current)) {
          const output = yield* Output
          if (output.mode === "agent")
            return yield* output.text("Already logged in. Use `hf auth login --force` to re-login.")
          return yield* output.log("You are logged in already. Use --force to log in again.")
        }
        yield* logInSomehow(helper)
      })
    )
)

const logoutCommand = leaf(
  {
    name: "logout",
    help: "Forget saved access tokens.",
    params: {
      tokenName: opt.text(["--token-name"], {
        help: "Forget this one only, by the name it was saved under.",
        completes: "tokenName"
      })
    },
    examples: ["hf auth logout"]
  },
  ({ tokenName }) =>
    withHub(
      undefined,
      Effect.gen(function* () {
        const output = yield* Output
        const { endpoint } = yield* Settings
        const { done, stillBy } = yield* logout(tokenName)
        if (done) yield* reject(endpoint)
        const which = tokenName === undefined ? "all access tokens" : `access token: ${tokenName}`
        if (done) yield* output.log(`Successfully logged out from ${which}.`)
        else if (tokenName !== undefined) yield* output.log(`No access token is saved under the name '${tokenName}'.`)
        else if (Option.isNone(stillBy)) yield* output.log("Not logged in!")
        if (Option.isSome(stillBy)) {
          const reason = "it keeps you logged in; unset it to log out for good"
          return yield* new InvalidInput({ what: "environment variable", value: stillBy.value, reason })
        }
      })
    )
)

const defaultEndpoint = "https://huggingface.co"

const whoamiCommand = leaf(
  {
    name: "whoami",
    help: "Tell who you are to the Hub, and your organizations.",
    params: {},
    examples: ["hf auth whoami"]
  },
  () =>
    withHub(
      undefined,
      Effect.gen(function* () {
        const output = yield* Output
        const { endpoint } = yield* Settings
        const me = yield* whoami
        const orgs = me.orgs.map((org) => org.name).join(",")
        yield* output.result(orgs === "" ? me.name : `${me.name}\norgs: ${orgs}`, "Logged in", [
          ["user", me.name],
          ["orgs", orgs === "" ? null : orgs],
          ...(endpoint === defaultEndpoint ? [] : [["endpoint", endpoint] as const])
        ])
      })
    )
)

const tokenCommand = leaf(
  { name: "token", help: "Print the access token in use.", params: {}, examples: ["hf auth token"] },
  () =>
    withHub(
      undefined,
      Effect.gen(function* () {
        const output = yield* Output
        const { token } = yield* currentToken
        yield* output.raw(Redacted.value(token))
        yield* output.hint("Run `hf auth whoami` to see whose it is.")
      })
    )
)

export const command = group({ name: "auth", help: "Log in, log out, and see who you are." }, [
  loginCommand,
  logoutCommand,
  tokenCommand,
  list,
  switchTo,
  whoamiCommand,
  explainCommand
])
