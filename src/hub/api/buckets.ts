/** What routes about buckets begin with: which one, and may the caller? */
import * as Effect from "effect/Effect"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import { Buckets, type StoredBucket } from "../store/Buckets.ts"
import { type Call, loggedIn } from "./Call.ts"
import * as Refusal from "./Refusal.ts"

export const idOf = ({ name, namespace }: StoredBucket): string => `${namespace}/${name}`

export const asPlace = ({ creatorId, namespace, private: hidden }: StoredBucket) => ({
  namespace,
  creatorId,
  visibility: hidden ? "private" : "public"
})

/** The bucket, if the caller may know of it. */
export const readable = Effect.fnUntraced(function* (call: Call, namespace: string, name: string) {
  const found = yield* (yield* Buckets).find(namespace, name)
  const accounts = yield* Accounts
  return found !== undefined && Access.canSee(accounts, call.viewer, asPlace(found))
    ? found
    : yield* Refusal.repoNotFound(call.viewer !== undefined)
})

/** The same, if the caller may change it. */
export const writable = Effect.fnUntraced(function* (call: Call, namespace: string, name: string) {
  const viewer = yield* loggedIn(call)
  const found = yield* readable(call, namespace, name)
  return Access.canWrite(yield* Accounts, viewer, asPlace(found))
    ? found
    : yield* Refusal.forbidden(
        viewer.role === "write"
          ? `You don't have the rights to change the buckets of ${found.namespace}`
          : "This token is read-only: a token with write role is needed"
      )
})
