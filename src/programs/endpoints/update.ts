/** Changes an Inference Endpoint. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import type { Image, UpdateEndpoint } from "../../domain/wire/Endpoints.ts"
import { type EndpointRef, Endpoints } from "../../services/Endpoints.ts"
import { hasCredentials, type ParallelSizes, withSizes } from "./image.ts"

/** Its image with other sizes: the service takes an image as a whole only. */
const resized = Effect.fnUntraced(function* (ref: EndpointRef, sizes: ParallelSizes) {
  const { model } = yield* (yield* Endpoints).get(ref)
  const image: Image = model.image ?? {}
  if (hasCredentials(image))
    return yield* new InvalidInput({
      what: "endpoint",
      value: ref.name,
      reason: "its image has credentials that nobody tells us: name the whole image to set the sizes"
    })
  return yield* withSizes(image, sizes)
})

/** What is not given stays as it is. `sizes` change the image it has, or the one in `change`. */
export const updateEndpoint = Effect.fn("updateEndpoint")(function* (
  ref: EndpointRef,
  change: UpdateEndpoint,
  sizes: ParallelSizes = {}
) {
  const endpoints = yield* Endpoints
  if (sizes.dataParallelSize === undefined && sizes.tensorParallelSize === undefined)
    return yield* endpoints.update(ref, change)
  const given = change.model?.image
  const image = given === undefined ? yield* resized(ref, sizes) : yield* withSizes(given, sizes)
  return yield* endpoints.update(ref, { ...change, model: { ...change.model, image } })
})
