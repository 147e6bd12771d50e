/** Asking for the files of a gated repo, and being let in or not (Hub API). */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type AccessRequest, AccessStatus, GrantAccess, HandleAccess } from "../../domain/wire/Access.ts"
import { type Account, Accounts } from "../accounts/Accounts.ts"
import { AccessLists } from "../store/AccessLists.ts"
import type { StoredRepo } from "../store/Repos.ts"
import { loggedIn, type RepoCall, type Routes, repo, webUrl, writable } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Links from "./Links.ts"
import * as Refusal from "./Refusal.ts"

const isStatus = Schema.is(AccessStatus)

const mustBeGated = (found: StoredRepo) =>
  found.gated === false ? Effect.fail(Refusal.badRequest("This repo is not gated")) : Effect.void

const missing = (text: string) => new Refusal.Refusal({ status: 404, text })

const list = Effect.fnUntraced(function* (call: RepoCall) {
  const [status] = call.target.rest
  if (!isStatus(status)) return yield* Refusal.noRoute()
  const { repo } = yield* writable(call)
  yield* mustBeGated(repo)
  const accounts = yield* Accounts
  const all = yield* (yield* AccessLists).list(repo, status)
  const page = Links.page(call, all, Links.size(call, "limit", 100, 1000), (each) => each.accountId)
  const rows = page.items.flatMap(({ accountId, at }): ReadonlyArray<typeof AccessRequest.Encoded> => {
    const account = accounts.byId(accountId)
    return account === undefined
      ? []
      : [{ user: { user: account.name, fullname: account.fullname }, status, timestamp: at }]
  })
  return Http.json(rows, page.headers)
})

const handle = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo } = yield* writable(call)
  const { rejectionReason, status, user, userId } = yield* Http.body(call.request, HandleAccess)
  yield* mustBeGated(repo)
  if (rejectionReason != null && (status !== "rejected" || rejectionReason.length > 200))
    return yield* Refusal.badRequest("A reason of at most 200 characters can be given for a rejection only")
  const named = user ?? userId
  if (named === undefined) return yield* Refusal.badRequest('"user" or "userId" is required')
  const accounts = yield* Accounts
  const account = user === undefined ? accounts.byId(named) : accounts.byName(user)
  const lists = yield* AccessLists
  const before = account === undefined ? undefined : yield* lists.status(repo, account.id)
  if (account === undefined || before === undefined) return yield* missing(`"${named}" has not asked for access`)
  if (before === status) return yield* missing(`The request is ${status} already`)
  yield* lists.set(repo, account.id, status)
  return Http.json({})
})

const grant = Effect.fnUntraced(function* (call: RepoCall) {
  const { repo } = yield* writable(call)
  const { user } = yield* Http.body(call.request, GrantAccess)
  yield* mustBeGated(repo)
  const account = (yield* Accounts).byName(user)
  if (account?.kind !== "user") return yield* missing(`There is no user "${user}"`)
  const lists = yield* AccessLists
  if ((yield* lists.status(repo, account.id)) === "accepted")
    return yield* Refusal.badRequest("The user has access already")
  yield* lists.set(repo, account.id, "accepted")
  return Http.json({})
})

const cancel = Effect.fnUntraced(function* (call: RepoCall) {
  const viewer = yield* loggedIn(call)
  const found = yield* repo(call)
  const lists = yield* AccessLists
  if ((yield* lists.status(found, viewer.account.id)) !== "pending")
    return yield* missing("You have no pending request for this repo")
  yield* lists.remove(found, viewer.account.id)
  return Http.json({})
})

const change = (call: RepoCall) => {
  switch (call.target.rest[0]) {
    case "handle":
      return handle(call)
    case "grant":
      return grant(call)
    case "cancel":
      return cancel(call)
    default:
      return Effect.fail(Refusal.noRoute())
  }
}

/** What asking comes to: `auto` lets everybody in who asks; a decision that was made stays made. */
const request = Effect.fnUntraced(function* (found: StoredRepo, account: Account) {
  const lists = yield* AccessLists
  const before = yield* lists.status(found, account.id)
  if (before === undefined || (before === "pending" && found.gated === "auto"))
    yield* lists.set(found, account.id, found.gated === "auto" ? "accepted" : "pending")
})

/** `POST /{id}/ask-access`: the button of the repo's page. */
const ask = Effect.fnUntraced(function* (call: RepoCall) {
  const viewer = yield* loggedIn(call)
  const found = yield* repo(call)
  yield* mustBeGated(found)
  yield* request(found, viewer.account)
  return HttpServerResponse.empty({ status: 303, headers: { location: webUrl(call, found) } })
})

export const routes: Routes = { "GET user-access-request": list, "POST user-access-request": change }

export const webRoutes: Routes = { "POST ask-access": ask }
