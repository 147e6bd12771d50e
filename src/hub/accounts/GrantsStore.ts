/** {@link Grants} in the database. Of codes and tokens it keeps hashes; of the user code, which is worth nothing alone, the text. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import type { TokenRefusal, TokensIssued } from "../../domain/wire/OAuth.ts"
import { HubConfig } from "../HubConfig.ts"
import { sqlFailed } from "../store/Database.ts"
import * as Ids from "../store/Ids.ts"
import { Accounts, type Viewer } from "./Accounts.ts"
import type { TokenRole } from "./AccountsFile.ts"
import { Grants, type GrantsShape } from "./Grants.ts"

const prefix = "hf_oauth_"
/** RFC 8628, 3.5. */
const slower = 5000
/** A day after its end a code is forgotten; until then its client is told that it has expired. */
const remembered = 24 * 3600 * 1000

interface CodeRow {
  readonly status: "pending" | "approved" | "denied"
  readonly account_id: string | null
  readonly role: TokenRole | null
  readonly scope: string
  readonly interval_ms: number
  readonly polled_at: number | null
  readonly expires_at: number
}

interface Granted {
  readonly accountId: string
  readonly role: TokenRole
  readonly clientId: string
  readonly scope: string
}

/** Reading is all that a client gets that asks for scopes and for none that writes. */
const roleFor = (scope: string, role: TokenRole): TokenRole =>
  scope === "" || /\b(?:write|manage|contribute)-/.test(scope) ? role : "read"

const refused = (why: TokenRefusal): Either.Either<TokensIssued, TokenRefusal> => Either.left(why)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const accounts = yield* Accounts
  const { deviceCodeTtlMillis, deviceIntervalMillis, loginTtlMillis } = yield* HubConfig

  const start: GrantsShape["start"] = (clientId, scope) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const deviceCode = yield* Ids.secret("")
      const userCode = yield* Ids.userCode
      yield* sql`DELETE FROM device_codes WHERE expires_at < ${now - remembered}`
      yield* sql`DELETE FROM oauth_tokens WHERE expires_at < ${now} AND refresh_until < ${now}`
      yield* sql`INSERT INTO device_codes (hash, user_code, client_id, scope, status, interval_ms, expires_at)
        VALUES (${Ids.hashToken(deviceCode)}, ${userCode}, ${clientId}, ${scope}, 'pending', ${deviceIntervalMillis},
          ${now + deviceCodeTtlMillis})`
      const seconds = { interval: deviceIntervalMillis / 1000, expiresIn: deviceCodeTtlMillis / 1000 }
      return { deviceCode, userCode, ...seconds }
    }).pipe(sql.withTransaction, sqlFailed("start a login"))

  const waiting: GrantsShape["waiting"] = (userCode) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const [row] = yield* sql<{ client_id: string; scope: string }>`SELECT client_id, scope FROM device_codes
        WHERE user_code = ${userCode} AND status = 'pending' AND expires_at > ${now}`
      return row === undefined ? undefined : { userCode, clientId: row.client_id, scope: row.scope }
    }).pipe(sqlFailed("look up a login"))

  const decide: GrantsShape["decide"] = (userCode, by, yes) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const rows = yield* sql`UPDATE device_codes
        SET status = ${yes ? "approved" : "denied"}, account_id = ${by.account.id}, role = ${by.role}
        WHERE user_code = ${userCode} AND status = 'pending' AND expires_at > ${now} RETURNING hash`
      return rows.length > 0
    }).pipe(sql.withTransaction, sqlFailed("decide about a login"))

  const issue = Effect.fnUntraced(function* ({ accountId, clientId, role, scope }: Granted) {
    const now = yield* Clock.currentTimeMillis
    const access = yield* Ids.secret(prefix)
    const refresh = yield* Ids.secret(`${prefix}refresh_`)
    yield* sql`INSERT INTO oauth_tokens
        (hash, refresh_hash, account_id, role, client_id, scope, created_at, expires_at, refresh_until)
      VALUES (${Ids.hashToken(access)}, ${Ids.hashToken(refresh)}, ${accountId}, ${role}, ${clientId}, ${scope},
        ${yield* Ids.timestamp}, ${now + loginTtlMillis}, ${now + 3 * loginTtlMillis})`
    const expires_in = Math.floor(loginTtlMillis / 1000)
    return {
      access_token: access,
      refresh_token: refresh,
      token_type: "bearer",
      expires_in,
      scope
    } satisfies TokensIssued
  })

  const wait = Effect.fnUntraced(function* (hash: string, row: CodeRow, now: number) {
    // A tenth is what clocks and networks may differ by.
    const early = row.polled_at !== null && now - row.polled_at < row.interval_ms * 0.9
    yield* sql`UPDATE device_codes SET polled_at = ${now}, interval_ms = ${row.interval_ms + (early ? slower : 0)}
      WHERE hash = ${hash}`
    return early ? "slow_down" : "authorization_pending"
  })

  const redeem: GrantsShape["redeem"] = (deviceCode, clientId) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const hash = Ids.hashToken(deviceCode)
      const [row] = yield* sql<CodeRow>`SELECT * FROM device_codes WHERE hash = ${hash} AND client_id = ${clientId}`
      if (row === undefined) return refused("invalid_grant")
      if (row.expires_at <= now) return refused("expired_token")
      if (row.status === "pending") return refused(yield* wait(hash, row, now))
      const { account_id: accountId, role, scope } = row
      if (row.status === "denied" || accountId === null || role === null) return refused("access_denied")
      yield* sql`DELETE FROM device_codes WHERE hash = ${hash}`
      return Either.right(yield* issue({ accountId, role: roleFor(scope, role), clientId, scope }))
    }).pipe(sql.withTransaction, sqlFailed("give out tokens"))

  const refresh: GrantsShape["refresh"] = (refreshToken, clientId) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const [row] = yield* sql<{ account_id: string; role: TokenRole; scope: string }>`UPDATE oauth_tokens
        SET refresh_hash = NULL
        WHERE refresh_hash = ${Ids.hashToken(refreshToken)} AND client_id = ${clientId} AND refresh_until > ${now}
        RETURNING account_id, role, scope`
      if (row === undefined) return refused("invalid_grant")
      return Either.right(yield* issue({ accountId: row.account_id, role: row.role, clientId, scope: row.scope }))
    }).pipe(sql.withTransaction, sqlFailed("renew tokens"))

  const viewer: GrantsShape["viewer"] = (token) =>
    Effect.gen(function* () {
      if (!token.startsWith(prefix)) return undefined
      const now = yield* Clock.currentTimeMillis
      const [row] = yield* sql<{
        account_id: string
        role: TokenRole
        client_id: string
        created_at: string
        expires_at: number
      }>`SELECT * FROM oauth_tokens WHERE hash = ${Ids.hashToken(token)} AND expires_at > ${now}`
      const account = row === undefined ? undefined : accounts.byId(row.account_id)
      if (row === undefined || account === undefined) return undefined
      return {
        account,
        orgs: accounts.orgsOf(account.id),
        role: row.role,
        tokenName: row.client_id,
        tokenCreatedAt: row.created_at,
        tokenExpiresAt: new Date(row.expires_at).toISOString()
      } satisfies Viewer
    }).pipe(sqlFailed("look up a token"))

  return Grants.of({ start, waiting, decide, redeem, refresh, viewer })
})

export const layer = Layer.effect(Grants, make)
