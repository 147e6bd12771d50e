/** The container an endpoint runs, in the service's words (huggingface_hub 2.0.0). */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { InvalidInput } from "../../domain/errors.ts"
import type { Image } from "../../domain/wire/Endpoints.ts"

/** How many accelerators share a copy of the model, and how many copies there are. */
export interface ParallelSizes {
  readonly tensorParallelSize?: number | undefined
  readonly dataParallelSize?: number | undefined
}

export interface ContainerInput extends ParallelSizes {
  readonly url: string
  /** `vllm`, `sglang`, `tgi` …; left out: a container that is nobody's business but yours. */
  readonly engine?: string | undefined
  readonly healthRoute?: string | undefined
  readonly port?: number | undefined
  /** Of the registry; only without an engine. */
  readonly credentials?: { readonly username: string; readonly password?: Redacted.Redacted | undefined } | undefined
}

/** What the service calls its engines. An engine that is not here is passed on as it is. */
export const engines: Readonly<Record<string, string>> = {
  custom: "custom",
  "hf-serve": "hfServe",
  llamacpp: "llamacpp",
  sglang: "sGLang",
  tei: "tei",
  tgi: "tgi",
  "tgi-neuron": "tgiNeuron",
  vllm: "vLLM",
  "vllm-neuron": "vLLMNeuron"
}

const heeded = {
  tensorParallelSize: ["vLLM", "sGLang"],
  dataParallelSize: ["vLLM"]
} as const

/** `image` with the sizes in it. One that its engine does not heed is worth a warning. */
export const withSizes = (image: Image, sizes: ParallelSizes): Effect.Effect<Image, InvalidInput> =>
  Effect.gen(function* () {
    const [first] = Object.entries(image)
    if (first === undefined)
      return yield* new InvalidInput({ what: "image", value: "{}", reason: "the endpoint has none to set sizes in" })
    const [key, variant] = first
    const { dataParallelSize, tensorParallelSize } = sizes
    for (const name of ["tensorParallelSize", "dataParallelSize"] as const) {
      const engines: ReadonlyArray<string> = heeded[name]
      if (sizes[name] !== undefined && !engines.includes(key))
        yield* Effect.logWarning(`The image '${key}' does not heed ${name}; ${engines.join(" and ")} do.`)
    }
    return {
      [key]: {
        ...variant,
        ...(tensorParallelSize === undefined ? {} : { tensorParallelSize }),
        ...(dataParallelSize === undefined ? {} : { dataParallelSize })
      }
    }
  })

/** The image of a container: `custom`, or an engine's. */
export const containerImage = (input: ContainerInput): Effect.Effect<Image, InvalidInput> =>
  Effect.gen(function* () {
    const { credentials, engine, healthRoute, port, url } = input
    const refuse = (reason: string) => new InvalidInput({ what: "image", value: url, reason })
    const sized = input.tensorParallelSize !== undefined || input.dataParallelSize !== undefined
    if (engine === undefined && sized) return yield* refuse("parallel sizes are an engine's: name one, such as vllm")
    if (engine !== undefined && credentials !== undefined)
      return yield* refuse("only a container without an engine can have credentials of a registry")
    const variant = {
      url,
      ...(healthRoute === undefined ? {} : { healthRoute }),
      ...(port === undefined ? {} : { port }),
      ...(credentials === undefined
        ? {}
        : {
            credentials: {
              username: credentials.username,
              ...(credentials.password === undefined ? {} : { password: Redacted.value(credentials.password) })
            }
          })
    }
    const image: Image = { [engine === undefined ? "custom" : (engines[engine] ?? engine)]: variant }
    return sized ? yield* withSizes(image, input) : image
  })

/** Does some image of it need a login at a registry? Its password is not told, so it cannot be sent back. */
export const hasCredentials = (image: Image): boolean =>
  Object.values(image).some((variant) => "credentials" in variant)
