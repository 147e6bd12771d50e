/** The accounts file: users, their tokens, organizations. Read at every start; never written. */

import { readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { AccountsFileInvalid } from "../HubError.ts"
import * as IdentityToken from "./IdentityToken.ts"
import * as Publishers from "./Publishers.ts"

const Name = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9])?$/, {
    message: () => "a name has 1 to 96 letters, digits, '-', '_' or '.'"
  })
)

export const TokenRole = Schema.Literal("read", "write")
export type TokenRole = typeof TokenRole.Type

export const OrgRole = Schema.Literal("admin", "write", "contributor", "read")
export type OrgRole = typeof OrgRole.Type

const User = Schema.Struct({
  name: Name,
  fullname: Schema.optional(Schema.String),
  email: Schema.optional(Schema.String),
  id: Schema.optional(Schema.String.pipe(Schema.pattern(/^[0-9a-f]{24}$/))),
  tokens: Schema.Array(
    Schema.Struct({
      token: Schema.NonEmptyString,
      role: TokenRole,
      displayName: Schema.optional(Schema.String)
    })
  )
})

const Org = Schema.Struct({
  name: Name,
  fullname: Schema.optional(Schema.String),
  members: Schema.Array(Schema.Struct({ user: Schema.String, role: OrgRole })),
  privateByDefault: Schema.optional(Schema.Boolean)
})

/** CI jobs that may exchange their identity for a token. */
const Publisher = Schema.Struct({
  issuer: Schema.NonEmptyString,
  keys: Schema.NonEmptyArray(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  claims: Schema.Record({ key: Schema.String, value: Schema.String }),
  audience: Schema.optional(Schema.NonEmptyString),
  user: Schema.String,
  resources: Schema.NonEmptyArray(Schema.String)
})

const none = { default: () => [] }

export const AccountsFile = Schema.Struct({
  users: Schema.optionalWith(Schema.Array(User), none),
  orgs: Schema.optionalWith(Schema.Array(Org), none),
  publishers: Schema.optionalWith(Schema.Array(Publisher), none)
})
export type AccountsFile = typeof AccountsFile.Type

const jsonPath = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text === "" ? "" : "."}${String(key)}`),
    ""
  )

// Messages of the parser show the value that is wrong; a token must not get out that way.
const withoutValue = (message: string): string => message.replace(/, actual .*$/s, "").replace(/\s*\n[\s\S]*$/, "")

const decode = Schema.decodeUnknown(AccountsFile, { errors: "all", onExcessProperty: "error" })

const duplicate = (file: AccountsFile): { at: string; reason: string } | undefined => {
  const names = new Set<string>()
  const tokens = new Set<string>()
  const users = new Set(file.users.map((user) => user.name))
  const taken = (name: string) => names.has(name.toLowerCase()) || !names.add(name.toLowerCase())
  for (const [i, user] of file.users.entries()) {
    if (taken(user.name)) return { at: `users[${i}].name`, reason: `'${user.name}' is there twice` }
    for (const [j, { token }] of user.tokens.entries()) {
      if (tokens.has(token)) return { at: `users[${i}].tokens[${j}].token`, reason: "the token is there twice" }
      tokens.add(token)
    }
  }
  for (const [i, org] of file.orgs.entries()) {
    if (taken(org.name)) return { at: `orgs[${i}].name`, reason: `'${org.name}' is there twice` }
    for (const [j, member] of org.members.entries())
      if (!users.has(member.user))
        return { at: `orgs[${i}].members[${j}].user`, reason: `there is no user '${member.user}'` }
  }
  return undefined
}

const untrustworthy = (file: AccountsFile): { at: string; reason: string } | undefined => {
  const users = new Set(file.users.map((user) => user.name))
  for (const [i, { claims, keys, resources, user }] of file.publishers.entries()) {
    const at = `publishers[${i}]`
    if (!users.has(user)) return { at: `${at}.user`, reason: `there is no user '${user}'` }
    // Or every job of the provider's would be trusted, whoever's it is.
    if (Object.keys(claims).length === 0)
      return { at: `${at}.claims`, reason: 'it must say whose jobs are trusted, as in {"repository": "acme/ci"}' }
    for (const [j, jwk] of keys.entries())
      if (IdentityToken.keyOf(jwk) === undefined)
        return { at: `${at}.keys[${j}]`, reason: "it is no public key for RS256 or ES256 (JWK)" }
    for (const [j, resource] of resources.entries()) {
      const scope = Publishers.scopeOf(resource)
      if (scope === undefined)
        return {
          at: `${at}.resources[${j}]`,
          reason: "write NAMESPACE/NAME, datasets/NAMESPACE/NAME … or the user's name"
        }
      if (scope._tag === "Gated" && scope.user !== user)
        return { at: `${at}.resources[${j}]`, reason: `its user is '${user}'` }
    }
  }
  return undefined
}

/** Reads and checks `path`; the error names the JSON path of the first offence and never shows a token. */
export const load = Effect.fn("AccountsFile.load")(function* (path: string) {
  const invalid = (at: string, reason: string) => new AccountsFileInvalid({ path, at, reason })
  const text = yield* Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) =>
      invalid("", `it cannot be read (${cause instanceof Error && "code" in cause ? cause.code : cause})`)
  })
  const json = yield* Effect.try({ try: (): unknown => JSON.parse(text), catch: () => invalid("", "it is not JSON") })
  const file = yield* decode(json).pipe(
    Effect.mapError((error) => {
      const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
      return invalid(jsonPath(issue?.path ?? []), withoutValue(issue?.message ?? "not an accounts file"))
    })
  )
  const wrong = duplicate(file) ?? untrustworthy(file)
  return wrong === undefined ? file : yield* invalid(wrong.at, wrong.reason)
})
