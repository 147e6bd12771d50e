/** Parameters of the `endpoints` commands, worded once, and what they mean. */
import * as Effect from "effect/Effect"
import * as EndpointName from "../../../domain/EndpointName.ts"
import { InvalidInput } from "../../../domain/errors.ts"
import * as Namespace from "../../../domain/Namespace.ts"
import { engines } from "../../../programs/endpoints/image.ts"
import { Misuse } from "../../Misuse.ts"
import * as arg from "../../spec/arg.ts"
import * as opt from "../../spec/opt.ts"

export const name = arg.one("NAME", { help: "Name of the endpoint." })

export const namespace = opt.text(["--namespace"], {
  help: "User or organization it belongs to.",
  shown: "you"
})

export const repo = { help: "Model to deploy, as `namespace/name`." }
export const framework = { help: "What loads the model: `pytorch`, `custom` …" }
export const accelerator = { help: "`cpu`, `gpu`, `neuron` …" }
export const instanceSize = { help: "Size of the instance, such as `x4`." }
export const instanceType = { help: "Type of the instance, such as `intel-icl`." }

/** What runs in the container. */
export const container = {
  customImage: opt.text(["--custom-image"], { help: "URL of the container image to run." }),
  engine: opt.softChoice(Object.keys(engines))(["--engine"], { help: "Engine that --custom-image is an image of." }),
  healthRoute: opt.text(["--health-route"], { help: "Where the container of --custom-image says that it is ready." }),
  port: opt.intWithin(1, 65_535)(["--port"], { help: "Port the container of --custom-image listens at." }),
  tensorParallelSize: opt.intFrom(1)(["--tensor-parallel-size"], {
    help: "Accelerators that share one copy of the model (vLLM, SGLang)."
  }),
  dataParallelSize: opt.intFrom(1)(["--data-parallel-size"], {
    help: "Copies of the model, one an accelerator (vLLM)."
  })
}

/** How many replicas, and when. */
export const scaling = {
  scaleToZeroTimeout: opt.intFrom(0)(["--scale-to-zero-timeout"], {
    help: "Minutes without a call until it scales to zero."
  }),
  scalingMetric: opt.choice(["pendingRequests", "hardwareUsage"])(["--scaling-metric"], {
    help: "What is measured to scale up; without --scaling-threshold the service says from which measure on."
  }),
  scalingThreshold: opt.float(["--scaling-threshold"], {
    help: "The measure from which on it scales up; only with --scaling-metric."
  })
}

/** A number alone says nothing; a metric alone leaves the number to the service. */
export const checkScaling = (given: {
  readonly minReplica: number | undefined
  readonly maxReplica: number | undefined
  readonly scalingMetric: string | undefined
  readonly scalingThreshold: number | undefined
}) => {
  if (given.scalingThreshold !== undefined && given.scalingMetric === undefined)
    return new Misuse({
      reason: "--scaling-threshold is of no use without --scaling-metric: say what is measured, too."
    })
  const { maxReplica = Number.POSITIVE_INFINITY, minReplica = 0 } = given
  return minReplica > maxReplica
    ? new InvalidInput({ what: "number of replicas", value: `${minReplica}`, reason: "the least is above the most" })
    : Effect.void
}

export const namespaceOf = (text: string | undefined) =>
  text === undefined ? Effect.succeed(undefined) : Namespace.parse(text)

/** The endpoint a command line names. */
export const refOf = (given: { readonly name: string; readonly namespace: string | undefined }) =>
  Effect.all({ name: EndpointName.parse(given.name), namespace: namespaceOf(given.namespace) })
