/** The first three lines of a session at a prompt: where one is, and what to try there. */
import * as Effect from "effect/Effect"
import { CurrentSession } from "./Session.ts"
import { Ways } from "./Ways.ts"

const keys = "Tab completes, Ctrl-R searches, Ctrl-D leaves."

const ofHub = (endpoint: string): string =>
  [
    `The Hub at ${endpoint}. Commands are those of hf, without the hf; ${keys}`,
    "Try: cache ls | where size > 1GB | sort size:desc",
    "     download openai-community/gpt2 config.json"
  ].join("\n")

const ofBox = (demo: string | undefined): string =>
  [
    `A Hub of your own on this machine. ${keys}`,
    ...(demo === undefined
      ? [
          "Try: repos create my-model; upload my-model .; cd hf://local/my-model; ls",
          "     repos ls | sort updated:desc"
        ]
      : [
          `Try: cd hf://${demo}; ls; cat README.md`,
          "     repos ls | where type = dataset | each { download $it.id --type dataset }"
        ])
  ].join("\n")

export const welcome = Effect.gen(function* () {
  const { demo } = yield* CurrentSession
  const { access, settings } = (yield* Ways).to({})
  return access.local ? ofBox(demo) : ofHub(settings.endpoint)
})
