/**
 * A service that keeps a collection in step with a search: what the Hub finds now is in it, in the Hub's order, and nothing else.
 * Try it: `HF_TOKEN=… npx tsx examples/collect.ts "Small and fine" smollm`. Its test runs against the Hub in a box.
 */
import { pathToFileURL } from "node:url"
import { Chunk, Console, Context, Effect, Layer, Schedule, Schema, Stream } from "effect"
import { applyCollection, Gateway, Live, planCollection, type Services, type Settings } from "../src/index.ts"

type Failure = Effect.Effect.Error<ReturnType<typeof planCollection> | ReturnType<typeof applyCollection>>

export class Collector extends Context.Tag("example/Collector")<
  Collector,
  {
    /** Brings the collection called `title` (made when there is none) in step once; answers its address and what it took. */
    readonly sync: (
      title: string,
      search: string
    ) => Effect.Effect<{ readonly url: string; readonly changes: number }, Failure>
  }
>() {}

const Page = Schema.Array(Schema.Struct({ id: Schema.String }))

/** The models whose names have `words` in them. */
const find = (words: string) =>
  Effect.flatMap(Gateway, (gateway) => {
    const found = gateway.pages({ method: "GET", url: "/api/models", query: [["search", words]] }, Page)
    return Stream.runCollect(Stream.take(found, 100))
  })

const sync = Effect.fn("Collector.sync")(function* (title: string, search: string) {
  const items = Chunk.toReadonlyArray(yield* find(search)).map(({ id }) => ({ type: "model", id }) as const)
  const plan = yield* planCollection({ title, items })
  const { url } = yield* applyCollection(plan)
  return { url, changes: plan.steps.length }
})

export const layer: Layer.Layer<Collector, never, Services | Settings> = Layer.effect(
  Collector,
  Effect.map(Effect.context<Services | Settings>(), (services) =>
    Collector.of({ sync: (title, search) => Effect.provide(sync(title, search), services) })
  )
)

const [, , title = "", search = ""] = process.argv

const main = Effect.flatMap(Collector, (collector) => collector.sync(title, search)).pipe(
  Effect.tap(({ changes, url }) => Console.log(`${changes} changes at ${url}`)),
  // What somebody else changed meanwhile, or a Hub that is down, is for the next time.
  Effect.catchAll((error) => Console.error(error.message)),
  Effect.repeat(Schedule.spaced("1 hour")),
  Effect.provide(Layer.provide(layer, Live))
)

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) Effect.runPromise(main)
