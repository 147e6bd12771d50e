/** Inference Endpoints with the Python client, against `hf hub serve`: its calls, its `wait()`, and its client talking to the echo. */
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

/** The service's hosts are constants there. */
const prelude = `
import json, os, sys
from huggingface_hub import constants
constants.INFERENCE_ENDPOINTS_ENDPOINT = os.environ["HF_ENDPOINT"] + "/v2"
constants.INFERENCE_CATALOG_ENDPOINT = os.environ["HF_ENDPOINT"] + "/api/catalog"
from huggingface_hub import (
    HfApi, create_inference_endpoint, delete_inference_endpoint, get_inference_endpoint, list_inference_endpoints,
    pause_inference_endpoint, resume_inference_endpoint, scale_to_zero_inference_endpoint, update_inference_endpoint,
)
from huggingface_hub.errors import HfHubHTTPError, InferenceEndpointError, InferenceEndpointTimeoutError
where = dict(framework="pytorch", accelerator="cpu", vendor="aws", region="us-east-1", instance_size="x2", instance_type="intel-icl")
def said(**values): print(json.dumps(values))
def status(call):
    try:
        call()
    except HfHubHTTPError as error:
        return error.response.status_code
`

const python = (who: Hf.Who, code: string) =>
  Effect.map(Python.run(who, prelude + code), (end) => {
    assert.strictEqual(end.code, 0, end.stderr)
    return JSON.parse(end.stdout.trim().split("\n").at(-1) ?? "")
  })

