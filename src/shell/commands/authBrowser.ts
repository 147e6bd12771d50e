/** `hf auth login` without a token: in the browser. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { loginByBrowser } from "../../programs/auth/loginByBrowser.ts"
import type { DeviceCode } from "../../services/DeviceLogin.ts"
import { Output } from "../../services/Output.ts"
import { open } from "../browser.ts"

const ways = ["Log in with your browser", "Paste an access token"] as const
/** The question of a terminal, and what is asked for by the second answer. */
export const menu = { question: "How would you like to log in?", ways, paste: ways[1] }

/** For a person: what to open and to compare; the page opens by itself where that can be done. */
const forPerson = ({ url, userCode }: DeviceCode) =>
  Effect.gen(function* () {
    const output = yield* Output
    yield* output.log(`\n    Open this URL in your browser:\n        ${url}\n\n    And enter the code: ${userCode}\n`)
    yield* open(url)
  })

/** For a program that passes it on to its person, in the words of the Python `hf`. */
const forAgent = ({ expiresIn, url, userCode }: DeviceCode) =>
  Effect.flatMap(Output, (output) =>
    output.text(
      `Ask the user to open ${url} in a browser and enter the code ${userCode}. The code expires in ${expiresIn} seconds. Waiting for authorization...`
    )
  )

const day = 86_400_000

/** What is to be known of the token's end; nothing when it has none. */
export const endOf = (
  {
    expiresAt,
    refreshToken
  }: { readonly expiresAt: Option.Option<number>; readonly refreshToken: Option.Option<unknown> },
  now: number
): Option.Option<string> =>
  Option.map(expiresAt, (at) =>
    Option.isSome(refreshToken)
      ? "It is renewed by itself before it ends."
      : `It ends in ${Math.max(1, Math.floor((at * 1000 - now) / day))} days. Log in again then.`
  )

export const logInByBrowser = Effect.gen(function* () {
  const { mode } = yield* Output
  return yield* loginByBrowser(mode === "agent" ? forAgent : forPerson)
})
