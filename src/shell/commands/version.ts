import * as Effect from "effect/Effect"
import { Output } from "../../services/Output.ts"
import { leaf } from "../spec/command.ts"
import { versionEntries, versionLabel } from "../version.ts"

export const command = leaf(
  { name: "version", help: "Print the version of hf.", topic: "Help", params: {}, examples: ["hf version"] },
  () => Effect.flatMap(Output, (output) => output.result("", versionLabel, versionEntries))
)
