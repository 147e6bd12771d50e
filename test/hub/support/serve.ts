/** A Hub in a process of its own: `tsx serve.ts DATA_DIR [PORT] [ACCOUNTS_FILE]`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HubApp from "../../../src/hub/HubApp.ts"
import * as HubServer from "../../../src/hub/HubServer.ts"

const [dataDir = "", port = "0", accountsFile] = process.argv.slice(2)

NodeRuntime.runMain(
  Effect.scoped(
    Effect.gen(function* () {
      const { url } = yield* HubServer.serve({ port: Number(port) })
      yield* Console.log(`Hub listening at ${url}`)
      return yield* Effect.never
    })
  ).pipe(Effect.provide(HubApp.layer({ dataDir, accountsFile })))
)
