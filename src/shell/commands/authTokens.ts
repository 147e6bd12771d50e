/** The named tokens of this machine. */
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { listTokens } from "../../programs/auth/listTokens.ts"
import { switchToken } from "../../programs/auth/switchToken.ts"
import type { KnownToken } from "../../services/Auth.ts"
import { Output } from "../../services/Output.ts"
import { Prompt } from "../../services/Prompt.ts"
import { Settings } from "../../services/Settings.ts"
import { withHub } from "../Access.ts"
import { approve } from "../gitCredential.ts"
import { harmless } from "../render/paint.ts"
import { leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"

/** Enough to know it again, nothing to use it with. */
const masked = (token: Redacted.Redacted): string => {
  const text = Redacted.value(token)
  return `${text.slice(0, 3)}****${text.length > 12 ? text.slice(-4) : ""}`
}

const expiry = ({ expiresAt }: KnownToken, now: number): string =>
  Option.match(expiresAt, {
    onNone: () => "",
    onSome: (at) => `${new Date(at * 1000).toISOString().slice(0, 10)}${at * 1000 < now ? " (expired)" : ""}`
  })

/** The columns of the Python client, which prints them in every mode. */
const tableOf = (tokens: ReadonlyArray<KnownToken>, now: number): string => {
  const expires = tokens.some(({ expiresAt }) => Option.isSome(expiresAt))
  const columns = [
    [" ", ...tokens.map(({ active }) => (active ? "*" : ""))],
    ["name", ...tokens.map(({ name }) => harmless(name))],
    ["token", ...tokens.map(({ token }) => masked(token))],
    ...(expires ? [["expires", ...tokens.map((token) => expiry(token, now))]] : [])
  ]
  const lines = columns.map(([head = "", ...cells]) => {
    const width = Math.max(head.length, ...cells.map((cell) => cell.length))
    return [head, "-".repeat(width), ...cells].map((cell) => cell.padEnd(width))
  })
  return Array.from({ length: tokens.length + 2 }, (_, row) => lines.map((line) => line[row] ?? "").join(" ")).join(
    "\n"
  )
}

export const list = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }],
    help: "List the saved access tokens; the one in use is marked.",
    params: {},
    examples: ["hf auth list"]
  },
  () =>
    withHub(
      undefined,
      Effect.gen(function* () {
        const output = yield* Output
        const { environmentToken } = yield* Settings
        const tokens = yield* listTokens
        if (tokens.length > 0) yield* output.raw(tableOf(tokens, yield* Clock.currentTimeMillis))
        else yield* output.log("No access tokens found.")
        if (Option.isSome(environmentToken))
          return yield* output.log(
            `${environmentToken.value.variable} is set: its token is used instead of the saved ones.`
          )
        if (tokens.length > 0 && !tokens.some(({ active }) => active))
          yield* output.log("None of them is in use. Choose one with `hf auth switch`, or log in: `hf auth login`.")
      })
    )
)

const chosen = (tokens: ReadonlyArray<KnownToken>) =>
  Effect.gen(function* () {
    const names = tokens.map(({ name }) => name)
    return Arr.isNonEmptyReadonlyArray(names)
      ? Option.some(yield* (yield* Prompt).choose("Which token?", [names[0], ...names.slice(1)], "--token-name"))
      : Option.none()
  })

export const switchTo = leaf(
  {
    name: "switch",
    help: "Use another of the saved access tokens.",
    params: {
      tokenName: opt.text(["--token-name"], {
        help: "The name it was saved under; asked for when left out.",
        completes: "tokenName"
      }),
      addToGitCredential: opt.toggle(["--add-to-git-credential"], false, {
        help: "Give the token to git's credential helper, too."
      })
    },
    examples: ["hf auth switch", "hf auth switch --token-name laptop"]
  },
  ({ addToGitCredential, tokenName }) =>
    withHub(
      undefined,
      Effect.gen(function* () {
        const output = yield* Output
        const { endpoint } = yield* Settings
        const name = tokenName === undefined ? yield* chosen(yield* listTokens) : Option.some(tokenName)
        if (Option.isNone(name)) return yield* output.log("No access tokens found. Log in first: hf auth login")
        const { outrankedBy, token } = yield* switchToken(name.value)
        if (addToGitCredential && (yield* approve("configured", endpoint, token)).length === 0)
          yield* output.warning("git has no credential helper: the token was not given to it.")
        yield* output.log(`The current active token is: ${name.value}`)
        if (Option.isSome(outrankedBy))
          yield* output.warning(`${outrankedBy.value} is set: its token is used instead of the one you switched to.`)
      })
    )
)
