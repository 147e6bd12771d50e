/** Collections as the API shows them: to each viewer only what they may see (Hub API). */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { WireCollection, WireItem } from "../../domain/wire/Collections.ts"
import * as Access from "../accounts/Access.ts"
import { Accounts, type AccountsShape } from "../accounts/Accounts.ts"
import { CollectionItems, type StoredItem, type Target } from "../store/CollectionItems.ts"
import { Collections } from "../store/Collections.ts"
import { type StoredCollection, slug } from "../store/collectionRows.ts"
import { fullName } from "../store/Repos.ts"
import type { Call } from "./Call.ts"

type Wire<S extends Schema.Schema.Any> = Schema.Schema.Encoded<S> & Readonly<Record<string, unknown>>

/** Access is decided as for a repo. */
export const asPlace = ({ creatorId, namespace, private: hidden }: StoredCollection) => ({
  namespace,
  creatorId,
  visibility: hidden ? "private" : "public"
})

const owner = (accounts: AccountsShape, namespace: string) => {
  const account = accounts.byName(namespace)
  return account === undefined
    ? { name: namespace, type: "user", fullname: namespace }
    : {
        _id: account.id,
        avatarUrl: `/avatars/${account.id}.svg`,
        fullname: account.fullname,
        name: account.name,
        type: account.kind
      }
}

const canSee = (accounts: AccountsShape, call: Call, target: Target): boolean =>
  target.type === "paper" ||
  Access.canSee(accounts, call.viewer, "repo" in target ? target.repo : asPlace(target.collection))

const shareUrl = (call: Call, collection: StoredCollection): string => `${call.origin}/collections/${slug(collection)}`

/** What it stands for, as a card shows it. */
const card = (accounts: AccountsShape, call: Call, target: Target) => {
  switch (target.type) {
    case "paper":
      return { id: target.id, type: target.type, upvotes: 0 }
    case "collection": {
      const { collection } = target
      return {
        id: collection.id,
        slug: slug(collection),
        type: target.type,
        title: collection.title,
        owner: owner(accounts, collection.namespace),
        lastUpdated: collection.updatedAt,
        theme: collection.theme,
        upvotes: collection.upvotes,
        shareUrl: shareUrl(call, collection)
      }
    }
    default: {
      const { repo } = target
      return {
        id: fullName(repo),
        type: target.type,
        repoType: target.type,
        author: repo.namespace,
        gated: repo.gated,
        private: repo.visibility === "private",
        lastModified: repo.updatedAt,
        downloads: 0,
        likes: 0,
        isLikedByUser: false,
        ...(target.type === "space" ? { title: repo.name, sdk: repo.sdk ?? null } : {})
      }
    }
  }
}

const html = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const itemView =
  (accounts: AccountsShape, call: Call) =>
  ({ id, note, position, target }: StoredItem): Wire<typeof WireItem> => ({
    _id: id,
    position,
    ...card(accounts, call, target),
    ...(note === undefined ? {} : { note: { html: html(note), text: note } })
  })

/** Lists show the first four. */
const shown = 4

/** `inList`: without the position, which Python's client counts itself, and with the first items only. */
export const view = Effect.fnUntraced(function* (call: Call, collection: StoredCollection, inList = false) {
  const accounts = yield* Accounts
  const all = yield* (yield* CollectionItems).of(collection.id)
  const seen = all.filter(({ target }) => canSee(accounts, call, target))
  const upvoted =
    call.viewer !== undefined && (yield* (yield* Collections).hasUpvote(collection.id, call.viewer.account.id))
  const answer: Wire<typeof WireCollection> = {
    slug: slug(collection),
    title: collection.title,
    ...(collection.description === undefined ? {} : { description: collection.description }),
    gating: false,
    lastUpdated: collection.updatedAt,
    owner: owner(accounts, collection.namespace),
    items: (inList ? seen.slice(0, shown) : seen).map(itemView(accounts, call)),
    theme: collection.theme,
    private: collection.private,
    upvotes: collection.upvotes,
    isUpvotedByUser: upvoted,
    ...(inList ? {} : { position: collection.position, shareUrl: shareUrl(call, collection) })
  }
  return answer
})
