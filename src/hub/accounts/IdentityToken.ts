/** Identity tokens of CI providers (JWT, RFC 7519): whose signature they carry, and for whom and until when they hold. Pure. */
import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A public key of a provider, as its `jwks_uri` lists it (RFC 7517). */
export interface Key {
  readonly id: string | undefined
  readonly key: KeyObject
}

/** What the token says; nothing of it may be believed before {@link check}. */
export interface Claims {
  readonly issuer: string
  readonly audience: ReadonlyArray<string>
  /** Seconds since 1970. */
  readonly expires: number
  readonly notBefore: number | undefined
  readonly all: Readonly<Record<string, unknown>>
}

export interface IdentityToken {
  readonly claims: Claims
  readonly algorithm: string
  readonly keyId: string | undefined
  readonly signed: Buffer
  readonly signature: Buffer
}

/** What each algorithm demands of a key: the key decides what it may verify, never the token. */
const algorithms: Readonly<Record<string, { readonly hash: string; readonly fits: (key: KeyObject) => boolean }>> = {
  RS256: { hash: "sha256", fits: (key) => key.asymmetricKeyType === "rsa" },
  ES256: {
    hash: "sha256",
    fits: (key) => key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1"
  }
}

/** Clocks of this machine and the provider's may differ by so much, in seconds. */
const skew = 60

/** The key, if it is a public one that a known algorithm can use. */
export const keyOf = (jwk: Readonly<Record<string, unknown>>): Key | undefined => {
  // A private key here would be a secret in a file that needs none.
  if ("d" in jwk || "k" in jwk) return undefined
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" })
    const id = typeof jwk["kid"] === "string" ? jwk["kid"] : undefined
    return Object.values(algorithms).some(({ fits }) => fits(key)) ? { id, key } : undefined
  } catch {
    return undefined
  }
}

const Header = Schema.parseJson(Schema.Struct({ alg: Schema.String, kid: Schema.optional(Schema.String) }))
const Payload = Schema.parseJson(
  Schema.Struct(
    {
      iss: Schema.String,
      aud: Schema.Union(Schema.String, Schema.Array(Schema.String)),
      exp: Schema.Number,
      nbf: Schema.optional(Schema.Number)
    },
    { key: Schema.String, value: Schema.Unknown }
  )
)
const decodeHeader = Schema.decodeUnknownOption(Header)
const decodePayload = Schema.decodeUnknownOption(Payload)

/** Takes a token apart; `undefined` when it is none. */
export const read = (token: string): IdentityToken | undefined => {
  const [header, payload, signature, ...more] = token.split(".")
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined
  const text = (part: string) => Buffer.from(part, "base64url").toString()
  const head = Option.getOrUndefined(decodeHeader(text(header)))
  const body = Option.getOrUndefined(decodePayload(text(payload)))
  if (head === undefined || body === undefined) return undefined
  return {
    claims: {
      issuer: body.iss,
      audience: typeof body.aud === "string" ? [body.aud] : body.aud,
      expires: body.exp,
      notBefore: body.nbf,
      all: body
    },
    algorithm: head.alg,
    keyId: head.kid,
    signed: Buffer.from(`${header}.${payload}`),
    signature: Buffer.from(signature, "base64url")
  }
}

const signedBy =
  ({ algorithm, keyId, signature, signed }: IdentityToken) =>
  ({ id, key }: Key): boolean => {
    const found = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined
    if (found === undefined || !found.fits(key) || (keyId !== undefined && id !== undefined && keyId !== id))
      return false
    // JWTs carry r and s of an elliptic curve side by side (RFC 7518, 3.4).
    return verify(found.hash, signed, { key, dsaEncoding: "ieee-p1363" }, signature)
  }

const trimmed = (url: string): string => url.replace(/\/+$/, "")

/** Its claims, if one of `keys` signed it and it holds `now` (seconds since 1970) for `audience`; or why not. */
export const check = (
  token: IdentityToken,
  keys: ReadonlyArray<Key>,
  audience: string,
  now: number
): Either.Either<Claims, string> => {
  const { claims } = token
  if (!keys.some(signedBy(token))) return Either.left("No known key of its issuer signed the identity token")
  if (claims.expires + skew <= now) return Either.left("The identity token has expired")
  if (claims.notBefore !== undefined && claims.notBefore - skew > now)
    return Either.left("The identity token does not hold yet")
  if (!claims.audience.map(trimmed).includes(trimmed(audience)))
    return Either.left(`The identity token is for somebody else: its audience must be ${trimmed(audience)}`)
  return Either.right(claims)
}
