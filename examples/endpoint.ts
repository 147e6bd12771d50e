/**
 * A model for as long as it is needed: deployed, waited for, called, and deleted whatever happened in between.
 * Try it: `npx tsx examples/endpoint.ts openai-community/gpt2 "Once upon a time"`. It costs what a small CPU costs for so long, and nothing
 * with `HF_ENDPOINT` at a `hf hub serve`. Its test runs against the Hub in a box.
 */
import { pathToFileURL } from "node:url"
import { Console, Effect } from "effect"
import { deployEndpoint, EndpointName, Endpoints, Live, waitForEndpoint } from "../src/index.ts"

const ref = { name: EndpointName.make("gone-in-a-minute") }
const hardware = { accelerator: "cpu", instanceType: "intel-icl", instanceSize: "x2" }

/** An endpoint that is gone when the scope closes: on success, on failure, on Ctrl-C. */
const deployed = (repository: string) =>
  Effect.acquireRelease(deployEndpoint({ ...ref, ...hardware, repository, framework: "pytorch" }), () =>
    Effect.flatMap(Endpoints, (endpoints) => Effect.ignoreLogged(endpoints.delete(ref)))
  )

/** What the model makes of `inputs`. */
export const ask = (repository: string, inputs: string) =>
  Effect.gen(function* () {
    const endpoints = yield* Endpoints
    yield* deployed(repository)
    const endpoint = yield* waitForEndpoint(ref, { timeout: "10 minutes", interval: "1 second" })
    return yield* endpoints.call(endpoint, { inputs })
  }).pipe(Effect.scoped)

const main = Effect.gen(function* () {
  const [repository = "openai-community/gpt2", inputs = "Once upon a time"] = process.argv.slice(2)
  yield* Console.log(JSON.stringify(yield* ask(repository, inputs)))
}).pipe(
  Effect.catchTag("EndpointFailed", ({ detail }) => Console.error(`It did not start: ${detail}`)),
  Effect.provide(Live)
)

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) Effect.runPromise(main)
