/**
 * A CI job's identity for a token of this Hub (RFC 8693; Hub API `POST /oauth/token`). The tokens are held in memory: they live for
 * an hour at most, and a Hub that starts anew may trust others.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import type { TokensExchanged } from "../../domain/wire/OAuth.ts"
import * as Ids from "../store/Ids.ts"
import { Accounts, type Viewer } from "./Accounts.ts"
import type { AccountsFile } from "./AccountsFile.ts"
import * as IdentityToken from "./IdentityToken.ts"
import * as Publishers from "./Publishers.ts"

export interface Request {
  readonly subjectToken: string
  readonly resource: string
  /** The Hub's address as the client sees it. */
  readonly origin: string
}

export interface ExchangeShape {
  /** A token for the resource, or why there is none. */
  readonly exchange: (request: Request) => Effect.Effect<Either.Either<TokensExchanged, string>>
  /** Who the token acts for, and where; `undefined` when nobody knows it or its time is over. */
  readonly viewer: (token: string) => Effect.Effect<Viewer | undefined>
}

export class Exchange extends Context.Tag("hf/hub/Exchange")<Exchange, ExchangeShape>() {}

/** As the Hub's are called, though ours can be read by nobody. */
const prefix = "hf_jwt_"
/** Seconds. */
const longest = 3600

/** Those of the file, which was checked. */
const publishersOf = (file: AccountsFile | undefined): ReadonlyArray<Publishers.Publisher> =>
  (file?.publishers ?? []).map(({ keys, resources, ...rest }) => ({
    ...rest,
    keys: keys.flatMap((jwk) => IdentityToken.keyOf(jwk) ?? []),
    resources: resources.flatMap((resource) => Publishers.scopeOf(resource) ?? [])
  }))

const resourceOf = ({ resources }: Publishers.Publisher, resource: string) => {
  const wanted = Publishers.scopeOf(resource)
  return wanted === undefined
    ? undefined
    : resources.find((each) => Publishers.textOf(each) === Publishers.textOf(wanted))
}

const make = Effect.fnUntraced(function* (file: AccountsFile | undefined) {
  const accounts = yield* Accounts
  const publishers = publishersOf(file)
  const given = new Map<string, { readonly viewer: Viewer; readonly until: number }>()

  const trusted = (request: Request, now: number): Either.Either<Publishers.Publisher, string> => {
    const token = IdentityToken.read(request.subjectToken)
    if (token === undefined) return Either.left("The subject token is no identity token")
    const ofIssuer = publishers.filter(({ issuer }) => issuer === token.claims.issuer)
    if (ofIssuer.length === 0) return Either.left("This Hub trusts no publisher of the identity token's issuer")
    let reason = `This Hub trusts no publisher with these claims to act on ${request.resource}`
    for (const publisher of ofIssuer) {
      const checked = IdentityToken.check(token, publisher.keys, publisher.audience ?? request.origin, now)
      if (Either.isLeft(checked)) reason = checked.left
      else if (Publishers.matches(publisher, checked.right) && resourceOf(publisher, request.resource) !== undefined)
        return Either.right(publisher)
    }
    return Either.left(reason)
  }

  return Exchange.of({
    exchange: (request) =>
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        const found = trusted(request, now / 1000)
        if (Either.isLeft(found)) return Either.left(found.left)
        const scope = resourceOf(found.right, request.resource)
        const account = accounts.byName(found.right.user)
        if (scope === undefined || account === undefined) return Either.left("Its user is not here any more")
        for (const [hash, { until }] of given) if (until <= now) given.delete(hash)
        const token = yield* Ids.secret(prefix)
        const until = now + longest * 1000
        given.set(Ids.hashToken(token), {
          until,
          viewer: {
            account,
            orgs: accounts.orgsOf(account.id),
            role: scope._tag === "Repo" ? "write" : "read",
            scope,
            tokenName: "trusted publisher",
            tokenCreatedAt: yield* Ids.timestamp,
            tokenExpiresAt: new Date(until).toISOString()
          }
        })
        return Either.right({
          access_token: token,
          token_type: "bearer",
          expires_in: longest,
          issued_token_type: "urn:ietf:params:oauth:token-type:access_token"
        } satisfies TokensExchanged)
      }),
    viewer: (token) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const found = token.startsWith(prefix) ? given.get(Ids.hashToken(token)) : undefined
        return found !== undefined && found.until > now ? found.viewer : undefined
      })
  })
})

/** Trusts the publishers of the accounts file. */
export const layer = (file: AccountsFile | undefined) => Layer.effect(Exchange, make(file))
