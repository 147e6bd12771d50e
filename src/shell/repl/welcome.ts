/** The first three lines of a session at a prompt: where one is, and what to try there. */
import * as Effect from "effect/Effect"
import { Settings } from "../../services/Settings.ts"
import { dataDir } from "../Access.ts"
import { Ways } from "./Ways.ts"

const keys = "Tab completes, Ctrl-R searches, Ctrl-D leaves."

const ofHub = (endpoint: string): string =>
  [
    `The Hub at ${endpoint}. Commands are those of hf, without the hf; ${keys}`,
    "Try: cache ls | where size > 1GB | sort size:desc",
    "     download openai-community/gpt2 config.json"
  ].join("\n")

const ofBox = (owner: string): string =>
  [
    `A Hub of your own on this machine. ${keys}`,
    `Try: cd hf://${owner}/demo-model; ls; cat README.md`,
    "     repos ls | where type = dataset | each { download $it.id --type dataset }"
  ].join("\n")

/** A Hub in a box that nobody has used gets something to try. */
export const welcome = Effect.gen(function* () {
  const { access, settings } = (yield* Ways).to({})
  if (!access.local) return ofHub(settings.endpoint)
  const { home } = yield* Settings
  const { fillOnce } = yield* Effect.promise(() => import("./demo/fill.ts"))
  return ofBox(yield* Effect.provide(fillOnce(dataDir(home)), access.layer(undefined)))
})
