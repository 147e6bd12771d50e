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
      accounts: opt.text(["--accounts"], {
        help: "JSON file with users, tokens and organizations.",
        completes: "file"
      }),
      jobs: opt.flag(["--jobs"], {
        help: "Run jobs: whoever has a write token runs commands on this machine, with your rights."
      }),
      jobsAtOnce: opt.intFrom(1)(["--jobs-at-once"], { help: "With --jobs: jobs at work at once.", default: 4 })
    },
    examples: ["hf hub serve", "hf hub serve --port 0 --data ./hub --accounts accounts.json", "hf hub serve --jobs"]
  },
  ({ accounts, data, host, jobs, jobsAtOnce, port }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const { home } = yield* Settings
      const shutdown = yield* Shutdown
      const [HubApp, HubServer, { JobRunner }] = yield* Effect.promise(() =>
        Promise.all([
          import("../../hub/HubApp.ts"),
          import("../../hub/HubServer.ts"),
          import("../../hub/jobs/JobRunner.ts")
        ])
      )
      // Before the folder is made: a port that is taken leaves nothing behind.
      yield* HubServer.probe({ host, port })
      const serving = Effect.gen(function* () {
        const { url } = yield* HubServer.serve({ host, port })
        if (!HubServer.isLoopback(host)) {
          yield* output.warning(
            `Everyone who can reach ${host} can reach this Hub: it does not listen to this machine alone.`
          )
          if (jobs)
            yield* output.warning("With a write token of its they run commands on this machine, with your rights.")
        }
        yield* output.raw(`Hub listening at ${url}`)
        yield* shutdown.requested
        // Before the server waits for its readers: those of a log read until the job is over.
        yield* (yield* JobRunner).stop
      })
      yield* Effect.scoped(serving).pipe(
        Effect.provide(
          HubApp.layer({
            dataDir: data ?? dataDir(home),
            accountsFile: accounts,
            jobs: jobs ? { atOnce: jobsAtOnce } : undefined
          })
        )
      )
    })
)

export const command = group({ name: "hub", help: "A Hub in a box: the Hub's API over a local folder." }, [serve])
