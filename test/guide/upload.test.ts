import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

const models = `
>>> mkdir -p models/logs path/to/curated/data data && cd models && echo '{}' >config.json && head -c 20000 /dev/zero >model.safetensors && echo a >logs/a.log
>>> echo x >path/to/curated/data/x.csv; echo y >data/y.csv
`

describe("hf upload", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("a folder, a file, into a folder", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(
          `${models}>>> cd models && hf upload my-cool-model . .
https://huggingface.co/Wauplin/my-cool-model/tree/main/
>>> hf upload my-cool-model ./models .
https://huggingface.co/Wauplin/my-cool-model/tree/main/
>>> hf upload my-cool-model ./path/to/curated/data /data/train
https://huggingface.co/Wauplin/my-cool-model/tree/main/data/train
>>> hf upload Wauplin/my-cool-model ./models/model.safetensors
https://huggingface.co/Wauplin/my-cool-model/blob/main/model.safetensors
>>> hf upload Wauplin/my-cool-model ./models/model.safetensors /vae/model.safetensors
https://huggingface.co/Wauplin/my-cool-model/blob/main/vae/model.safetensors
>>> hf download Wauplin/my-cool-model --dry-run
.gitattributes         1.5K
config.json            3.0
data/train/x.csv       2.0
logs/a.log             2.0
model.safetensors      20.0K
vae/model.safetensors  20.0K
>>> hf upload Wauplin/my-cool-dataset ./data /train --repo-type=dataset
https://huggingface.co/datasets/Wauplin/my-cool-dataset/tree/main/train
>>> hf upload huggingface/my-cool-model models .
https://huggingface.co/huggingface/my-cool-model/tree/main/
>>> hf upload MyCoolOrganization/my-cool-model models .
[exit 4]
`
        )
      })
    )

    it.scoped("the command for large folders still works", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`${models}>>> hf upload-large-folder Wauplin/large ./models --repo-type dataset --exclude "*.log" --num-workers 4 --no-bars
>>> hf download Wauplin/large --repo-type dataset --dry-run
.gitattributes     2.3K
config.json        3.0
model.safetensors  20.0K
>>> hf upload-large-folder Wauplin/large ./none
[exit 8]
`)
      })
    )

    it.scoped("patterns, from the root of the repo", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`${models}>>> hf upload Wauplin/space-example data --repo-type=space
https://huggingface.co/spaces/Wauplin/space-example/tree/main/
>>> hf upload Wauplin/space-example models --repo-type=space --exclude="/logs/*" --delete="*" --commit-message="Sync local Space with Hub"
https://huggingface.co/spaces/Wauplin/space-example/tree/main/
>>> hf download Wauplin/space-example --repo-type=space --dry-run
.gitattributes     1.5K
config.json        3.0
model.safetensors  20.0K
>>> cd models && hf upload Wauplin/wild '*.json'
https://huggingface.co/Wauplin/wild/tree/main/
>>> hf download Wauplin/wild --dry-run -q
.gitattributes
config.json
>>> hf upload Wauplin/wild models --include 'nothing*'
[exit 1]
`)
      })
    )

    it.scoped("revisions and pull requests", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`${models}>>> hf upload huggingface/the-stack data . --repo-type dataset
https://huggingface.co/datasets/huggingface/the-stack/tree/main/
>>> HF_TOKEN=${tokens.guest} hf upload huggingface/the-stack models . --repo-type dataset
[exit 4]
>>> HF_TOKEN=${tokens.guest} hf upload huggingface/the-stack models . --repo-type dataset --create-pr
https://huggingface.co/datasets/huggingface/the-stack/tree/refs%2Fpr%2F1/
>>> hf upload huggingface/the-stack path/to/curated/data . --repo-type dataset --revision refs/pr/1
https://huggingface.co/datasets/huggingface/the-stack/tree/refs%2Fpr%2F1/
>>> hf download huggingface/the-stack --repo-type dataset --revision refs/pr/1 --dry-run -q
.gitattributes
config.json
logs/a.log
model.safetensors
x.csv
y.csv
>>> hf upload huggingface/the-stack models . --repo-type dataset --revision new-branch
https://huggingface.co/datasets/huggingface/the-stack/tree/new-branch/
>>> hf upload huggingface/the-stack models/config.json --repo-type dataset --revision refs/pr/9
[exit 3]
`)
      })
    )

    it.scoped("a folder of logs, every ten minutes until it is stopped", () =>
      Effect.gen(function* () {
        const { play } = yield* (yield* Guide).session()
        yield* play(`
>>> mkdir logs && echo 0.5 >logs/loss.txt
>>> hf upload training-model logs/ --every=10 >out 2>err & until grep -q loss.txt <<<"$(hf download Wauplin/training-model --dry-run 2>/dev/null)"; do :; done; kill -INT $!; wait $!
>>> cat out
Scheduling commits every 10 minutes to training-model.
Stopped scheduled commits.
`)
      })
    )

    it.scoped("messages, tokens, silence", () =>
      Effect.gen(function* () {
        const { session, url } = yield* Guide
        const { play } = yield* session({ HF_TOKEN: undefined })
        yield* play(
          `${models}>>> hf upload Wauplin/epochs ./models . --commit-message="Epoch 34/50"
[exit 4]
>>> hf upload Wauplin/epochs ./models . --commit-message="Epoch 34/50" --commit-description="Val accuracy: 68%." --token=${tokens.wauplin}
https://huggingface.co/Wauplin/epochs/tree/main/
>>> hf upload Wauplin/epochs ./models . --token=${tokens.wauplin} --quiet
https://huggingface.co/Wauplin/epochs/tree/main/
>>> hf upload Wauplin/epochs ./models . --token=${tokens.wauplin} --quiet 2>&1 >/dev/null | grep -c commit
0
[exit 1]
`
        )
        const commits = yield* Effect.promise(async () =>
          (await fetch(`${url}/api/models/Wauplin/epochs/commits/main`)).json()
        )
        assert.deepStrictEqual(
          (commits as ReadonlyArray<{ title: string }>).map(({ title }) => title),
          ["Epoch 34/50", "initial commit"]
        )
      })
    )

    it.scoped("addresses instead of a name", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`${models}>>> hf upload hf://datasets/Wauplin/addressed/train data
https://huggingface.co/datasets/Wauplin/addressed/tree/main/train
>>> hf upload $HF_ENDPOINT/datasets/Wauplin/addressed/tree/main/test data
https://huggingface.co/datasets/Wauplin/addressed/tree/main/test
>>> hf upload hf://Wauplin/addressed/train data elsewhere
[exit 1]
>>> hf upload hf://Wauplin/addressed data --revision main
[exit 1]
>>> hf upload hf://Wauplin/addressed data --repo-type dataset
[exit 1]
>>> hf upload hf://buckets/Wauplin/addressed data
[exit 1]
`)
      })
    )
  })
})
