import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

describe("hf repo", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("create and delete", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`
>>> hf repo create Wauplin/my-cool-model
Successfully created Wauplin/my-cool-model on the Hub.
Your repo is now available at https://huggingface.co/Wauplin/my-cool-model
>>> hf repo create Wauplin/my-cool-model
[exit 5]
>>> hf repo create Wauplin/my-cool-model --exist-ok --quiet
Wauplin/my-cool-model
>>> hf repo create my-cool-dataset --repo-type dataset --private
Successfully created Wauplin/my-cool-dataset on the Hub.
Your repo is now available at https://huggingface.co/datasets/Wauplin/my-cool-dataset
>>> hf repo create my-gradio-space --repo-type space --space-sdk gradio
Successfully created Wauplin/my-gradio-space on the Hub.
Your repo is now available at https://huggingface.co/spaces/Wauplin/my-gradio-space
>>> hf repo create my-space --repo-type space
[exit 1]
>>> HF_TOKEN=${tokens.guest} hf download Wauplin/my-cool-dataset --repo-type dataset
[exit 3]
>>> HF_TOKEN=${tokens.reader} hf repo create not-with-a-read-token
[exit 4]
>>> HF_TOKEN=${tokens.guest} hf repo delete Wauplin/my-cool-model --yes
[exit 4]
>>> hf repo delete Wauplin/my-cool-model --yes
✓ Repo deleted
  repo_id: Wauplin/my-cool-model
>>> hf repo delete Wauplin/my-cool-model --yes
[exit 3]
>>> hf repo delete Wauplin/my-cool-model --yes --missing-ok --quiet
Wauplin/my-cool-model
>>> hf repo delete my-cool-dataset --repo-type dataset --yes --quiet
my-cool-dataset
>>> hf repo delete my-gradio-space --repo-type space -y -q
my-gradio-space
`)
      })
    )
  })
})
