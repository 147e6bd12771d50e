/** A collection as people name it: its slug, `collections/SLUG`, or the address of its page (see {@link WebUrl.collection}). */
import type * as Either from "effect/Either"
import * as CollectionSlug from "./CollectionSlug.ts"
import type { InvalidInput } from "./errors.ts"
import * as WebUrl from "./WebUrl.ts"

type Parsed = Either.Either<CollectionSlug.CollectionSlug, InvalidInput>

/** Three parts: `collections/name` could be a repository. */
const spelled = /^collections\/([^/]+\/[^/]+)$/

/** What can only be a collection: its page or `collections/SLUG`; `undefined` for any other text. */
export const find = (text: string, endpoint: string): Parsed | undefined => {
  const slug = spelled.exec(text)?.[1]
  return WebUrl.collection(text, endpoint) ?? (slug === undefined ? undefined : CollectionSlug.parse(slug))
}

/** `endpoint` is where the Hub is: its pages count beside those of huggingface.co. */
export const parse = (text: string, endpoint: string): Parsed => find(text, endpoint) ?? CollectionSlug.parse(text)
