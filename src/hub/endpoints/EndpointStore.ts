/** The endpoints of this Hub: what they are to be, and what was last asked of them. */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { CreateEndpoint } from "../../domain/wire/Endpoints.ts"
import { type HubStorageError, storage } from "../HubError.ts"
import { sqlFailed } from "../store/Database.ts"
import * as Ids from "../store/Ids.ts"
import type { Course, Phase } from "./Machine.ts"

export interface StoredEndpoint extends Omit<Course, "idleMinutes"> {
  readonly id: string
  readonly namespace: string
  /** As it was asked for; secrets and passwords are names without values. */
  readonly spec: CreateEndpoint
  readonly creatorId: string
  readonly updaterId: string
  /** ISO 8601 */
  readonly createdAt: string
  readonly updatedAt: string
}

type New = Pick<StoredEndpoint, "namespace" | "spec" | "creatorId" | "failure">

/** What an endpoint becomes, and what the caller gets to know of it. */
interface Step<A> {
  readonly next?: Partial<Pick<StoredEndpoint, "spec" | "updaterId" | "phase" | "since" | "failure" | "usedAt">>
  readonly result: A
}

export interface EndpointStoreShape {
  readonly list: (namespace: string) => Effect.Effect<ReadonlyArray<StoredEndpoint>, HubStorageError>
  readonly find: (namespace: string, name: string) => Effect.Effect<StoredEndpoint | undefined, HubStorageError>
  readonly byId: (id: string) => Effect.Effect<StoredEndpoint | undefined, HubStorageError>
  /** `undefined` when the name is taken. */
  readonly create: (wanted: New, now: number) => Effect.Effect<StoredEndpoint | undefined, HubStorageError>
  /** Looks and changes in one transaction; `undefined` when it is gone. */
  readonly change: <A, E>(
    id: string,
    step: (now: StoredEndpoint) => Effect.Effect<Step<A>, E>
  ) => Effect.Effect<{ readonly endpoint: StoredEndpoint; readonly result: A } | undefined, E | HubStorageError>
  readonly remove: (id: string) => Effect.Effect<void, HubStorageError>
}

export class EndpointStore extends Context.Tag("hf/hub/EndpointStore")<EndpointStore, EndpointStoreShape>() {}

interface Row {
  readonly id: string
  readonly namespace: string
  readonly spec: string
  readonly phase: Phase
  readonly since: number
  readonly failure: string | null
  readonly used_at: number
  readonly creator_id: string
  readonly updater_id: string
  readonly created_at: string
  readonly updated_at: string
}

const Spec = Schema.parseJson(CreateEndpoint)
const decodeSpec = Schema.decode(Spec)
const encodeSpec = Schema.encode(Spec)

const keyOf = (namespace: string, name: string) => `${namespace}/${name}`.toLowerCase()

const read = (row: Row) =>
  Effect.mapBoth(decodeSpec(row.spec), {
    onFailure: storage("read an endpoint"),
    onSuccess: (spec): StoredEndpoint => ({
      id: row.id,
      namespace: row.namespace,
      spec,
      phase: row.phase,
      since: row.since,
      failure: row.failure,
      usedAt: row.used_at,
      creatorId: row.creator_id,
      updaterId: row.updater_id,
      createdAt: row.created_at,
      updatedAt: row.updated_at
    })
  })

const first = ([row]: ReadonlyArray<Row>) => (row === undefined ? Effect.succeed(undefined) : read(row))

const make = Effect.map(SqlClient.SqlClient, (sql) => {
  const byId = (id: string) => Effect.flatMap(sql<Row>`SELECT * FROM endpoints WHERE id = ${id}`, first)
  const byKey = (key: string) => Effect.flatMap(sql<Row>`SELECT * FROM endpoints WHERE endpoint_key = ${key}`, first)

  return EndpointStore.of({
    list: (namespace) =>
      sql<Row>`SELECT * FROM endpoints WHERE lower(namespace) = ${namespace.toLowerCase()} ORDER BY created_at, id`.pipe(
        Effect.flatMap(Effect.forEach(read)),
        sqlFailed("list endpoints")
      ),
    find: (namespace, name) => byKey(keyOf(namespace, name)).pipe(sqlFailed("read an endpoint")),
    byId: (id) => byId(id).pipe(sqlFailed("read an endpoint")),
    create: ({ creatorId, failure, namespace, spec }, now) =>
      Effect.gen(function* () {
        const key = keyOf(namespace, spec.name)
        if ((yield* byKey(key)) !== undefined) return undefined
        const id = yield* Ids.objectId
        const at = new Date(now).toISOString()
        const text = yield* Effect.mapError(encodeSpec(spec), storage("keep an endpoint"))
        yield* sql`INSERT INTO endpoints
          (id, namespace, endpoint_key, spec, phase, since, failure, used_at, creator_id, updater_id, created_at, updated_at)
          VALUES (${id}, ${namespace}, ${key}, ${text}, 'starting', ${now}, ${failure}, ${now}, ${creatorId}, ${creatorId}, ${at}, ${at})`
        return yield* byId(id)
      }).pipe(sql.withTransaction, sqlFailed("create an endpoint")),
    change: (id, step) =>
      Effect.gen(function* () {
        const before = yield* byId(id)
        if (before === undefined) return undefined
        const { next, result } = yield* step(before)
        if (next === undefined) return { endpoint: before, result }
        const after = { ...before, ...next }
        const text = yield* Effect.mapError(encodeSpec(after.spec), storage("keep an endpoint"))
        // A call is no change.
        const at = next.phase === undefined && next.spec === undefined ? before.updatedAt : yield* Ids.timestamp
        yield* sql`UPDATE endpoints SET spec = ${text}, phase = ${after.phase}, since = ${after.since},
          failure = ${after.failure}, used_at = ${after.usedAt}, updater_id = ${after.updaterId}, updated_at = ${at}
          WHERE id = ${id}`
        return { endpoint: { ...after, updatedAt: at }, result }
      }).pipe(sql.withTransaction, sqlFailed("change an endpoint")),
    remove: (id) =>
      sql`DELETE FROM endpoints WHERE id = ${id}`.pipe(
        sql.withTransaction,
        Effect.asVoid,
        sqlFailed("delete an endpoint")
      )
  })
})

export const layer = Layer.effect(EndpointStore, make)
