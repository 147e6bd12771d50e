import * as Effect from "effect/Effect"
import type { Namespace } from "../../../domain/Namespace.ts"
import { text } from "../../../domain/Open.ts"
import { Endpoints } from "../../../services/Endpoints.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { failing } from "../../RequestFailed.ts"
import { leaf } from "../../spec/command.ts"
import * as shared from "../params.ts"
import * as params from "./params.ts"

const columns = ["name", "model", "status", "task", "framework", "instance", "vendor", "region"] as const

export const listCommand = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }],
    help: "List the endpoints of a namespace; `--namespace '*'`: yours and your organizations'.",
    params: { namespace: params.namespace, token: shared.token },
    examples: ["hf endpoints ls", "hf endpoints ls --namespace my-org"]
  },
  ({ namespace, token }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const whose: Namespace | "*" | undefined = namespace === "*" ? "*" : yield* params.namespaceOf(namespace)
      const all = Effect.flatMap(Endpoints, (endpoints) => endpoints.list(whose))
      const found = yield* withHub(token, all).pipe(failing("Listing"))
      const rows = found.map(({ compute, model, name, provider, status }) => ({
        name,
        model: model.repository,
        status: text(status.state),
        task: model.task === undefined ? "" : model.task,
        framework: model.framework,
        instance: compute?.instanceType ?? "",
        vendor: provider?.vendor ?? "",
        region: provider?.region ?? ""
      }))
      // As in the Python `hf`: a column that says nothing of any of them is left out.
      const telling = columns.filter((key) => rows.some((row) => row[key] !== null))
      yield* output.table(
        telling.map((key) => ({ key })),
        rows,
        "name"
      )
    })
)
