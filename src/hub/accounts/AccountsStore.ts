/** Makes the owner at the first start, takes over the accounts file, loads everyone. */

import { existsSync } from "node:fs"
import { rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HubConfig } from "../HubConfig.ts"
import { storage } from "../HubError.ts"
import { sqlFailed } from "../store/Database.ts"
import * as Ids from "../store/Ids.ts"
import { type Account, Accounts, type Viewer } from "./Accounts.ts"
import type * as AccountsFile from "./AccountsFile.ts"

/** Where the owner's write token is written at the first start, mode 0600. */
export const ownerTokenPath = (dataDir: string): string => join(dataDir, "owner.token")

interface AccountRow {
  readonly id: string
  readonly kind: "user" | "org"
  readonly name: string
  readonly fullname: string
  readonly email: string | null
  readonly private_by_default: number
  readonly is_owner: number
}

const upsert = Effect.fnUntraced(function* (account: {
  readonly kind: "user" | "org"
  readonly name: string
  readonly fullname?: string | undefined
  readonly email?: string | undefined
  readonly id?: string | undefined
  readonly privateByDefault?: boolean | undefined
  readonly isOwner?: boolean
}) {
  const sql = yield* SqlClient.SqlClient
  const id = account.id ?? (yield* Ids.objectId)
  const fullname = account.fullname ?? account.name
  const privately = account.privateByDefault === true ? 1 : 0
  const rows = yield* sql<{ id: string }>`
    INSERT INTO accounts (id, kind, name, name_key, fullname, email, private_by_default, is_owner)
    VALUES (${id}, ${account.kind}, ${account.name}, ${account.name.toLowerCase()}, ${fullname}, ${account.email ?? null},
      ${privately}, ${account.isOwner === true ? 1 : 0})
    ON CONFLICT (name_key) DO UPDATE SET kind = excluded.kind, name = excluded.name, fullname = excluded.fullname,
      email = excluded.email, private_by_default = excluded.private_by_default
    RETURNING id`
  return rows[0]?.id ?? id
})

const addToken = Effect.fnUntraced(function* (
  accountId: string,
  token: { readonly token: string; readonly role: string; readonly displayName?: string | undefined },
  source: "owner" | "file"
) {
  const sql = yield* SqlClient.SqlClient
  const hash = Ids.hashToken(token.token)
  const createdAt = yield* Ids.timestamp
  yield* sql`INSERT INTO tokens (hash, account_id, role, display_name, source, created_at)
    VALUES (${hash}, ${accountId}, ${token.role}, ${token.displayName ?? "token"}, ${source}, ${createdAt})
    ON CONFLICT (hash) DO NOTHING`
})

/** The file with the token is complete, and only its owner's to read, before the database knows the token. */
const makeOwner = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const { dataDir, ownerName } = yield* HubConfig
  const path = ownerTokenPath(dataDir)
  const known = yield* sql<{ id: string }>`SELECT id FROM accounts WHERE is_owner = 1`
  if (known[0] !== undefined && existsSync(path)) return
  const token = yield* Ids.newToken
  yield* Effect.tryPromise({
    try: async () => {
      await writeFile(`${path}.new`, token, { mode: 0o600 })
      await rename(`${path}.new`, path)
    },
    catch: storage("write the owner's token")
  })
  const id = known[0]?.id ?? (yield* upsert({ kind: "user", name: ownerName, isOwner: true }))
  yield* sql`DELETE FROM tokens WHERE source = 'owner'`
  yield* addToken(id, { token, role: "write", displayName: "owner" }, "owner")
})

/** Who is no longer in the file is logged out everywhere, and has said yes to nothing. */
const logOutStrangers = Effect.fnUntraced(function* (known: ReadonlyArray<string>) {
  const sql = yield* SqlClient.SqlClient
  const owner = yield* sql<{ id: string }>`SELECT id FROM accounts WHERE is_owner = 1`
  const all = [...known, ...owner.map(({ id }) => id)]
  yield* sql`DELETE FROM oauth_tokens WHERE NOT (${sql.in("account_id", all)})`
  yield* sql`DELETE FROM device_codes WHERE account_id IS NOT NULL AND NOT (${sql.in("account_id", all)})`
})

const takeOver = Effect.fnUntraced(function* (file: AccountsFile.AccountsFile) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`DELETE FROM tokens WHERE source = 'file'`
  yield* sql`DELETE FROM members`
  const ids = new Map<string, string>()
  for (const user of file.users) {
    const id = yield* upsert({ kind: "user", ...user })
    ids.set(user.name, id)
    for (const token of user.tokens) yield* addToken(id, token, "file")
  }
  yield* logOutStrangers([...ids.values()])
  for (const org of file.orgs) {
    const orgId = yield* upsert({ kind: "org", ...org })
    for (const { role, user } of org.members) {
      const userId = ids.get(user)
      if (userId !== undefined)
        yield* sql`INSERT INTO members (org_id, user_id, role) VALUES (${orgId}, ${userId}, ${role})
          ON CONFLICT (org_id, user_id) DO UPDATE SET role = excluded.role`
    }
  }
})

const make = Effect.fnUntraced(function* (file: AccountsFile.AccountsFile | undefined) {
  const sql = yield* SqlClient.SqlClient
  yield* sql
    .withTransaction(Effect.zipRight(makeOwner, file === undefined ? Effect.void : takeOver(file)))
    .pipe(sqlFailed("set up accounts"))

  const rows = yield* sql<AccountRow>`SELECT * FROM accounts`
  const accounts = rows.map(
    (row): Account => ({
      id: row.id,
      kind: row.kind,
      name: row.name,
      fullname: row.fullname,
      email: row.email ?? undefined,
      privateByDefault: row.private_by_default === 1,
      isOwner: row.is_owner === 1
    })
  )
  const byId = new Map(accounts.map((account) => [account.id, account]))
  const byName = new Map(accounts.map((account) => [account.name.toLowerCase(), account]))
  const members = yield* sql<{ org_id: string; user_id: string; role: AccountsFile.OrgRole }>`SELECT * FROM members`
  const tokens = yield* sql<{
    hash: string
    account_id: string
    role: AccountsFile.TokenRole
    display_name: string
    created_at: string
  }>`SELECT * FROM tokens`
  const orgsOf = (id: string) =>
    members.flatMap((member) => {
      const org = byId.get(member.org_id)
      return member.user_id === id && org !== undefined ? [{ org, role: member.role }] : []
    })
  const viewers = new Map<string, Viewer>()
  for (const token of tokens) {
    const account = byId.get(token.account_id)
    if (account === undefined) continue
    const { created_at, display_name, role } = token
    viewers.set(token.hash, {
      account,
      orgs: orgsOf(account.id),
      role,
      tokenName: display_name,
      tokenCreatedAt: created_at
    })
  }
  const owner = accounts.find((account) => account.isOwner)
  if (owner === undefined) return yield* storage("set up accounts")(new Error("there is no owner"))
  return Accounts.of({
    owner,
    byToken: (token) => viewers.get(Ids.hashToken(token)),
    byName: (name) => byName.get(name.toLowerCase()),
    byId: (id) => byId.get(id),
    orgsOf
  })
}, sqlFailed("load accounts"))

/** Everyone there is, after the accounts file (if any) was taken over. */
export const layer = (file: AccountsFile.AccountsFile | undefined) => Layer.effect(Accounts, make(file))
