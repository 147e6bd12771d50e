/** The plain server of prepared answers, in a process of its own: `static-server.ts small FILES | big FILE SHA256 SIZE`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as RandomFiles from "../test/support/RandomFiles.ts"
import * as StaticHub from "../test/support/StaticHub.ts"

const [kind, first = "", sha256 = "", size = ""] = process.argv.slice(2)

const files: ReadonlyArray<StaticHub.StaticFile> =
  kind === "big"
    ? [{ path: "model.bin", content: { file: first, size: Number(size), sha256 } }]
    : Array.from({ length: Number(first) }, (_, index) => ({
        path: `file-${index}.txt`,
        content: RandomFiles.buffer(1000, `bench/${index}`)
      }))

StaticHub.make({ repoId: `alice/${kind}`, files }).pipe(
  Effect.tap((hub) => Effect.sync(() => console.log(`Static hub listening at ${hub.url}`))),
  Effect.zipRight(Effect.never),
  Effect.scoped,
  NodeRuntime.runMain
)
