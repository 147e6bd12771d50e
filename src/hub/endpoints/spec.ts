/** What may be asked of an endpoint, and what of it is kept. Pure. */
import * as Schema from "effect/Schema"
import { type CreateEndpoint, EndpointType, type Image, type UpdateEndpoint } from "../../domain/wire/Endpoints.ts"
import type { JsonObject } from "../../domain/wire/Json.ts"

/** Why `spec` cannot be deployed, or `undefined`. */
export const problem = ({ compute: { scaling }, model, name, type }: CreateEndpoint): string | undefined => {
  if (!/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name))
    return `Invalid name "${name}": use at most 32 lower case letters, digits and hyphens`
  if (scaling.maxReplica < 1 || scaling.minReplica > scaling.maxReplica)
    return '"maxReplica" must be at least 1 and not below "minReplica"'
  if (Object.keys(model.image).length !== 1) return '"model.image" must have one key'
  return Schema.is(EndpointType)(type) ? undefined : `"type" must be one of [${EndpointType.literals.join(", ")}]`
}

const masked = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(values).map((key) => [key, ""]))

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const withoutPassword = (variant: JsonObject): JsonObject => {
  const { credentials } = variant
  if (!isObject(credentials)) return variant
  const { password: _, ...rest } = credentials
  return { ...variant, credentials: rest }
}

const kept = (image: Image): Image =>
  Object.fromEntries(Object.entries(image).map(([key, variant]) => [key, withoutPassword(variant)]))

/** Nothing here uses secrets, so their values are not kept. */
export const withoutSecrets = (spec: CreateEndpoint): CreateEndpoint => ({
  ...spec,
  model: {
    ...spec.model,
    image: kept(spec.model.image),
    ...(spec.model.secrets === undefined ? {} : { secrets: masked(spec.model.secrets) })
  }
})

/** What is given replaces what is there, object by object; lists, environments and the image as a whole. */
export const merged = (spec: CreateEndpoint, change: UpdateEndpoint): CreateEndpoint => ({
  ...spec,
  ...change,
  compute: {
    ...spec.compute,
    ...change.compute,
    scaling: { ...spec.compute.scaling, ...change.compute?.scaling }
  },
  model: { ...spec.model, ...change.model },
  ...(change.route === undefined ? {} : { route: { ...spec.route, ...change.route } })
})
