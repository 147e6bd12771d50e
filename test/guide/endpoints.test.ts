import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

const deploy = "--repo gpt2 --framework pytorch --accelerator cpu --instance-size x2 --instance-type intel-icl"

describe("hf endpoints", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("from the catalog: deploy, describe, pause, delete", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`
>>> hf endpoints ls
No results found.
>>> hf endpoints catalog ls | head -n 4
{
  "models": [
    "openai/gpt-oss-120b",
    "openai/gpt-oss-20b",
>>> hf endpoints catalog deploy --repo openai/gpt-oss-120b --name my-endpoint
{
  "name": "my-endpoint",
  "type": "authenticated",
  "healthRoute": "/health",
  "provider": {
    "vendor": "aws",
    "region": "us-east-1"
  },
  "compute": {
    "id": "aws-us-east-1-nvidia-l4-x1",
    "accelerator": "gpu",
    "instanceSize": "x1",
    "instanceType": "nvidia-l4",
    "scaling": {
      "minReplica": 0,
      "maxReplica": 1,
      "scaleToZeroTimeout": 15
    }
  },
  "model": {
    "revision": null,
    "task": null,
    "repository": "openai/gpt-oss-120b",
    "framework": "pytorch",
    "image": {
      "huggingface": {}
    }
  },
  "status": {
    "state": "pending",
    "message": "Endpoint is waiting to be scheduled",
    "createdAt": "TIME",
    "updatedAt": "TIME",
    "createdBy": {
      "id": "ID",
      "name": "Wauplin"
    },
    "updatedBy": {
      "id": "ID",
      "name": "Wauplin"
    },
    "private": null,
    "readyReplica": 0,
    "targetReplica": 1
  },
  "cacheHttpResponses": false
}
>>> hf endpoints deploy my-endpoint ${deploy}
[exit 5]
>>> hf endpoints wait my-endpoint --interval 0.1 --json | grep -o '"state": "[a-z]*", "message": "[^"]*", "url": "[^"]*"'
"state": "running", "message": "Endpoint is ready", "url": "https://huggingface.co/-/endpoint/ID"
>>> hf endpoints ls
NAME        MODEL               STATUS  FRAMEWORK INSTANCE  VENDOR REGION
----------- ------------------- ------- --------- --------- ------ ---------
my-endpoint openai/gpt-oss-120b running pytorch   nvidia-l4 aws    us-east-1
>>> hf endpoints describe my-endpoint | grep -E '"(name|repository|state)"' | head -n 3
  "name": "my-endpoint",
    "repository": "openai/gpt-oss-120b",
    "state": "running",
>>> hf endpoints pause my-endpoint | grep '"state"'
    "state": "paused",
>>> hf endpoints resume my-endpoint | grep '"state"'
    "state": "pending",
>>> hf endpoints delete my-endpoint </dev/null
Delete endpoint 'my-endpoint'? [y/N]: 
[exit 1]
>>> hf endpoints delete my-endpoint --json
[exit 1]
>>> hf endpoints delete my-endpoint --yes
✓ Deleted 'my-endpoint'.
  name: my-endpoint
>>> hf endpoints delete my-endpoint --yes
[exit 148]
>>> hf endpoints ls -q
`)
      })
    )

    it.scoped("from a repository, by its old name, in an organization, called with curl", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session()
        yield* play(`
>>> hf inference-endpoints deploy my-endpoint ${deploy} --namespace huggingface --type public --json | grep -o '"provider": {[^}]*}'
"provider": {"vendor": "aws", "region": "us-east-1"}
>>> hf inference-endpoints wait my-endpoint --namespace huggingface --interval 0.1 --timeout 30 --json | grep -o 'http[^"]*' >url
>>> curl -s "$(cat url)" -d '{"inputs": "Once upon a time"}'; echo
[{"generated_text":"Once upon a time"}]
>>> curl -s "$(cat url)/v1/chat/completions" -d '{"messages": [{"role": "user", "content": "Hello"}]}' | grep -o '"message":{[^}]*}'
"message":{"role":"assistant","content":"Hello"}
>>> hf endpoints ls --namespace '*' -q
my-endpoint
>>> HF_TOKEN=${tokens.guest} hf endpoints ls --namespace huggingface
[exit 147]
>>> HF_TOKEN=${tokens.guest} hf endpoints delete my-endpoint --namespace huggingface --yes
[exit 147]
>>> HF_TOKEN=${tokens.reader} hf endpoints pause my-endpoint --namespace huggingface
[exit 147]
>>> HF_TOKEN= hf endpoints ls
[exit 4]
>>> HF_TOKEN= hf endpoints ls --namespace huggingface
[exit 145]
>>> hf endpoints scale-to-zero my-endpoint --namespace huggingface | grep '"state"'
    "state": "scaledToZero",
>>> hf endpoints wait my-endpoint --namespace huggingface
[exit 1]
>>> curl -s "$(cat url)" -d '{"inputs": "Anybody there?"}'; echo
{"error":"Endpoint is starting"}
>>> hf endpoints wait my-endpoint --namespace huggingface --interval 0.1 -q | grep -c running
1
>>> hf endpoints resume my-endpoint --namespace huggingface --fail-if-already-running
[exit 144]
>>> hf endpoints update my-endpoint --namespace huggingface --repo nobody/nothing -q | grep -c updating
1
>>> hf endpoints wait my-endpoint --namespace huggingface --interval 0.1
[exit 1]
>>> hf endpoints update my-endpoint --namespace huggingface --repo openai/gpt-oss-20b --container-args '--tp 8 --name "a b"' --json | grep -o '"args": .*\\]'
"args": ["--tp", "8", "--name", "a b"]
>>> hf endpoints delete my-endpoint --namespace huggingface -y -q
my-endpoint
>>> hf endpoints describe my-endpoint --namespace huggingface
[exit 148]
`)
      })
    )

    it.scoped("hardware to choose from", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session({ COLUMNS: "140" })
        yield* play(`
>>> hf endpoints hardware --vendor AWS --region us-east-1 --accelerator gpu
VENDOR REGION    ACCELERATOR INSTANCE_TYPE INSTANCE_SIZE MEMORY_GB GPU_MEMORY_GB PRICE_PER_HOUR QUOTA STATUS
------ --------- ----------- ------------- ------------- --------- ------------- -------------- ----- ---------
aws    us-east-1 gpu         nvidia-a10g   x1                   30            24              1 0/16  available
aws    us-east-1 gpu         nvidia-a10g   x8                  240           192              8 0/16  available
aws    us-east-1 gpu         nvidia-l4     x1                   30            24            0.8 0/16  available
aws    us-east-1 gpu         nvidia-l4     x4                  120            96            3.8 0/16  available
>>> hf endpoints hardware --instance-type nvidia-l4 --vendor gcp -q
gcp-us-east4-nvidia-l4-x1
gcp-us-east4-nvidia-l4-x4
>>> hf endpoints hardware --vendor nobody 2>&1
No results found.
Hint: No such hardware: --vendor 'nobody' (valid: aws, gcp).
`)
      })
    )

    it.scoped("in the box, from one command to the next", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session({ HF_INFERENCE_ENDPOINTS_ENDPOINT: "https://not-asked.example" })
        yield* play(`
>>> hf --local endpoints deploy my-endpoint ${deploy} -q | grep -c pending
1
>>> hf --local endpoints wait my-endpoint --interval 0.1 -q | grep -o '"url": "[^"]*"'
"url": "http://hub.embedded/-/endpoint/ID"
>>> hf --local endpoints ls -q
my-endpoint
>>> hf --local endpoints delete my-endpoint --yes -q
my-endpoint
`)
      })
    )

    it.scoped("what cannot be meant is refused before anything is asked", () =>
      Effect.gen(function* () {
        const { session } = yield* Guide
        const { play } = yield* session({ HF_ENDPOINT: "http://127.0.0.1:9" })
        yield* play(`
>>> hf endpoints describe 'my endpoint'
[exit 1]
>>> hf endpoints describe my-endpoint --namespace a/b
[exit 1]
>>> hf endpoints deploy my-endpoint --repo gpt2
[exit 2]
>>> hf endpoints deploy my-endpoint ${deploy} --type protected
[exit 1]
>>> hf endpoints deploy my-endpoint ${deploy} --min-replica 3
[exit 1]
>>> hf endpoints deploy my-endpoint ${deploy} --min-replica -1
[exit 2]
>>> hf endpoints deploy my-endpoint ${deploy} --engine vllm
[exit 2]
>>> hf endpoints deploy my-endpoint ${deploy} --custom-image x/y --tensor-parallel-size 8
[exit 1]
>>> hf endpoints deploy my-endpoint ${deploy} --custom-image x/y --container-registry-password secret
[exit 2]
>>> hf endpoints deploy my-endpoint ${deploy} --custom-image x/y --port 70000
[exit 2]
>>> hf endpoints deploy my-endpoint ${deploy} --container-args '"open'
[exit 1]
>>> hf endpoints deploy my-endpoint ${deploy} --scaling-metric temperature
[exit 2]
>>> hf endpoints deploy my-endpoint ${deploy} --scaling-threshold 2 2>&1 | grep Error
Error: --scaling-threshold is of no use without --scaling-metric: say what is measured, too.
>>> hf endpoints update my-endpoint --min-replica 0 --scaling-threshold 2
[exit 2]
>>> hf endpoints update my-endpoint --min-replica 3 --max-replica 1
[exit 1]
>>> hf endpoints deploy my-endpoint ${deploy} --secrets-file nothing.env
[exit 8]
>>> hf endpoints update my-endpoint
[exit 2]
>>> hf endpoints wait my-endpoint --timeout 0
[exit 2]
>>> hf endpoints catalog deploy --repo openai/gpt-oss-120b --name 'a b'
[exit 1]
>>> HF_INFERENCE_ENDPOINTS_ENDPOINT=nowhere hf endpoints ls
[exit 1]
>>> hf endpoints describe my-endpoint
[exit 6]
`)
      })
    )
  })
})
