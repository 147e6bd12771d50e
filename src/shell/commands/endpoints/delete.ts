import * as Effect from "effect/Effect"
import { Endpoints } from "../../../services/Endpoints.ts"
import { Output } from "../../../services/Output.ts"
import { Prompt } from "../../../services/Prompt.ts"
import { withHub } from "../../Access.ts"
import { failing } from "../../RequestFailed.ts"
import { leaf } from "../../spec/command.ts"
import * as shared from "../params.ts"
import * as params from "./params.ts"

export const deleteCommand = leaf(
  {
    name: "delete",
    help: "Delete an endpoint for good.",
    params: { name: params.name, namespace: params.namespace, yes: shared.yes, token: shared.token },
    examples: ["hf endpoints delete my-endpoint"]
  },
  ({ token, yes, ...named }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const prompt = yield* Prompt
      const ref = yield* params.refOf(named)
      if (!yes) yield* prompt.confirm(`Delete endpoint '${ref.name}'?`)
      const deleted = Effect.flatMap(Endpoints, (endpoints) => endpoints.delete(ref))
      yield* withHub(token, deleted).pipe(failing("Delete"))
      yield* output.result("", `Deleted '${ref.name}'.`, [["name", ref.name]])
    })
)
