/** Inference Endpoints: what the service takes and answers (api.endpoints.huggingface.cloud/v2, huggingface_hub 2.0.0). */
import * as Schema from "effect/Schema"
import * as Open from "../Open.ts"
import { Json, JsonObject } from "./Json.ts"

/** Where an endpoint is known to be. */
export const states = [
  "pending",
  "initializing",
  "running",
  "updating",
  "updateFailed",
  "paused",
  "failed",
  "scaledToZero"
] as const
export type EndpointState = (typeof states)[number]

/** What an answer may say: a state, or one that the service invented later. */
export const ReportedState = Open.make(states).schema
export type ReportedState = Open.Reported<EndpointState>

/** Who may call it: everybody, whoever shows a token, the members of its namespace. */
export const EndpointType = Schema.Literal("public", "authenticated", "private")
export type EndpointType = typeof EndpointType.Type

const Strings = Schema.Record({ key: Schema.String, value: Schema.String })

/** One key that names the variant (`huggingface`, `custom`, `vLLM` …), below it `url`, `port`, `healthRoute` … */
export const Image = Schema.Record({ key: Schema.String, value: JsonObject })
export type Image = typeof Image.Type

const text = Schema.optional(Schema.NullOr(Schema.String))

const Provider = Schema.Struct({ vendor: Schema.String, region: Schema.String })

/** What everybody relies on, and the answer as it came in `raw`. */
const Described = Schema.Struct({
  name: Schema.String,
  type: Schema.String,
  /** Below its URL; answers 200 when the container is ready. */
  healthRoute: Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => "/health" }),
  provider: Schema.optional(Provider),
  compute: Schema.optional(
    Schema.Struct({
      accelerator: text,
      instanceType: text,
      instanceSize: text,
      scaling: Schema.optional(
        Schema.Struct({
          minReplica: Schema.optional(Schema.Number),
          maxReplica: Schema.optional(Schema.Number),
          scaleToZeroTimeout: Schema.optional(Schema.NullOr(Schema.Number))
        })
      )
    })
  ),
  model: Schema.Struct({
    repository: Schema.String,
    framework: Schema.String,
    revision: text,
    task: text,
    image: Schema.optional(Image)
  }),
  status: Schema.Struct({
    state: ReportedState,
    message: text,
    /** Where it answers, once it is deployed. */
    url: text,
    /** ISO 8601. */
    createdAt: Schema.String,
    updatedAt: Schema.String
  }),
  route: Schema.optional(Schema.NullOr(Schema.Struct({ domain: text, path: text }))),
  raw: JsonObject
})

export const Endpoint = Schema.transform(JsonObject, Described, {
  strict: false,
  decode: (raw: JsonObject) => ({ ...raw, raw }),
  encode: ({ raw }: typeof Described.Encoded) => raw
})
export type Endpoint = typeof Endpoint.Type

/** `GET v2/endpoint/{ns}` */
export const EndpointList = Schema.Struct({ items: Schema.Array(Endpoint) })

/** There or not, never `undefined`: what is not given stays as it is. */
const given = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const whole = Schema.Int.pipe(Schema.nonNegative())

/** Thresholds by metric: `pendingRequests`, `hardwareUsage`. */
const Measure = Schema.Record({ key: Schema.String, value: Schema.NullOr(Schema.Number) })

const common = {
  cacheHttpResponses: Schema.optional(Schema.Boolean),
  tags: Schema.optional(Schema.Array(Schema.String)),
  route: Schema.optional(Schema.Struct({ domain: text, path: text }))
}

const container = {
  task: text,
  command: Schema.optional(Schema.Array(Schema.String)),
  args: Schema.optional(Schema.Array(Schema.String)),
  env: Schema.optional(Strings),
  secrets: Schema.optional(Strings)
}

/** `POST v2/endpoint/{ns}`. `scaleToZeroTimeout` in minutes. */
export const CreateEndpoint = Schema.Struct({
  name: Schema.String,
  /** One of {@link EndpointType}. */
  type: Schema.String,
  provider: Provider,
  compute: Schema.Struct({
    accelerator: Schema.String,
    instanceSize: Schema.String,
    instanceType: Schema.String,
    scaling: Schema.Struct({
      minReplica: whole,
      maxReplica: whole,
      scaleToZeroTimeout: Schema.optional(Schema.NullOr(whole)),
      measure: Schema.optional(Measure)
    })
  }),
  model: Schema.Struct({
    repository: Schema.String,
    framework: Schema.String,
    revision: text,
    image: Image,
    ...container
  }),
  privateService: Schema.optional(Schema.Struct({ accountId: Schema.String, region: Schema.String })),
  ...common
})
export type CreateEndpoint = typeof CreateEndpoint.Type

/** `PUT v2/endpoint/{ns}/{name}`: what is given replaces what is there; `image` as a whole. */
export const UpdateEndpoint = Schema.Struct({
  type: given(Schema.String),
  compute: Schema.optional(
    Schema.Struct({
      accelerator: given(Schema.String),
      instanceSize: given(Schema.String),
      instanceType: given(Schema.String),
      scaling: Schema.optional(
        Schema.Struct({
          minReplica: given(whole),
          maxReplica: given(whole),
          scaleToZeroTimeout: Schema.optional(Schema.NullOr(whole)),
          measure: Schema.optional(Measure)
        })
      )
    })
  ),
  model: Schema.optional(
    Schema.Struct({
      repository: given(Schema.String),
      framework: given(Schema.String),
      revision: text,
      image: given(Image),
      ...container
    })
  ),
  ...common
})
export type UpdateEndpoint = typeof UpdateEndpoint.Type

/** `GET v2/provider/{ns}`: what a namespace can deploy on, and where. Prices in USD per replica and hour. */
export const Providers = Schema.Struct({
  vendors: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      regions: Schema.Array(
        Schema.Struct({
          name: Schema.String,
          computes: Schema.Array(
            Schema.Struct({
              id: Schema.String,
              accelerator: Schema.String,
              numAccelerators: Schema.Number,
              numCpus: Schema.optional(Schema.NullOr(Schema.Number)),
              memoryGb: Schema.Number,
              gpuMemoryGb: Schema.optional(Schema.NullOr(Schema.Number)),
              instanceType: Schema.String,
              instanceSize: Schema.String,
              architecture: Schema.String,
              status: Schema.String,
              pricePerHour: Schema.Number,
              quota: Schema.Struct({ maxAccelerators: Schema.Number, usedAccelerators: Schema.Number })
            })
          )
        })
      )
    })
  )
})
export type Compute = (typeof Providers.Type)["vendors"][number]["regions"][number]["computes"][number]

/** `GET catalog/repo-list` */
export const Catalog = Schema.Struct({ models: Schema.Array(Schema.String) })

/** `POST catalog/deploy` */
export const DeployFromCatalog = Schema.Struct({
  namespace: Schema.String,
  repoId: Schema.String,
  endpointName: Schema.optional(Schema.String),
  accelerator: Schema.optional(Schema.String)
})
export type DeployFromCatalog = typeof DeployFromCatalog.Type

/** Its answer. */
export const Deployed = Schema.Struct({ endpoint: Endpoint })

/** What an endpoint that is called answers, whatever that is. */
export const Inference = Json
