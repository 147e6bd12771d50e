import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

/** What the guide's examples find on the Hub. */
const seed = (repo: string, type = "model") => `
>>> mkdir -p seed/onnx seed/data/python && cd seed && for f in config.json vocab.json README.md app.py requirements.txt onnx/config.json data/python/1.txt; do echo 1 >$f; done
>>> head -c 4960000 /dev/urandom >seed/model.safetensors
>>> hf upload ${repo} seed . --repo-type ${type} >/dev/null
`
const cache = (folder: string) => `~/.cache/huggingface/hub/${folder}/snapshots/COMMIT`

describe("hf download", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("a file, files, everything, patterns", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        const gpt2 = "Wauplin/gpt2"
        const there = cache("models--Wauplin--gpt2")
        yield* play(
          `${seed(gpt2)}>>> hf download ${gpt2} --dry-run
.gitattributes     1.5K
README.md          2.0
app.py             2.0
config.json        2.0
data/python/1.txt  2.0
model.safetensors  5.0M
onnx/config.json   2.0
requirements.txt   2.0
vocab.json         2.0
>>> ls ~/.cache/huggingface/hub 2>/dev/null
[exit 2]
>>> hf download ${gpt2} config.json
${there}/config.json
>>> hf download ${gpt2} config.json --local-dir=./models/gpt2
./models/gpt2/config.json
>>> hf download ${gpt2} config.json model.safetensors
${there}
>>> hf download ${gpt2} --include="*.json" --include="*.md" --exclude="vocab.json"
${there}
>>> cd ${there.replace("COMMIT", "*")} && find . -type l | sort
./README.md
./config.json
./model.safetensors
./onnx/config.json
>>> hf download ${gpt2}
${there}
>>> export HF_HUB_DOWNLOAD_TIMEOUT=30; hf download ${gpt2} config.json | xargs basename
config.json
>>> HF_HUB_DOWNLOAD_TIMEOUT=soon hf download ${gpt2} config.json
[exit 1]
>>> hf download ${gpt2} --quiet
${there}
>>> cmp seed/model.safetensors ${there.replace("COMMIT", "*")}/model.safetensors
>>> hf download ${gpt2} onnx/ --cache-dir ./path/to/cache
./path/to/cache/models--Wauplin--gpt2/snapshots/COMMIT
>>> env -u HF_TOKEN hf download ${gpt2} config.json --token=${tokens.reader} --json
{"path": "${there}/config.json"}
>>> HF_HUB_OFFLINE=1 hf download ${gpt2}
${there}
`
        )
      })
    )

    it.scoped("datasets, Spaces, revisions", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`${seed("Wauplin/custom_squad", "dataset")}${seed("Wauplin/my-space", "space").slice(1)}>>> hf download --repo-type=dataset Wauplin/custom_squad --include="*.json" --local-dir=./datasets/custom_squad
./datasets/custom_squad
>>> hf download --repo-type=space Wauplin/my-space --include="*.py" --include="requirements.txt" --local-dir=./spaces/my-space
./spaces/my-space
>>> cd spaces/my-space && ls
app.py
requirements.txt
>>> hf upload Wauplin/custom_squad seed/config.json extra.json --repo-type=dataset --revision=v1.1
https://huggingface.co/datasets/Wauplin/custom_squad/blob/v1.1/extra.json
>>> hf download Wauplin/custom_squad --repo-type=dataset --revision=v1.1 --include="data/python/*" --include=extra.json --local-dir=./python
./python
>>> cd python && find . -name .cache -prune -o -type f -print | sort
./data/python/1.txt
./extra.json
>>> hf download Wauplin/custom_squad extra.json --repo-type=dataset
[exit 3]
`)
      })
    )

    it.scoped("addresses instead of a name", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        const there = cache("models--Wauplin--addressed")
        yield* play(`${seed("Wauplin/addressed")}>>> hf download hf://Wauplin/addressed/config.json
${there}/config.json
>>> hf download hf://models/Wauplin/addressed@main/onnx/ --format agent
path=${there}
>>> hf download $HF_ENDPOINT/Wauplin/addressed/blob/main/onnx/config.json?x=1
${there}/onnx/config.json
>>> hf download https://huggingface.co/Wauplin/addressed/tree/main/data
${there}
>>> hf download huggingface.co/Wauplin/addressed README.md
${there}/README.md
>>> hf download https://example.org/Wauplin/addressed
[exit 1]
>>> hf download hf://Wauplin/addressed/config.json README.md
[exit 1]
>>> hf download hf://Wauplin/addressed --revision main
[exit 1]
>>> hf download hf://buckets/Wauplin/addressed
[exit 1]
`)
      })
    )
  })
})
