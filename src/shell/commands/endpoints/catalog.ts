import * as Effect from "effect/Effect"
import * as EndpointName from "../../../domain/EndpointName.ts"
import { Endpoints } from "../../../services/Endpoints.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { failing } from "../../RequestFailed.ts"
import { group, leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as shared from "../params.ts"
import * as params from "./params.ts"

const listParams = { token: shared.token }

const list = ({ token }: { readonly token: string | undefined }) =>
  Effect.gen(function* () {
    const output = yield* Output
    const all = Effect.flatMap(Endpoints, ({ catalog }) => catalog)
    yield* output.dict({ models: yield* withHub(token, all).pipe(failing("Catalog fetch")) })
  })

const listCommand = leaf(
  {
    name: "list",
    aliases: [{ name: "ls" }],
    help: "List the models of the catalog.",
    params: listParams,
    examples: ["hf endpoints catalog ls"]
  },
  list
)

/** The old name of `catalog list`. */
export const listCatalogCommand = leaf(
  { name: "list-catalog", help: "List the models of the catalog.", hidden: true, params: listParams },
  list
)

const deployCommand = leaf(
  {
    name: "deploy",
    help: "Deploy a model of the catalog as an endpoint.",
    params: {
      repo: opt.text(["--repo"], { ...params.repo, required: true }),
      name: opt.text(["--name"], { help: "Name of the endpoint; left out, one is made up." }),
      accelerator: opt.text(["--accelerator"], params.accelerator),
      namespace: params.namespace,
      token: shared.token
    },
    examples: ["hf endpoints catalog deploy --repo meta-llama/Llama-3.2-1B-Instruct"]
  },
  (config) =>
    Effect.gen(function* () {
      const output = yield* Output
      const deployment = {
        repoId: config.repo,
        name: config.name === undefined ? undefined : yield* EndpointName.parse(config.name),
        accelerator: config.accelerator,
        namespace: yield* params.namespaceOf(config.namespace)
      }
      const deployed = Effect.flatMap(Endpoints, (endpoints) => endpoints.deployFromCatalog(deployment))
      yield* output.dict((yield* withHub(config.token, deployed).pipe(failing("Deployment"))).raw)
    })
)

export const catalogCommand = group({ name: "catalog", help: "Models that can be deployed without saying how." }, [
  listCommand,
  deployCommand
])
