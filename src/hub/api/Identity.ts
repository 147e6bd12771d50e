/** Who is calling (Hub API). */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import type { Whoami } from "../../domain/wire/Identity.ts"
import { Accounts, type Viewer } from "../accounts/Accounts.ts"
import { Exchange } from "../accounts/Exchange.ts"
import { Grants } from "../accounts/Grants.ts"
import * as Publishers from "../accounts/Publishers.ts"
import type { HubStorageError } from "../HubError.ts"
import { type Call, loggedIn } from "./Call.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import * as Target from "./Target.ts"

/** `Bearer TOKEN`, or what git sends: Basic with the token as password. */
const tokenOf = (header: string): string | undefined => {
  const [scheme = "", value = ""] = header.trim().split(/\s+/)
  if (scheme.toLowerCase() === "bearer") return value
  if (scheme.toLowerCase() !== "basic") return undefined
  const decoded = Buffer.from(value, "base64").toString()
  return decoded.slice(decoded.indexOf(":") + 1)
}

/** Whose access token it is, or whose login by browser. */
export const byToken = Effect.fnUntraced(function* (token: string) {
  return (yield* Accounts).byToken(token) ?? (yield* (yield* Grants).viewer(token))
})

/** What changes nothing, whatever its method is. */
const isReading = (method: string, target: Target.Target | undefined): boolean =>
  method === "GET" || method === "HEAD" || (target !== undefined && /^(?:paths-info$|git\/)/.test(target.action))

/** Outside of what it was given for, an exchanged token reads what is open to everybody, and changes nothing. */
const scoped = Effect.fnUntraced(function* (request: HttpServerRequest, viewer: Viewer) {
  const { scope } = viewer
  const parts = Target.segments(request.url) ?? []
  if (scope === undefined || parts.join("/") === "api/whoami-v2") return viewer
  const target = Target.parse(parts)
  const reading = isReading(request.method, target)
  if (target !== undefined) {
    const { owner } = yield* Accounts
    const named = { ...target, namespace: target.namespace ?? owner.name, _tag: "Repo" as const }
    if (scope._tag === "Gated" ? reading : Publishers.textOf(named) === Publishers.textOf(scope)) return viewer
  }
  return reading ? undefined : yield* Refusal.forbidden(`This token is for ${Publishers.textOf(scope)} only`)
})

/** Nobody without a token; a token that nobody knows is refused whatever is asked for. */
export const viewer = Effect.fnUntraced(function* (
  request: HttpServerRequest
): Effect.fn.Return<Viewer | undefined, Refusal.Refusal | HubStorageError, Accounts | Grants | Exchange> {
  const header = request.headers["authorization"]
  if (header === undefined) return undefined
  const token = tokenOf(header)
  if (token === undefined) return yield* Refusal.badToken()
  const exchanged = yield* (yield* Exchange).viewer(token)
  if (exchanged !== undefined) return yield* scoped(request, exchanged)
  return (yield* byToken(token)) ?? (yield* Refusal.badToken())
})

/** `GET /api/whoami-v2` */
export const whoami = Effect.fnUntraced(function* (call: Call) {
  const { account, orgs, role, tokenCreatedAt, tokenExpiresAt, tokenName } = yield* loggedIn(call)
  const answer = {
    type: "user",
    id: account.id,
    name: account.name,
    fullname: account.fullname,
    ...(account.email === undefined ? {} : { email: account.email, emailVerified: true }),
    canPay: false,
    periodEnd: null,
    isPro: false,
    avatarUrl: `/avatars/${account.id}.svg`,
    orgs: orgs.map(({ org, role }) => ({
      type: "org",
      id: org.id,
      name: org.name,
      fullname: org.fullname,
      email: org.email ?? null,
      canPay: false,
      periodEnd: null,
      isEnterprise: false,
      avatarUrl: `/avatars/${org.id}.svg`,
      roleInOrg: role
    })),
    auth:
      tokenExpiresAt === undefined
        ? { type: "access_token", accessToken: { displayName: tokenName, role, createdAt: tokenCreatedAt } }
        : { type: "oauth", expiresAt: tokenExpiresAt }
  }
  return Http.json(answer satisfies typeof Whoami.Encoded)
})
