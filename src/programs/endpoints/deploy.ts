/** Deploys a model as an Inference Endpoint. */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { EndpointName } from "../../domain/EndpointName.ts"
import { InvalidInput } from "../../domain/errors.ts"
import type { Namespace } from "../../domain/Namespace.ts"
import type { CreateEndpoint, Image } from "../../domain/wire/Endpoints.ts"
import { Endpoints } from "../../services/Endpoints.ts"
import { isDeployable, matches } from "./hardware.ts"

export interface ScalingInput {
  /** Default 1; with 0 it may scale to zero. */
  readonly minReplica?: number | undefined
  /** Default 1. */
  readonly maxReplica?: number | undefined
  /** Minutes without a call until it scales to zero. */
  readonly scaleToZeroTimeout?: number | undefined
  /** `pendingRequests` or `hardwareUsage`. */
  readonly metric?: string | undefined
  /** Of `metric`; left out, the service's own. */
  readonly threshold?: number | undefined
}

export interface DeployInput {
  readonly name: EndpointName
  readonly namespace?: Namespace | undefined
  readonly repository: string
  readonly revision?: string | undefined
  readonly framework: string
  readonly task?: string | undefined
  readonly accelerator: string
  readonly instanceType: string
  readonly instanceSize: string
  /** Left out, region and vendor are the first that offer the hardware. */
  readonly region?: string | undefined
  readonly vendor?: string | undefined
  /** Default `authenticated`. */
  readonly type?: string | undefined
  readonly scaling?: ScalingInput | undefined
  /** Default: the managed image. See `containerImage`. */
  readonly image?: Image | undefined
  readonly command?: ReadonlyArray<string> | undefined
  readonly args?: ReadonlyArray<string> | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly secrets?: Readonly<Record<string, Redacted.Redacted>> | undefined
  readonly tags?: ReadonlyArray<string> | undefined
}

interface Place {
  readonly vendor: string
  readonly region: string
}

const usual: Place = { vendor: "aws", region: "us-east-1" }

/** Where the hardware is, in the service's order: the first place that has it to deploy on now, else the first that has it at all. */
const placeFor = Effect.fnUntraced(function* (input: DeployInput) {
  const { namespace, region, vendor } = input
  const fitting = (yield* (yield* Endpoints).hardware(namespace)).filter((each) => matches(each, input))
  const found = fitting.find(isDeployable) ?? fitting[0]
  if (found !== undefined) return { vendor: found.vendor, region: found.region }
  if (region === undefined && vendor === undefined) return usual
  const value = `${input.accelerator} ${input.instanceType} ${input.instanceSize}`
  const where = region === undefined ? `vendor '${vendor}'` : `region '${region}'`
  return yield* new InvalidInput({ what: "hardware", value, reason: `${where} does not offer it` })
})

const check = ({ scaling = {}, type }: DeployInput): Effect.Effect<void, InvalidInput> => {
  const { maxReplica = 1, minReplica = 1 } = scaling
  if (type === "protected")
    return new InvalidInput({ what: "endpoint type", value: type, reason: "it is 'authenticated' by now" })
  if (minReplica > maxReplica)
    return new InvalidInput({
      what: "number of replicas",
      value: `${minReplica}`,
      reason: "the least is above the most"
    })
  if (scaling.threshold !== undefined && scaling.metric === undefined)
    return new InvalidInput({
      what: "scaling threshold",
      value: `${scaling.threshold}`,
      reason: "it is not said of which metric"
    })
  return Effect.void
}

const scalingOf = ({ maxReplica = 1, metric, minReplica = 1, scaleToZeroTimeout, threshold }: ScalingInput) => ({
  minReplica,
  maxReplica,
  scaleToZeroTimeout: scaleToZeroTimeout ?? null,
  ...(metric === undefined ? {} : { measure: { [metric]: threshold ?? null } })
})

const isEmpty = (record: object | undefined): boolean => record === undefined || Object.keys(record).length === 0

const specOf = (input: DeployInput, provider: Place): CreateEndpoint => {
  const { args, command, env, image, secrets = {}, tags, task } = input
  return {
    name: input.name,
    type: input.type ?? "authenticated",
    provider,
    compute: {
      accelerator: input.accelerator,
      instanceSize: input.instanceSize,
      instanceType: input.instanceType,
      scaling: scalingOf(input.scaling ?? {})
    },
    model: {
      repository: input.repository,
      framework: input.framework,
      revision: input.revision ?? null,
      image: image ?? { huggingface: {} },
      ...(task === undefined ? {} : { task }),
      ...(command === undefined ? {} : { command }),
      ...(args === undefined ? {} : { args }),
      ...(isEmpty(env) ? {} : { env }),
      ...(isEmpty(secrets)
        ? {}
        : { secrets: Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, Redacted.value(value)])) })
    },
    ...(tags === undefined ? {} : { tags })
  }
}

/** Answers at once, long before it runs (`waitForEndpoint`). `Conflict` when there is one of that name. */
export const deployEndpoint = Effect.fn("deployEndpoint")(function* (input: DeployInput) {
  yield* check(input)
  const { region, vendor } = input
  const endpoints = yield* Endpoints
  const namespace = input.namespace ?? (yield* endpoints.namespace)
  const provider =
    vendor !== undefined && region !== undefined ? { vendor, region } : yield* placeFor({ ...input, namespace })
  return yield* endpoints.create(specOf(input, provider), namespace)
})
