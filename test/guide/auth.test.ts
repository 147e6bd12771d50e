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
>>> hf auth login 2>&1
You are logged in already. Use --force to log in again.
>>> huggingface-cli --help | head -1
Usage: hf [OPTIONS] [COMMAND] [ARGS]...
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

    it.scoped("explained: which token goes where, and why a repository answers as it does", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const owner = yield* session({ HF_TOKEN: undefined })
        yield* owner.play(`
>>> hf auth login --force --token ${tokens.wauplin}
>>> hf repos create Wauplin/explained-private --private -q
Wauplin/explained-private
>>> hf repos create Wauplin/explained-gated -q
Wauplin/explained-gated
>>> hf repos settings Wauplin/explained-gated --gated manual -q
Wauplin/explained-gated
>>> hf repos create Wauplin/explained-data --type dataset -q
Wauplin/explained-data
>>> hf auth explain Wauplin/explained-private
✓ token        the saved 'laptop'
✓ destination  https://huggingface.co only: no other host, port or scheme, and not to where a redirect leads
✓ account      Wauplin, with a write token, member of huggingface, eu-test, hf-accelerate
✓ strangers    do not see it: GET /api/models/Wauplin/explained-private was answered 401 RepoNotFound
✓ repository   private model
✓ files        can be read
✓ changes      can be made
>>> HF_TOKEN=${tokens.guest} hf auth explain Wauplin/explained-private
✓ token        the one of HF_TOKEN; saved, and not used: 'laptop'
✓ destination  https://huggingface.co only: no other host, port or scheme, and not to where a redirect leads
✓ account      guest, with a write token
✓ strangers    do not see it: GET /api/models/Wauplin/explained-private was answered 401 RepoNotFound
✗ repository   GET /api/models/Wauplin/explained-private was answered 404 RepoNotFound: not there, or private and not this account's
               Check the spelling; if it is private, its owner has to let this account in (a fine-grained token must name it, too).
- files        not asked
- changes      not asked
[exit 3]
>>> hf auth explain Wauplin/explained-gated --token ${tokens.guest} -q | paste -sd ' '
ok ok ok ok ok failed warning
>>> HF_TOKEN=${tokens.guest} hf auth explain Wauplin/explained-gated | grep -A1 files
✗ files        GET /api/models/Wauplin/explained-gated/auth-check was answered 403 GatedRepo: Access to model Wauplin/explained-gated is restricted and you are not in the authorized list. Visit https://huggingface.co/Wauplin/explained-gated to ask for access.
               Ask for access at https://huggingface.co/Wauplin/explained-gated; until it is granted nothing can be downloaded.
>>> HF_TOKEN=${tokens.reader} hf auth explain Wauplin/explained-gated | grep changes
! changes      cannot be made: This token is read-only: a token with write role is needed
>>> hf auth explain Wauplin/explained-data | grep -A1 repository
✗ repository   GET /api/models/Wauplin/explained-data was answered 404 RepoNotFound, but there is a dataset of this name
               Ask for Wauplin/explained-data --type dataset
>>> hf auth explain datasets/Wauplin/explained-data -q | paste -sd ' '
ok ok ok ok ok ok ok
>>> HF_TOKEN=hf_mistyped hf auth explain datasets/Wauplin/explained-data -q | paste -sd ' '
ok ok failed ok failed skipped skipped
>>> HF_HUB_DISABLE_IMPLICIT_TOKEN=1 hf auth explain Wauplin/explained-private | head -3
! token        none: HF_HUB_DISABLE_IMPLICIT_TOKEN keeps it back; saved, and not used: 'laptop'
               Give one with --token.
- destination  nobody
>>> HF_HUB_OFFLINE=1 hf auth explain Wauplin/explained-private -q 2>&1 | grep ^Error
Error: Cannot reach https://huggingface.co/api/models/Wauplin/explained-private: offline mode is enabled. To disable it, unset HF_HUB_OFFLINE.
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
>>> hf auth login --git-credential-with-keyring --token ${tokens.wauplin}
>>> git config --global --get-all credential.helper | tail -1
huggingface
>>> hf auth login --force --git-credential-with-keyring --token ${tokens.wauplin} 2>&1 | grep -o 'no program git-credential-huggingface'
no program git-credential-huggingface
`)
      })
    )
  })
})
