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

    it.scoped("move, settings, branches and tags", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`
>>> hf repo create Wauplin/my-cool-model -q
Wauplin/my-cool-model
>>> hf repo settings Wauplin/my-cool-model --gated auto
✓ Repo settings updated
  repo_id: Wauplin/my-cool-model
>>> hf repo settings Wauplin/my-cool-model --private true -q
Wauplin/my-cool-model
>>> HF_TOKEN=${tokens.guest} hf download Wauplin/my-cool-model .gitattributes
[exit 3]
>>> hf repo settings Wauplin/my-cool-model --private false --gated false -q
Wauplin/my-cool-model
>>> HF_TOKEN=${tokens.guest} hf download Wauplin/my-cool-model .gitattributes --dry-run
.gitattributes  1.5K
>>> hf repo branch create Wauplin/my-cool-model dev
✓ Branch created
  branch: dev
  repo_type: model
  repo_id: Wauplin/my-cool-model
>>> hf repo branch create Wauplin/my-cool-model dev --exist-ok -q
dev
>>> echo '{}' >config.json; hf upload Wauplin/my-cool-model config.json --create-pr
https://huggingface.co/Wauplin/my-cool-model/blob/refs%2Fpr%2F1/config.json
>>> hf repo branch create Wauplin/my-cool-model release-1 --revision refs/pr/1 --json
{"branch": "release-1", "repo_type": "model", "repo_id": "Wauplin/my-cool-model"}
>>> hf download Wauplin/my-cool-model config.json --revision release-1 --dry-run
config.json  3.0
>>> hf repo branch delete Wauplin/my-cool-model dev
✓ Branch deleted
  branch: dev
  repo_type: model
  repo_id: Wauplin/my-cool-model
>>> hf repo tag create Wauplin/my-cool-model v1.0
You are about to create tag v1.0 on model Wauplin/my-cool-model
Tag v1.0 created on Wauplin/my-cool-model
>>> hf repo tag create Wauplin/my-cool-model v1.1 --revision refs/pr/1 -m "First release"
You are about to create tag v1.1 on model Wauplin/my-cool-model
Tag v1.1 created on Wauplin/my-cool-model
>>> hf repo tag create Wauplin/my-cool-model -l
Tags for model Wauplin/my-cool-model:
v1.1
v1.0
>>> hf repos tag ls Wauplin/my-cool-model
NAME TARGET_COMMIT                            REF
---- ---------------------------------------- --------------
v1.1 COMMIT refs/tags/v1.1
v1.0 COMMIT refs/tags/v1.0
>>> echo y | hf repo tag create -d Wauplin/my-cool-model v1.0; echo
You are about to delete tag v1.0 on model Wauplin/my-cool-model
Proceed? [Y/n] Tag v1.0 deleted on Wauplin/my-cool-model

>>> hf repo tag create -d -y Wauplin/my-cool-model v1.1
You are about to delete tag v1.1 on model Wauplin/my-cool-model
Tag v1.1 deleted on Wauplin/my-cool-model
>>> hf repo tag create Wauplin/my-cool-model --list
No tags found
>>> hf repo move Wauplin/my-cool-model huggingface/my-model
✓ Repo moved
  from_id: Wauplin/my-cool-model
  to_id: huggingface/my-model
>>> hf download Wauplin/my-cool-model .gitattributes --dry-run
.gitattributes  1.5K
>>> hf repo tag create Wauplin/my-cool-model after-the-move -q
after-the-move
>>> hf repo tag create huggingface/my-model -l
Tags for model huggingface/my-model:
after-the-move
>>> hf repo delete Wauplin/my-cool-model -y
[exit 3]
`)
      })
    )

    it.scoped("tags of datasets and Spaces", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`
>>> hf repo create huggingface/the-stack --repo-type dataset -q
huggingface/the-stack
>>> hf repo tag create huggingface/the-stack v1.0 --repo-type dataset
You are about to create tag v1.0 on dataset huggingface/the-stack
Tag v1.0 created on huggingface/the-stack
>>> hf repo create Wauplin/gradio-space-ci --repo-type space --space-sdk gradio -q
Wauplin/gradio-space-ci
>>> for tag in 0.0.2 0.1.2 0.2.10 0.2.2; do hf repos tag create spaces/Wauplin/gradio-space-ci $tag -q; done
0.0.2
0.1.2
0.2.10
0.2.2
>>> hf repo tag create Wauplin/gradio-space-ci -l --repo-type space
Tags for space Wauplin/gradio-space-ci:
0.2.10
0.2.2
0.1.2
0.0.2
`)
      })
    )

    it.scoped("repo-files delete", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`
>>> mkdir -p up/folder up/keep && cd up && touch a.txt file.txt folder/a.bin folder/pytorch_model.bin keep/b.md keep/c.json && hf upload Wauplin/files . -q >../log && wc -l <../log
1
>>> hf repo-files delete Wauplin/files keep/b.md folder/pytorch_model.bin
Files correctly deleted from repo. Commit: https://huggingface.co/Wauplin/files/commit/COMMIT
>>> hf repo-files delete Wauplin/files "*.txt" "folder/*.bin" --dry-run
[dry-run] Will delete 3 files.
FILE
------------
a.txt
file.txt
folder/a.bin
>>> hf repo-files delete Wauplin/files "*.txt" "folder/*.bin"
Files correctly deleted from repo. Commit: https://huggingface.co/Wauplin/files/commit/COMMIT
>>> hf repo-files delete Wauplin/files keep
[exit 1]
>>> hf repo-files delete --token=${tokens.wauplin} Wauplin/files keep/
Files correctly deleted from repo. Commit: https://huggingface.co/Wauplin/files/commit/COMMIT
>>> hf download Wauplin/files --dry-run
.gitattributes  1.5K
>>> hf repo-files delete Wauplin/files "*"
[exit 1]
`)
      })
    )
  })
})
