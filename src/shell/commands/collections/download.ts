/** `hf collections download`: what `hf download` does with a collection, for those who look for it here. */
import * as Effect from "effect/Effect"
import { leaf } from "../../spec/command.ts"
import { wholeCollection } from "../downloadCollection.ts"
import * as manner from "../downloadManner.ts"
import { slugArg, slugOf } from "./slug.ts"

export const downloadCommand = leaf(
  {
    name: "download",
    help: "Download the files of every repository in a collection.\n\n`hf download COLLECTION_SLUG` does the same. Papers and other collections in it are left out.",
    params: { slug: slugArg, ...manner.params },
    examples: [
      "hf collections download TheBloke/recent-models-64f9a55bb3115b4f513ec026",
      'hf collections download SLUG --include "*.json" --local-dir ./models'
    ]
  },
  (config) =>
    Effect.gen(function* () {
      yield* manner.check(config)
      yield* wholeCollection(config, yield* slugOf(config.slug))
    })
)
