import * as Effect from "effect/Effect"
import { deployEndpoint } from "../../../programs/endpoints/deploy.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import { environment } from "../jobs/environment.ts"
import * as shared from "../params.ts"
import { imageOf, wordsOf } from "./image.ts"
import * as params from "./params.ts"

export const deployCommand = leaf(
  {
    name: "deploy",
    help: "Deploy a model as an endpoint.\n\n`hf endpoints hardware` lists what to deploy on. Without --vendor and --region it goes to the first that has the hardware.",
    params: {
      name: params.name,
      repo: opt.text(["--repo"], { ...params.repo, required: true }),
      framework: opt.text(["--framework"], { ...params.framework, required: true }),
      accelerator: opt.text(["--accelerator"], { ...params.accelerator, required: true }),
      instanceSize: opt.text(["--instance-size"], { ...params.instanceSize, required: true }),
      instanceType: opt.text(["--instance-type"], { ...params.instanceType, required: true }),
      region: opt.text(["--region"], { help: "Region of the cloud, such as `us-east-1`." }),
      vendor: opt.text(["--vendor"], { help: "Cloud, such as `aws`." }),
      namespace: params.namespace,
      task: opt.text(["--task"], { help: "What it is for, such as `text-classification`." }),
      token: shared.token,
      minReplica: opt.intFrom(0)(["--min-replica"], { help: "Replicas to keep.", default: 1 }),
      maxReplica: opt.intFrom(1)(["--max-replica"], { help: "Replicas at most.", default: 1 }),
      ...params.scaling,
      revision: shared.revision,
      ...params.container,
      containerRegistryUsername: opt.text(["--container-registry-username"], {
        help: "Login at the registry of --custom-image."
      }),
      containerRegistryPassword: opt.text(["--container-registry-password"], { help: "Its password." }),
      containerCommand: opt.text(["--container-command"], { help: "Instead of the container's entrypoint; quoted." }),
      containerArgs: opt.text(["--container-args"], { help: "Behind the container's entrypoint; quoted." }),
      env: opt.repeat(["-e", "--env"], {
        help: "Variable of the container, KEY=VALUE; KEY alone: yours.",
        metavar: "TEXT"
      }),
      envFile: opt.text(["--env-file"], { help: "File with variables.", completes: "file" }),
      secrets: opt.repeat(["-s", "--secrets"], {
        help: "Secret of the container, KEY=VALUE; KEY alone: yours.",
        metavar: "TEXT"
      }),
      secretsFile: opt.text(["--secrets-file"], { help: "File with secrets.", completes: "file" }),
      type: opt.softChoice(["public", "authenticated", "private"])(["--type"], {
        help: "Who may call it.",
        shown: "authenticated"
      })
    },
    examples: [
      "hf endpoints deploy my-endpoint --repo gpt2 --framework pytorch --accelerator cpu --instance-size x2 --instance-type intel-icl",
      "hf endpoints deploy my-endpoint --repo openai/gpt-oss-120b --framework custom --engine vllm --custom-image vllm/vllm-openai:v0.23.0 --tensor-parallel-size 8 --accelerator gpu --instance-size x8 --instance-type nvidia-a10g"
    ]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const { region, vendor } = config
      yield* params.checkScaling(config)
      const input = {
        ...(yield* params.refOf(config)),
        repository: config.repo,
        revision: config.revision,
        framework: config.framework,
        task: config.task,
        accelerator: config.accelerator,
        instanceSize: config.instanceSize,
        instanceType: config.instanceType,
        region,
        vendor,
        type: config.type,
        scaling: {
          minReplica: config.minReplica,
          maxReplica: config.maxReplica,
          scaleToZeroTimeout: config.scaleToZeroTimeout,
          metric: config.scalingMetric,
          threshold: config.scalingThreshold
        },
        image: yield* imageOf({
          customImage: config.customImage,
          engine: config.engine,
          healthRoute: config.healthRoute,
          port: config.port,
          containerRegistryUsername: config.containerRegistryUsername,
          containerRegistryPassword: config.containerRegistryPassword,
          tensorParallelSize: config.tensorParallelSize,
          dataParallelSize: config.dataParallelSize
        }),
        // Empty is not given.
        command: yield* wordsOf("--container-command", config.containerCommand || undefined),
        args: yield* wordsOf("--container-args", config.containerArgs || undefined),
        ...(yield* environment(config))
      }
      const endpoint = yield* withHub(config.token, deployEndpoint(input))
      yield* output.dict(endpoint.raw)
      const { provider } = endpoint
      if (provider !== undefined && (region === undefined || vendor === undefined))
        yield* output.hint(
          `It goes to ${provider.vendor} ${provider.region}: --vendor and --region choose another place.`
        )
      yield* output.hint(`Use 'hf endpoints describe ${config.name}' to check the deployment status.`)
    })
)
