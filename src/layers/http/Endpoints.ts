/** The Inference Endpoints service (huggingface_hub 2.0.0). */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import { InvalidInput, Unauthorized } from "../../domain/errors.ts"
import type { Namespace } from "../../domain/Namespace.ts"
import * as Namespaces from "../../domain/Namespace.ts"
import { EndpointNotFound } from "../../domain/serviceErrors.ts"
import * as Wire from "../../domain/wire/Endpoints.ts"
import { Credentials } from "../../services/Credentials.ts"
import { type CatalogDeployment, type Endpoint, type EndpointRef, Endpoints } from "../../services/Endpoints.ts"
import { Gateway, type GatewayRequest } from "../../services/Gateway.ts"
import { Hub } from "../../services/Hub.ts"
import { Policies } from "../../services/Policies.ts"
import { Settings } from "../../services/Settings.ts"
import { hosts, mayHaveToken } from "./EndpointHosts.ts"
import { answerOf, isMissing, only, read } from "./refusals.ts"
import { jsonBody, writeTimeout } from "./requests.ts"

const below = (url: string, path: string): string => `${url.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`

const make = Effect.gen(function* () {
  const gateway = yield* Gateway
  const credentials = yield* Credentials
  const { identity } = yield* Hub
  const settings = yield* Settings
  const service = hosts(settings)

  /** Named for the service's URL: the gateway sends it to that origin and nowhere else. */
  const auth = Effect.map(
    credentials.current,
    Option.match({ onNone: () => "none" as const, onSome: ({ token }) => token })
  )
  const ask = <A, I>(request: GatewayRequest, schema: Schema.Schema<A, I>) =>
    Effect.flatMap(auth, (auth) => gateway.json({ ...request, auth }, schema))
  const json = <A, I>(request: GatewayRequest, schema: Schema.Schema<A, I>) => read(ask(request, schema))
  const deployed = <A, I>(request: GatewayRequest, schema: Schema.Schema<A, I>) =>
    only("Conflict")(ask({ ...request, timeout: writeTimeout }, schema))

  /** Nobody has to be asked who somebody without a token is. */
  const whoami = Effect.flatMap(auth, (auth) =>
    auth === "none"
      ? Effect.fail(new Unauthorized({ url: `${settings.endpoint}/api/whoami-v2`, reason: "missing" }))
      : read(identity.whoami())
  )
  const own = Effect.flatMap(whoami, ({ name, type }) =>
    type === "user"
      ? Namespaces.parse(name)
      : new InvalidInput({ what: "namespace", value: "", reason: `the token is that of an ${type}: name one` })
  )
  const orOwn = (namespace: Namespace | undefined) => (namespace === undefined ? own : Effect.succeed(namespace))
  const area = (namespace: string) => `${service.api}/endpoint/${encodeURIComponent(namespace)}`
  const ofNamespace =
    (namespace: string) =>
    (endpoint: Wire.Endpoint): Endpoint => ({ ...endpoint, namespace })

  const listOf = (namespace: Namespace) =>
    Effect.map(json({ method: "GET", url: area(namespace) }, Wire.EndpointList), ({ items }) =>
      items.map(ofNamespace(namespace))
    )

  const listAll = Effect.gen(function* () {
    const { orgs } = yield* whoami
    const mine = yield* Effect.flatMap(own, listOf)
    // Organizations whose endpoints (or bills) are not the caller's business say so; that is no failure of the list.
    const others = yield* Effect.forEach(orgs, ({ name }) =>
      Effect.catchTags(Effect.flatMap(Namespaces.parse(name), listOf), {
        Unauthorized: () => Effect.succeed([]),
        Forbidden: () => Effect.succeed([])
      })
    )
    return [mine, ...others].flat()
  })

  /** One endpoint's request; a 404 means that there is none. */
  const one = <A, E>(
    ref: EndpointRef,
    ask: (url: string, namespace: Namespace) => Effect.Effect<A, E>
  ): Effect.Effect<A, EndpointNotFound | E | Effect.Effect.Error<typeof own>> =>
    Effect.flatMap(orOwn(ref.namespace), (namespace) =>
      Effect.mapError(ask(`${area(namespace)}/${encodeURIComponent(ref.name)}`, namespace), (error) =>
        isMissing(error) ? new EndpointNotFound({ ...answerOf(error), namespace, name: ref.name }) : error
      )
    )

  const answered = (ref: EndpointRef, method: "GET" | "POST" | "PUT", action: string, body?: unknown) =>
    one(ref, (url, namespace) =>
      Effect.map(
        json(
          {
            method,
            url: action === "" ? url : `${url}/${action}`,
            ...(body === undefined ? {} : { body: jsonBody(body) }),
            ...(method === "GET" ? {} : { timeout: writeTimeout })
          },
          Wire.Endpoint
        ),
        ofNamespace(namespace)
      )
    )

  const toEndpoint = (endpoint: Endpoint, url: string) =>
    Effect.map(auth, (auth) => ({ url, auth: mayHaveToken(service, endpoint, url) ? auth : ("none" as const) }))

  return Endpoints.of({
    namespace: own,
    list: Effect.fn("Endpoints.list")((namespace) =>
      namespace === "*" ? listAll : Effect.flatMap(orOwn(namespace), listOf)
    ),
    get: Effect.fn("Endpoints.get")((ref) => answered(ref, "GET", "")),
    create: Effect.fn("Endpoints.create")((spec, given) =>
      Effect.flatMap(orOwn(given), (namespace) =>
        Effect.map(
          deployed({ method: "POST", url: area(namespace), body: jsonBody(spec) }, Wire.Endpoint),
          ofNamespace(namespace)
        )
      )
    ),
    update: Effect.fn("Endpoints.update")((ref, change) => answered(ref, "PUT", "", change)),
    pause: Effect.fn("Endpoints.pause")((ref) => answered(ref, "POST", "pause")),
    resume: Effect.fn("Endpoints.resume")((ref) => answered(ref, "POST", "resume")),
    scaleToZero: Effect.fn("Endpoints.scaleToZero")((ref) => answered(ref, "POST", "scale-to-zero")),
    delete: Effect.fn("Endpoints.delete")((ref) =>
      one(ref, (url) =>
        Effect.flatMap(auth, (auth) =>
          // A second try of a deletion that worked would report an endpoint that does not exist.
          read(gateway.drain({ method: "DELETE", url, auth, idempotent: false, timeout: writeTimeout }))
        )
      )
    ),
    catalog: Effect.map(
      json({ method: "GET", url: `${service.catalog}/repo-list` }, Wire.Catalog),
      ({ models }) => models
    ),
    deployFromCatalog: Effect.fn("Endpoints.deployFromCatalog")((deployment: CatalogDeployment) =>
      Effect.flatMap(orOwn(deployment.namespace), (namespace) => {
        const { accelerator, name, repoId } = deployment
        const body: Wire.DeployFromCatalog = {
          namespace,
          repoId,
          ...(name === undefined ? {} : { endpointName: name }),
          ...(accelerator === undefined ? {} : { accelerator })
        }
        return Effect.map(
          deployed({ method: "POST", url: `${service.catalog}/deploy`, body: jsonBody(body) }, Wire.Deployed),
          ({ endpoint }) => ofNamespace(namespace)(endpoint)
        )
      })
    ),
    hardware: Effect.fn("Endpoints.hardware")((given) =>
      Effect.flatMap(orOwn(given), (namespace) =>
        Effect.map(
          json({ method: "GET", url: `${service.api}/provider/${encodeURIComponent(namespace)}` }, Wire.Providers),
          ({ vendors }) =>
            vendors.flatMap(({ name: vendor, regions }) =>
              regions.flatMap(({ computes, name: region }) =>
                computes.map((compute) => ({ ...compute, vendor, region }))
              )
            )
        )
      )
    ),
    isHealthy: Effect.fn("Endpoints.isHealthy")(function* (endpoint) {
      const { url } = endpoint.status
      if (url === undefined || url === null) return false
      const request = yield* toEndpoint(endpoint, below(url, endpoint.healthRoute ?? "/health"))
      const policies = yield* Policies
      const notYet = () => Effect.succeed(false)
      return yield* read(gateway.drain({ method: "GET", ...request })).pipe(
        Effect.as(true),
        // Whoever asks will ask again. A new endpoint's name may not resolve at once.
        Effect.provideService(Policies, { ...policies, retries: 0 }),
        Effect.catchTags({
          BadRequest: notYet,
          ServerError: notYet,
          RateLimited: notYet,
          NetworkError: notYet,
          TimedOut: notYet
        })
      )
    }),
    call: Effect.fn("Endpoints.call")(function* (endpoint, payload, path = "") {
      const { state, url } = endpoint.status
      if (url === undefined || url === null)
        return yield* new InvalidInput({
          what: "endpoint",
          value: endpoint.name,
          reason: `it is ${state} and has no URL`
        })
      const request = yield* toEndpoint(endpoint, path === "" ? url : below(url, path))
      const asked = { method: "POST", ...request, body: jsonBody(payload), timeout: null } as const
      return yield* read(gateway.json(asked, Wire.Inference))
    })
  })
})

export const layer: Layer.Layer<Endpoints, never, Gateway | Credentials | Hub | Settings> = Layer.effect(
  Endpoints,
  make
)
