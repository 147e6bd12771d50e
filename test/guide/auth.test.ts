import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

describe("hf auth", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("login, whoami, logout", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session({ HF_TOKEN: undefined })
        yield* play(`
>>> hf auth whoami
[exit 4]
>>> hf auth login --token ${tokens.wauplin}
>>> hf auth whoami
Wauplin
orgs: huggingface,eu-test,hf-accelerate
>>> stat -c %a ~/.cache/huggingface/token
600
>>> hf auth whoami --quiet
Wauplin
>>> hf auth logout
>>> ls ~/.cache/huggingface/token 2>/dev/null
[exit 2]
>>> echo ${tokens.guest} | hf auth login
>>> hf auth whoami
guest
`)
      })
    )

    it.scoped("with a variable of the environment, which a logout does not touch", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session({ HF_TOKEN: tokens.guest })
        yield* play(`
>>> hf auth whoami
guest
>>> hf auth logout
[exit 1]
>>> hf auth whoami
guest
`)
      })
    )

    it.scoped("with git's credentials, given and taken back", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session({ HF_TOKEN: undefined })
        yield* play(`
>>> hf auth login --git-credential --token ${tokens.wauplin}
>>> git config --global credential.helper
store
>>> grep -c hf_user ~/.git-credentials
1
>>> hf auth logout
>>> grep -c hf_user ~/.git-credentials
0
[exit 1]
`)
      })
    )
  })
})
