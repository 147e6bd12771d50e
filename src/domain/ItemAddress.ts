/** A thing of collections as people name it: by its id, or by the address of its page on the Hub or at arXiv. */
import * as Either from "effect/Either"
import * as CollectionAddress from "./CollectionAddress.ts"
import * as Item from "./CollectionItem.ts"
import * as WebUrl from "./WebUrl.ts"

/** The version is left out: the Hub has one page for all of them. */
const arxiv =
  /^(?:https?:\/\/)?(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf|html)\/([^?#]+?)(?:v\d+)?(?:\.pdf)?\/?(?:[?#].*)?$/is

/** What is at the address of a repo's page or a bucket's, without what is inside. */
const shown = (text: string, endpoint: string): Either.Either<Item.ItemName | { type: "kernel"; id: string }, string> =>
  Either.flatMap(
    Either.mapLeft(WebUrl.parse(text, endpoint), ({ reason }) => reason),
    (at) => {
      const whole = at.path === "" && (at._tag === "Bucket" || at.revision === undefined)
      if (!whole) return Either.left("it is a place inside, and an item is all of it: leave off what follows the name")
      return Either.right(at._tag === "Bucket" ? { type: "bucket", id: at.id } : { type: at.type, id: at.id })
    }
  )

const found = (text: string, endpoint: string): ReturnType<typeof shown> | undefined => {
  const paper = arxiv.exec(text)?.[1] ?? WebUrl.paper(text, endpoint)
  if (paper !== undefined) return Either.right({ type: "paper", id: paper })
  const collection = CollectionAddress.find(text, endpoint)
  if (collection !== undefined)
    return Either.mapBoth(collection, { onLeft: ({ reason }) => reason, onRight: (id) => ({ type: "collection", id }) })
  return WebUrl.isWebUrl(text, endpoint) ? shown(text, endpoint) : undefined
}

/** The id that names it on the Hub, or why it is none of a `type`. `endpoint` is where the Hub is. */
export const idOf = (type: Item.ItemType, text: string, endpoint: string): Either.Either<string, string> =>
  Either.flatMap(found(text, endpoint) ?? Either.right({ type, id: text }), (name) => {
    if (name.type !== type) return Either.left(`it is the address of a ${name.type}, not of a ${type}`)
    const reason = Item.problem({ type, id: name.id })
    return reason === undefined ? Either.right(name.id) : Either.left(reason)
  })

/** `models/org/name`, however it was given: what is the address of no page stays as it is. */
export const pathOf = (text: string, endpoint: string): Either.Either<string, string> => {
  const name = found(text, endpoint) ?? Either.right(undefined)
  return Either.map(name, (named) => (named === undefined ? text : `${named.type}s/${named.id}`))
}
