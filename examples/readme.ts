import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { download, Live, Policies, Repo, RepoId } from "../src/index.ts"

const program = Effect.gen(function* () {
  const repo = Repo.make("model", yield* RepoId.parse("openai-community/gpt2"))
  const { files, path } = yield* download({ repo, include: ["*.json"] })
  yield* Console.log(`${files.length} files in ${path}`)
}).pipe(
  Effect.provideService(Policies, { ...Policies.defaults, retries: 8 }),
  Effect.catchTag("GatedRepo", ({ repoId }) => Console.error(`Ask for access to ${repoId} first.`)),
  Effect.provide(Live)
)

Effect.runPromise(program)
