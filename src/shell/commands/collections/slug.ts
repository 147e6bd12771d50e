/** The collection a command line names: its slug, or the address of its page. */
import * as Effect from "effect/Effect"
import * as CollectionAddress from "../../../domain/CollectionAddress.ts"
import type { CollectionSlug } from "../../../domain/CollectionSlug.ts"
import type { InvalidInput } from "../../../domain/errors.ts"
import { Hub } from "../../../services/Hub.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"

export const slugArg = arg.one("COLLECTION_SLUG", {
  help: "Collection, as `namespace/title-ID`; the address of its page will do.",
  completes: "collection"
})

/** What can only be a collection, its address; `undefined` for any other text. */
export const collectionAddress = (text: string): Effect.Effect<CollectionSlug | undefined, InvalidInput, Settings> =>
  Effect.flatMap(
    Settings,
    ({ endpoint }): Effect.Effect<CollectionSlug | undefined, InvalidInput> =>
      CollectionAddress.find(text, endpoint) ?? Effect.succeed(undefined)
  )

/** What a command line names, with all its items. */
export const named = (config: { readonly slug: string; readonly token: string | undefined }) =>
  Effect.flatMap(slugOf(config.slug), (slug) =>
    withHub(
      config.token,
      Effect.flatMap(Hub, ({ collections }) => collections.get(slug))
    )
  )

export const slugOf = (text: string): Effect.Effect<CollectionSlug, InvalidInput, Settings> =>
  Effect.flatMap(Settings, ({ endpoint }) => CollectionAddress.parse(text, endpoint))