describe.skipIf(Python.missing)("Inference Endpoints and the Python client", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped("creates, waits, calls, changes, pauses, resumes, scales to zero and deletes", () =>
      Effect.gen(function* () {
        const me = yield* Effect.flatMap(World, ({ who }) => who())
        const result = yield* python(
          me,
          `
endpoint = create_inference_endpoint("from-python", repository="gpt2", task="text-generation", type="authenticated", min_replica=0,
    scale_to_zero_timeout=15, env={"A": "1"}, secrets={"B": "hush"}, tags=["dev"], **where)
created = [endpoint.name, endpoint.namespace, endpoint.status, endpoint.url]
endpoint.wait(timeout=60, refresh_every=1)
client = endpoint.client
text = client.text_generation("Once upon a time")
chat = client.chat_completion([{"role": "user", "content": "Hello"}]).choices[0].message.content
streamed = "".join(chunk.choices[0].delta.content for chunk in client.chat_completion([{"role": "user", "content": "Hello"}], stream=True))
fetched = get_inference_endpoint("from-python")
listed = [(each.name, each.repository, each.status) for each in list_inference_endpoints()]
everywhere = [each.name for each in list_inference_endpoints("*")]
endpoint.update(min_replica=1, container_args=["--x", "a b"])
updated = [endpoint.status, endpoint.raw["compute"]["scaling"]["minReplica"], endpoint.raw["model"]["args"], endpoint.raw["model"]["env"]]
endpoint.wait(timeout=60, refresh_every=1)
paused = [endpoint.pause().status, endpoint.url]
resumed = endpoint.resume().status
endpoint.wait(timeout=60, refresh_every=1)
still = endpoint.resume(running_ok=True).status
strict = status(lambda: endpoint.resume(running_ok=False))
zero = endpoint.scale_to_zero().status
endpoint.resume().wait(timeout=60, refresh_every=1)
endpoint.delete()
said(created=created, text=text, chat=chat, streamed=streamed, fetched=fetched.raw["model"]["secrets"], type=fetched.type, listed=listed, everywhere=everywhere,
    updated=updated, paused=paused, resumed=resumed, still=still, strict=strict, zero=zero, gone=status(endpoint.fetch))
`
        )
        assert.deepStrictEqual(result, {
          created: ["from-python", "alice", "pending", null],
          text: "Once upon a time",
          chat: "Hello",
          streamed: "Hello",
          fetched: { B: "" },
          type: "authenticated",
          listed: [["from-python", "gpt2", "running"]],
          everywhere: ["from-python"],
          updated: ["updating", 1, ["--x", "a b"], { A: "1" }],
          paused: ["paused", null],
          resumed: "pending",
          still: "running",
          strict: 400,
          zero: "scaledToZero",
          gone: 404
        })
      })
    )

    it.scoped("says why not: a failed deployment, no time, a name that is taken, somebody else's", () =>
      Effect.gen(function* () {
        const me = yield* Effect.flatMap(World, ({ who }) => who())
        const result = yield* python(
          me,
          `
def why(call):
    try:
        call()
    except Exception as error:
        return type(error).__name__
bad = create_inference_endpoint("bad", repository="alice/nothing", **where)
failed = why(lambda: bad.wait(timeout=60, refresh_every=1))
slow = create_inference_endpoint("slow", repository="gpt2", **where)
slow.pause()
late = why(lambda: slow.wait(timeout=0, refresh_every=1))
early = why(lambda: slow.client)
said(failed=failed, message=bad.raw["status"]["message"], late=late, early=early,
    taken=status(lambda: create_inference_endpoint("slow", repository="gpt2", **where)),
    name=status(lambda: create_inference_endpoint("Not Lower Case", repository="gpt2", **where)),
    foreign=status(lambda: list_inference_endpoints("bob")),
    missing=[status(lambda: call("none")) for call in (get_inference_endpoint, pause_inference_endpoint, resume_inference_endpoint,
        scale_to_zero_inference_endpoint, delete_inference_endpoint, update_inference_endpoint)])
`
        )
        assert.deepStrictEqual(result, {
          failed: "InferenceEndpointError",
          message: "Repository alice/nothing not found",
          late: "InferenceEndpointTimeoutError",
          early: "InferenceEndpointError",
          taken: 409,
          name: 422,
          foreign: 403,
          missing: [404, 404, 404, 404, 404, 404]
        })
      })
    )

    it.scoped("reads hardware and catalog, and sets an engine's sizes", () =>
      Effect.gen(function* () {
        const me = yield* Effect.flatMap(World, ({ who }) => who())
        const result = yield* python(
          me,
          `
api = HfApi()
hardware = api.list_inference_endpoints_hardware()
models = api.list_inference_catalog()
chosen = api.create_inference_endpoint_from_catalog(models[0], name="chosen", namespace="acme")
engine = create_inference_endpoint("engine", repository="gpt2", custom_image={"vLLM": {"url": "vllm/vllm-openai:v1"}}, **where)
engine.update(tensor_parallel_size=8)
said(first=hardware[0].id, places=sorted({each.vendor for each in hardware}), model=models[0], chosen=[chosen.name, chosen.repository],
    image=engine.raw["model"]["image"])
`
        )
        assert.deepStrictEqual(result, {
          first: "aws-us-east-1-intel-icl-x1",
          places: ["aws", "gcp"],
          model: "openai/gpt-oss-120b",
          chosen: ["chosen", "openai/gpt-oss-120b"],
          image: { vLLM: { url: "vllm/vllm-openai:v1", tensorParallelSize: 8 } }
        })
      })
    )

    it.scoped("both clients see and change the same endpoint", () =>
      Effect.gen(function* () {
        const me = yield* Effect.flatMap(World, ({ who }) => who())
        const deploy = "endpoints deploy shared --repo gpt2 --framework pytorch --accelerator cpu"
        yield* Hf.ok(me, ...`${deploy} --instance-size x2 --instance-type intel-icl`.split(" "))
        const seen = yield* python(
          me,
          `
endpoint = get_inference_endpoint("shared").wait(timeout=60, refresh_every=1)
endpoint.update(task="text-generation", repository="openai-community/gpt2")
said(text=endpoint.client.text_generation("hi"))
`
        )
        assert.deepStrictEqual(seen, { text: "hi" })
        const raw = JSON.parse(yield* Hf.ok(me, "endpoints", "wait", "shared", "--interval", "0.1", "--json"))
        assert.deepInclude(raw.model, { task: "text-generation", repository: "openai-community/gpt2" })
      })
    )
  })
})
