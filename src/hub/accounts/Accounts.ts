/** Who there is: users, organizations, tokens. Few and rarely changed, so they are held in memory. */
import * as Context from "effect/Context"
import type { OrgRole, TokenRole } from "./AccountsFile.ts"
import type { Scope } from "./Publishers.ts"

export interface Account {
  readonly id: string
  readonly kind: "user" | "org"
  readonly name: string
  readonly fullname: string
  readonly email: string | undefined
  /** Organizations only: repos are private unless said otherwise. */
  readonly privateByDefault: boolean
  /** The user this Hub was made for. */
  readonly isOwner: boolean
}

export interface Membership {
  readonly org: Account
  readonly role: OrgRole
}

/** A caller who showed a good token. */
export interface Viewer {
  readonly account: Account
  readonly orgs: ReadonlyArray<Membership>
  readonly role: TokenRole
  readonly tokenName: string
  readonly tokenCreatedAt: string
  /** Tokens of a login by browser and exchanged ones end: ISO 8601. */
  readonly tokenExpiresAt?: string
  /** All that an exchanged token is good for. Absent: whatever its account may do. */
  readonly scope?: Scope
}

export interface AccountsShape {
  readonly owner: Account
  /** Who the token belongs to, or `undefined` when nobody knows it. */
  readonly byToken: (token: string) => Viewer | undefined
  /** User or organization, whatever the case of the name. */
  readonly byName: (name: string) => Account | undefined
  readonly byId: (id: string) => Account | undefined
  /** The organizations an account is in. */
  readonly orgsOf: (id: string) => ReadonlyArray<Membership>
}

export class Accounts extends Context.Tag("hf/hub/Accounts")<Accounts, AccountsShape>() {}
