import * as Effect from "effect/Effect"
import { Output } from "../../services/Output.ts"
import { Settings } from "../../services/Settings.ts"
import { dataDir } from "../Access.ts"
import { Shutdown } from "../Shutdown.ts"
import { group, leaf } from "../spec/command.ts"
import * as opt from "../spec/opt.ts"

const serve = leaf(
  {
    name: "serve",
    help: "Serve a Hub of your own from a folder of this machine, until Ctrl-C.",
    params: {
      port: opt.intWithin(0, 65_535)(["--port"], { help: "Port to listen at; 0 picks a free one.", default: 8085 }),
      host: opt.text(["--host"], { help: "Address to listen at.", default: "127.0.0.1" }),
      data: opt.text(["--data"], {
        help: "Folder that holds everything; made when missing.",
        shown: "embedded-hub in HF_HOME",
        completes: "dir"
      }),
      accounts: opt.text(["--accounts"], { help: "JSON file with users, tokens and organizations.", completes: "file" })
    },
    examples: ["hf hub serve", "hf hub serve --port 0 --data ./hub --accounts accounts.json"]
  },
  ({ accounts, data, host, port }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const { home } = yield* Settings
      const shutdown = yield* Shutdown
      const [HubApp, HubServer] = yield* Effect.promise(() =>
        Promise.all([import("../../hub/HubApp.ts"), import("../../hub/HubServer.ts")])
      )
      // Before the folder is made: a port that is taken leaves nothing behind.
      yield* HubServer.probe({ host, port })
      const serving = Effect.gen(function* () {
        const { url } = yield* HubServer.serve({ host, port })
        if (!HubServer.isLoopback(host)) {
          yield* output.warning(
            `Everyone who can reach ${host} can reach this Hub: it does not listen to this machine alone.`
          )
        }
        yield* output.raw(`Hub listening at ${url}`)
        yield* shutdown.requested
      })
      yield* Effect.scoped(serving).pipe(
        Effect.provide(HubApp.layer({ dataDir: data ?? dataDir(home), accountsFile: accounts }))
      )
    })
)

export const command = group({ name: "hub", help: "A Hub in a box: the Hub's API over a local folder." }, [serve])
