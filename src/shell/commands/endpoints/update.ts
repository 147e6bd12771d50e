import * as Effect from "effect/Effect"
import type { UpdateEndpoint } from "../../../domain/wire/Endpoints.ts"
import { updateEndpoint } from "../../../programs/endpoints/update.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import { failing } from "../../RequestFailed.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as shared from "../params.ts"
import { imageOf, wordsOf } from "./image.ts"
import * as params from "./params.ts"

/** Only what is given, `undefined` when nothing is. */
const given = <A extends object>(record: A): { readonly [K in keyof A]?: Exclude<A[K], undefined> } | undefined => {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined)
  // The same keys with fewer values.
  return entries.length === 0
    ? undefined
    : (Object.fromEntries(entries) as { [K in keyof A]?: Exclude<A[K], undefined> })
}

export const updateCommand = leaf(
  {
    name: "update",
    help: "Change an endpoint; what is not given stays as it is.",
    params: {
      name: params.name,
      namespace: params.namespace,
      repo: opt.text(["--repo"], params.repo),
      accelerator: opt.text(["--accelerator"], params.accelerator),
      instanceSize: opt.text(["--instance-size"], params.instanceSize),
      instanceType: opt.text(["--instance-type"], params.instanceType),
      framework: opt.text(["--framework"], params.framework),
      revision: shared.revision,
      task: opt.text(["--task"], { help: "What it is for, such as `text-classification`." }),
      ...params.container,
      containerCommand: opt.text(["--container-command"], {
        help: "Instead of the container's entrypoint; quoted, empty for none."
      }),
      containerArgs: opt.text(["--container-args"], {
        help: "Behind the container's entrypoint; quoted, empty for none. Replaces those it has."
      }),
      minReplica: opt.intFrom(0)(["--min-replica"], { help: "Replicas to keep." }),
      maxReplica: opt.intFrom(1)(["--max-replica"], { help: "Replicas at most." }),
      ...params.scaling,
      token: shared.token
    },
    examples: [
      "hf endpoints update my-endpoint --min-replica 2",
      "hf endpoints update my-endpoint --tensor-parallel-size 8",
      'hf endpoints update my-endpoint --container-args "--enable-auto-tool-choice"'
    ]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      yield* params.checkScaling(config)
      const ref = yield* params.refOf(config)
      const { customImage, dataParallelSize, engine, healthRoute, port, scalingMetric, tensorParallelSize } = config
      const sizes = { tensorParallelSize, dataParallelSize }
      // The sizes belong to the image that is named, or else to the one the endpoint has.
      const inImage = customImage === undefined ? {} : sizes
      const image = yield* imageOf({ customImage, engine, healthRoute, port, ...inImage })
      const scaling = given({
        minReplica: config.minReplica,
        maxReplica: config.maxReplica,
        scaleToZeroTimeout: config.scaleToZeroTimeout,
        measure: scalingMetric === undefined ? undefined : { [scalingMetric]: config.scalingThreshold ?? null }
      })
      const compute = given({
        accelerator: config.accelerator,
        instanceSize: config.instanceSize,
        instanceType: config.instanceType,
        scaling
      })
      const model = given({
        repository: config.repo,
        framework: config.framework,
        revision: config.revision,
        task: config.task,
        image,
        command: yield* wordsOf("--container-command", config.containerCommand),
        args: yield* wordsOf("--container-args", config.containerArgs)
      })
      const change: UpdateEndpoint = given({ compute, model }) ?? {}
      const rest = customImage === undefined ? sizes : {}
      if (given({ ...change, ...rest }) === undefined) return yield* new Misuse({ reason: "Say what to change." })
      const updated = yield* withHub(config.token, updateEndpoint(ref, change, rest)).pipe(failing("Update"))
      yield* output.dict(updated.raw)
    })
)
