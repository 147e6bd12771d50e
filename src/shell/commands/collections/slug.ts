/** The collection a command line names: its slug, or the address of its page. */
import * as Effect from "effect/Effect"
import * as CollectionSlug from "../../../domain/CollectionSlug.ts"
import type { InvalidInput } from "../../../domain/errors.ts"
import * as WebUrl from "../../../domain/WebUrl.ts"
import { Hub } from "../../../services/Hub.ts"
import { Settings } from "../../../services/Settings.ts"
import { withHub } from "../../Access.ts"
import * as arg from "../../spec/arg.ts"

export const slugArg = arg.one("COLLECTION_SLUG", {
  help: "Collection, as `namespace/title-ID`; the address of its page will do.",
  completes: "collection"
})

/** Three parts: `collections/name` could be a repository. */
const spelled = /^collections\/([^/]+\/[^/]+)$/

/** A page's address or `collections/ns/title-ID`: what can only be a collection; `undefined` for any other text. */
export const collectionAddress = (
  text: string
): Effect.Effect<CollectionSlug.CollectionSlug | undefined, InvalidInput, Settings> =>
  Effect.flatMap(Settings, ({ endpoint }): Effect.Effect<CollectionSlug.CollectionSlug | undefined, InvalidInput> => {
    const slug = spelled.exec(text)?.[1]
    return (
      WebUrl.collection(text, endpoint) ?? (slug === undefined ? Effect.succeed(undefined) : CollectionSlug.parse(slug))
    )
  })

/** What a command line names, with all its items. */
export const named = (config: { readonly slug: string; readonly token: string | undefined }) =>
  Effect.flatMap(slugOf(config.slug), (slug) =>
    withHub(
      config.token,
      Effect.flatMap(Hub, ({ collections }) => collections.get(slug))
    )
  )

export const slugOf = (text: string): Effect.Effect<CollectionSlug.CollectionSlug, InvalidInput, Settings> =>
  Effect.flatMap(collectionAddress(text), (slug) =>
    slug === undefined ? CollectionSlug.parse(text) : Effect.succeed(slug)
  )
