/** Who may send changes, and what they may be sent to. */
import * as Effect from "effect/Effect"
import * as Access from "../accounts/Access.ts"
import { Accounts } from "../accounts/Accounts.ts"
import type { HubStorageError } from "../HubError.ts"
import { type CommitFacts, Objects } from "../store/Objects.ts"
import * as Refs from "../store/Refs.ts"
import type { StoredRepo } from "../store/Repos.ts"
import { loggedIn, type RepoCall, readable, writable } from "./Call.ts"
import * as Refusal from "./Refusal.ts"

/** Writers; for a pull request everybody who can read, has a name and a token that may write. */
export const allowed = Effect.fnUntraced(function* (call: RepoCall, asPullRequest: boolean) {
  if (!asPullRequest) return yield* writable(call)
  const repo = yield* readable(call)
  const viewer = yield* loggedIn(call)
  if (viewer.role !== "write")
    return yield* Refusal.forbidden("This token is read-only: a token with write role is needed")
  return { repo, viewer }
})

/** For calls that don't say whether a pull request is meant. */
export const allowedSomehow = Effect.fnUntraced(function* (call: RepoCall) {
  const accounts = yield* Accounts
  const { repo, viewer } = yield* allowed(call, true)
  return { repo, viewer, writer: Access.canWrite(accounts, viewer, repo) }
})

/** The ref a commit can be added to: a branch or a pull request, not a tag and not a hash. */
export const writableRef = Effect.fnUntraced(function* (repo: StoredRepo, revision: string) {
  const refs = yield* (yield* Refs.Refs).all(repo)
  const name = [Refs.branch(revision === "HEAD" ? "main" : revision), revision].find(
    (candidate) => refs.has(candidate) && !candidate.startsWith("refs/tags/")
  )
  const head = name === undefined ? undefined : refs.get(name)
  if (name === undefined || head === undefined) return yield* Refusal.revisionNotFound(revision)
  return { name, head }
})

export const branchHead = Effect.fnUntraced(function* (
  repo: StoredRepo,
  revision: string
): Effect.fn.Return<CommitFacts, Refusal.Refusal | HubStorageError, Refs.Refs | Objects> {
  const { head } = yield* writableRef(repo, revision)
  return yield* (yield* Objects).commit(head)
})
