import { readFileSync } from "node:fs"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

/** The keys of the guide's sample, in its order. */
const keys = [
  "huggingface_hub version",
  "Platform",
  "Python version",
  "Running in iPython ?",
  "Running in notebook ?",
  "Running in Google Colab ?",
  "Running in Google Colab Enterprise ?",
  "Token path ?",
  "Has saved token ?",
  "Who am I ?",
  "Configured git credential helpers",
  "Installation method",
  "Torch",
  "httpx",
  "hf_xet",
  "gradio",
  "tensorboard",
  "pydantic",
  "ENDPOINT",
  "HF_HUB_CACHE",
  "HF_ASSETS_CACHE",
  "HF_TOKEN_PATH",
  "HF_STORED_TOKENS_PATH",
  "HF_HUB_OFFLINE",
  "HF_HUB_DISABLE_TELEMETRY",
  "HF_HUB_DISABLE_PROGRESS_BARS",
  "HF_HUB_DISABLE_SYMLINKS_WARNING",
  "HF_HUB_DISABLE_EXPERIMENTAL_WARNING",
  "HF_HUB_DISABLE_IMPLICIT_TOKEN",
  "HF_HUB_DISABLE_XET",
  "HF_HUB_ETAG_TIMEOUT",
  "HF_HUB_DOWNLOAD_TIMEOUT"
]

describe("hf env", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("prints what the guide prints, in its order", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { cwd, play } = yield* session({ HF_TOKEN: undefined })
        yield* play(`
>>> hf auth login --git-credential --token ${tokens.wauplin}
>>> hf env > env.txt
>>> grep -E '^- (Token path|Has saved|Who am|Configured)' env.txt
- Token path ?: ~/.cache/huggingface/token
- Has saved token ?: True
- Who am I ?: Wauplin
- Configured git credential helpers: store
>>> HF_ENDPOINT=http://127.0.0.1:1 hf env | grep -cE 'Who am'
0
[exit 1]
>>> hf auth logout
>>> hf env | grep -E '^- (Has saved|Who am|ENDPOINT)'
- Has saved token ?: False
- ENDPOINT: https://huggingface.co
`)
        const printed = [...readFileSync(`${cwd}/env.txt`, "utf8").matchAll(/^- (.*?): /gm)].map(([, key]) => key)
        assert.deepStrictEqual(
          printed.filter((key) => key !== undefined && keys.includes(key)),
          keys
        )
      })
    )
  })
})
