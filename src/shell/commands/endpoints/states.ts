/** The commands that show an endpoint, or make it stop or go. */
import * as Effect from "effect/Effect"
import { resumeEndpoint, resumeEndpointRunningOk } from "../../../programs/endpoints/resume.ts"
import { type EndpointRef, Endpoints, type EndpointsShape } from "../../../services/Endpoints.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { failing } from "../../RequestFailed.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as shared from "../params.ts"
import * as params from "./params.ts"

const common = { name: params.name, namespace: params.namespace, token: shared.token }

/** A command that does one thing to an endpoint and shows it as it is then. */
const doing = (
  name: string,
  label: string,
  help: string,
  act: (endpoints: EndpointsShape, ref: EndpointRef) => ReturnType<EndpointsShape["get"]>
) =>
  leaf({ name, help, params: common, examples: [`hf endpoints ${name} my-endpoint`] }, ({ token, ...named }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const ref = yield* params.refOf(named)
      const done = Effect.flatMap(Endpoints, (endpoints) => act(endpoints, ref))
      yield* output.dict((yield* withHub(token, done).pipe(failing(label))).raw)
    })
  )

export const describeCommand = doing("describe", "Fetch", "Show an endpoint.", ({ get }, ref) => get(ref))

export const pauseCommand = doing("pause", "Pause", "Stop an endpoint until it is resumed.", ({ pause }, ref) =>
  pause(ref)
)

export const scaleToZeroCommand = doing(
  "scale-to-zero",
  "Scale To Zero",
  "Stop an endpoint until somebody calls it.",
  ({ scaleToZero }, ref) => scaleToZero(ref)
)

export const resumeCommand = leaf(
  {
    name: "resume",
    help: "Start an endpoint that was paused or scaled to zero.",
    params: {
      ...common,
      failIfAlreadyRunning: opt.flag(["--fail-if-already-running"], { help: "Fail when it is running already." })
    },
    examples: ["hf endpoints resume my-endpoint"]
  },
  ({ failIfAlreadyRunning, token, ...named }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const ref = yield* params.refOf(named)
      const resume = failIfAlreadyRunning ? resumeEndpoint : resumeEndpointRunningOk
      yield* output.dict((yield* withHub(token, resume(ref)).pipe(failing("Resume"))).raw)
    })
)
