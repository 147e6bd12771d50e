/**
 * The Hub inside a service of yours: a model's `config.json`, with a retry policy of its own and two failures handled by tag.
 * Try it: `npx tsx examples/embed.ts openai-community/gpt2`. Its test runs against the Hub in a box.
 */
import { readFile } from "node:fs/promises"
import { pathToFileURL } from "node:url"
import { Console, Context, Data, Duration, Effect, Layer, Schema } from "effect"
import { download, Live, Policies, Repo, RepoId, type Services, type Settings } from "../src/index.ts"

const ModelConfig = Schema.Struct({
  model_type: Schema.optionalWith(Schema.String, { default: () => "unknown" }),
  hidden_size: Schema.optional(Schema.Number)
})
type ModelConfig = typeof ModelConfig.Type

/** The one failure this service's callers have to think about. */
export class ConfigUnavailable extends Data.TaggedError("ConfigUnavailable")<{
  readonly model: string
  readonly reason: string
}> {}

export class ModelConfigs extends Context.Tag("example/ModelConfigs")<
  ModelConfigs,
  { readonly get: (model: string) => Effect.Effect<ModelConfig, ConfigUnavailable> }
>() {}

/** Patient: this runs at night and nobody waits. */
const patient = Effect.provideService(Policies, {
  ...Policies.defaults,
  retries: 8,
  retryBase: Duration.millis(200),
  inactivityTimeout: Duration.seconds(30)
})

const make = Effect.gen(function* () {
  const services = yield* Effect.context<Services | Settings>()
  const decode = Schema.decodeUnknown(Schema.parseJson(ModelConfig))

  const get = Effect.fn("ModelConfigs.get")(function* (model: string) {
    const id = yield* RepoId.parse(model)
    const { path } = yield* download({ repo: Repo.make("model", id), filenames: ["config.json"] })
    return yield* decode(yield* Effect.promise(() => readFile(path, "utf8")))
  })

  return ModelConfigs.of({
    get: (model) =>
      get(model).pipe(
        patient,
        Effect.provide(services),
        // A model without a configuration is still a model …
        Effect.catchTag("EntryNotFound", () => Effect.succeed<ModelConfig>({ model_type: "unknown" })),
        // … one behind a gate needs a person …
        Effect.catchTag("GatedRepo", ({ repoId }) =>
          Effect.fail(new ConfigUnavailable({ model, reason: `ask for access at https://huggingface.co/${repoId}` }))
        ),
        // … and of the rest, a message will do.
        Effect.mapError((error) =>
          error._tag === "ConfigUnavailable" ? error : new ConfigUnavailable({ model, reason: error.message })
        )
      )
  })
})

export const layer: Layer.Layer<ModelConfigs, never, Services | Settings> = Layer.effect(ModelConfigs, make)

const main = Effect.gen(function* () {
  const configs = yield* ModelConfigs
  for (const model of process.argv.slice(2)) yield* Effect.flatMap(configs.get(model), Console.log)
}).pipe(Effect.provide(Layer.provide(layer, Live)))

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) Effect.runPromise(main)
