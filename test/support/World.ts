/** What the fault and interop tests live in: one real Hub per file of tests; repos, homes and proxies as each test needs. */
import { createRepo, listCommits, type RepoDesignation, uploadFiles } from "@huggingface/hub"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Accounts from "./Accounts.ts"
import * as FaultProxy from "./FaultProxy.ts"
import type * as Hf from "./Hf.ts"
import * as HubProcess from "./HubProcess.ts"
import * as TempDir from "./TempDir.ts"

/** Path in the repo → content. */
export type Files = Readonly<Record<string, Uint8Array | string>>

/** Commits the files with the JavaScript client: nothing of ours is between a test and its data. */
export const commit = (url: string, repo: RepoDesignation, files: Files, title = "Add files"): Effect.Effect<string> =>
  Effect.promise(async () => {
    const output = await uploadFiles({
      repo,
      hubUrl: url,
      accessToken: Accounts.tokens.alice,
      useXet: false,
      commitTitle: title,
      files: Object.entries(files).map(([path, content]) => ({
        path,
        content: new Blob([typeof content === "string" ? content : new Uint8Array(content)])
      }))
    })
    if (output === undefined) throw new Error("nothing was committed")
    return output.commit.oid
  })

export class World extends Context.Tag("test/World")<
  World,
  {
    readonly hub: HubProcess.HubProcess
    /** A new model `alice/NAME` with these files; answers its id. */
    readonly repo: (name: string, files: Files, options?: { readonly private?: boolean }) => Effect.Effect<string>
    /** Somebody with an empty home; alice unless told otherwise. */
    readonly who: (options?: Partial<Hf.Who>) => Effect.Effect<Hf.Who, never, Scope.Scope>
    /** A proxy before the Hub. */
    readonly proxy: Effect.Effect<FaultProxy.FaultProxy, never, Scope.Scope>
  }
>() {
  static readonly layer = Layer.scoped(
    World,
    Effect.gen(function* () {
      const hub = yield* HubProcess.start
      return {
        hub,
        repo: (name, files, options) =>
          Effect.gen(function* () {
            const id = `alice/${name}`
            yield* Effect.promise(() =>
              createRepo({
                repo: id,
                hubUrl: hub.url,
                accessToken: Accounts.tokens.alice,
                private: options?.private ?? false
              })
            )
            if (Object.keys(files).length > 0) yield* commit(hub.url, id, files)
            return id
          }),
        who: (options) =>
          Effect.map(TempDir.make("home"), (home) => ({
            home,
            endpoint: hub.url,
            token: Accounts.tokens.alice,
            ...options
          })),
        proxy: FaultProxy.make(hub.url)
      }
    })
  )
}

/** Titles of the commits of `main`, newest first, as the JavaScript client reads them. */
export const commitTitles = (url: string, repo: string): Effect.Effect<ReadonlyArray<string>> =>
  Effect.promise(async () => {
    const titles: Array<string> = []
    for await (const entry of listCommits({ repo, hubUrl: url, accessToken: Accounts.tokens.alice })) {
      titles.push(entry.title)
    }
    return titles
  })
