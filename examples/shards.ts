/**
 * A job for every shard of a dataset, a few at once; what failed is told by tag.
 * Try it: `npx tsx examples/shards.ts my-org/my-data`. Its test runs against the Hub in a box.
 */
import { pathToFileURL } from "node:url"
import { Console, Data, Duration, Effect, Either, Stream } from "effect"
import { Hub, Jobs, Live, Repo, RepoId, Volume } from "../src/index.ts"

/** The job ran, and did not end well. */
export class ShardFailed extends Data.TaggedError("ShardFailed")<{ readonly message: string }> {}

/** The paths of the dataset's Parquet files, in their order. */
const shardsOf = Effect.fn("shardsOf")(function* (dataset: Repo.Repo) {
  const { files } = yield* Hub
  const entries = yield* Stream.runCollect(files.tree(dataset, "main", { recursive: true }))
  return [...entries].map(({ path }) => path).filter((path) => path.endsWith(".parquet"))
})

/** One job from its start to its end; it ends with us, should we be interrupted. */
const processShard = Effect.fn("processShard")(function* (dataset: Repo.Repo, shard: string) {
  const jobs = yield* Jobs
  const start = jobs.run({
    image: "python:3.12",
    command: ["python", "-c", "import os, sys; print(os.path.getsize(sys.argv[1]))", `/data/${shard}`],
    volumes: [new Volume({ type: "dataset", source: dataset.id, mountPath: "/data" })],
    labels: { name: "shard" },
    timeout: Duration.hours(1)
  })
  const { id, owner } = yield* Effect.catchTag(start, "RateLimited", ({ retryAfter = 60 }) =>
    Effect.zipRight(Effect.sleep(Duration.seconds(retryAfter)), start)
  )
  const job = { namespace: owner.name, id }
  const waiting = jobs.wait([job], { timeout: Duration.hours(2) })
  const [done] = yield* Effect.onInterrupt(waiting, () => Effect.ignore(jobs.cancel(job)))
  const status = done?.status
  if (status?.stage !== "COMPLETED")
    return yield* new ShardFailed({ message: status?.message ?? `${status?.stage ?? ""}` })
  const lines = yield* Stream.runCollect(jobs.logs(job))
  return [...lines].map(({ data }) => data).join("\n")
})

/** What became of each shard: what its job printed, or why there is nothing. */
export const processShards = Effect.fn("processShards")(function* (name: string, atOnce = 4) {
  const dataset = Repo.make("dataset", yield* RepoId.parse(name))
  return yield* Effect.forEach(
    yield* shardsOf(dataset),
    (shard) =>
      processShard(dataset, shard).pipe(
        Effect.either,
        Effect.map((outcome) => ({
          shard,
          outcome: Either.mapLeft(outcome, ({ _tag, message }) => `${_tag}: ${message}`)
        }))
      ),
    { concurrency: atOnce }
  )
})

const main = Effect.flatMap(processShards(process.argv[2] ?? ""), Console.table).pipe(Effect.provide(Live))

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) Effect.runPromise(main)
