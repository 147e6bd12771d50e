/** A download in a process of its own: `node --import tsx downloadChild.ts URL ROOT INPUT-JSON [SETTINGS-JSON]`. */
import * as Effect from "effect/Effect"
import { download } from "../../src/programs/download.ts"
import { layer, repo } from "./world.ts"

const [url = "", root = "", input = "{}", settings = "{}"] = process.argv.slice(2)

const result = await Effect.runPromise(
  download({ repo, ...JSON.parse(input) }).pipe(
    Effect.map((done) => ({ ...done, maxRss: process.resourceUsage().maxRSS * 1024 })),
    Effect.catchAll((error) => Effect.succeed({ error: error._tag, message: error.message })),
    Effect.provide(layer(root, url, JSON.parse(settings)))
  )
)
console.log(JSON.stringify(result))
