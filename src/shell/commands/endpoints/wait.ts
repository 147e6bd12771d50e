import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { waitForEndpoint } from "../../../programs/endpoints/wait.ts"
import type { Endpoint } from "../../../services/Endpoints.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as shared from "../params.ts"
import * as params from "./params.ts"

export const waitCommand = leaf(
  {
    name: "wait",
    help: "Wait until an endpoint is running and answers.\n\nFails when it failed, is paused or scaled to zero, and when the time is up.",
    params: {
      name: params.name,
      namespace: params.namespace,
      timeout: opt.above0(["--timeout"], { help: "Seconds to wait at most; left out, as long as it takes." }),
      interval: opt.above0(["--interval"], { help: "Seconds between two looks.", default: 5 }),
      token: shared.token
    },
    examples: ["hf endpoints wait my-endpoint", "hf endpoints wait my-endpoint --timeout 600"]
  },
  ({ interval, timeout, token, ...named }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const policy = {
        interval: Duration.seconds(interval),
        onState: ({ name, status }: Endpoint) => output.log(`Endpoint '${name}' is ${status.state}.`),
        ...(timeout === undefined ? {} : { timeout: Duration.seconds(timeout) })
      }
      const endpoint = yield* withHub(token, waitForEndpoint(yield* params.refOf(named), policy))
      yield* output.dict(endpoint.raw)
    })
)
