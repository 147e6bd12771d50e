/**
 * A collection's name on the Hub: `namespace/title-ID`, ID being 24 hexadecimal digits; `namespace/ID` will do. The title is for
 * people: it follows the collection's, and a slug with an old one still leads there.
 */
import * as Checked from "./Checked.ts"
import * as RepoId from "./RepoId.ts"

/** Longer than any title allows. */
const longest = 300

/** Why `text` is not a slug, or `undefined` when it is one. */
export const problem = (text: string): string | undefined => {
  const [namespace = "", name, ...rest] = text.split("/")
  if (name === undefined || rest.length > 0 || text.length > longest) return "it must be 'namespace/title-ID'"
  if (RepoId.problem(namespace) !== undefined) return `'${namespace}' is no user or organization`
  return /^(?:[^\s/?#%\\]*-)?[0-9a-f]{24}$/.test(name)
    ? undefined
    : "it must end in the collection's id, 24 hexadecimal digits; the page's address has it"
}

const checked = Checked.make("CollectionSlug", "collection slug", problem)

export const CollectionSlug = checked.schema
export type CollectionSlug = typeof CollectionSlug.Type

/** Checks `text`; the error says what is wrong and is meant for people. */
export const parse = checked.parse

/** Throws on a malformed slug: for literals in code and tests only. */
export const make = checked.make

/** The part that never changes: 24 hexadecimal digits. */
export const id = (slug: CollectionSlug): string => slug.slice(-24)

export const namespace = (slug: CollectionSlug): string => slug.slice(0, slug.indexOf("/"))

/** `/api/collections/ns/title-ID` */
export const apiPath = (slug: CollectionSlug): string =>
  `/api/collections/${slug.split("/").map(encodeURIComponent).join("/")}`

/** The collection's page. */
export const url = (slug: CollectionSlug, endpoint: string): string => `${endpoint}/collections/${slug}`
