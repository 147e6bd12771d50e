/** Things in a row: no number twice, and the greater the number, the further behind. */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Fragment } from "@effect/sql/Statement"
import * as Effect from "effect/Effect"

/** A row: what of `table` is `within`. */
export interface Row {
  readonly table: "collections" | "collection_items"
  readonly within: Fragment
}

interface Numbered {
  readonly position: number
}

export const make = (sql: SqlClient.SqlClient) => {
  /** The number of what comes next, behind all others. */
  const next = ({ table, within }: Row) =>
    Effect.map(
      sql<{ last: number | null }>`SELECT MAX(position) AS last FROM ${sql(table)} WHERE ${within}`,
      ([row]) => (row?.last ?? -1) + 1
    )

  /**
   * `id`, which has the number `from`, takes the place of what is `index`th now, or the last; those between the two move up by one, in
   * one go, however many they are.
   */
  const move = Effect.fnUntraced(function* (row: Row, id: string, from: number, index: number) {
    const { table, within } = row
    const [there] = yield* sql<Numbered>`SELECT position FROM ${sql(table)} WHERE ${within}
      ORDER BY position, id LIMIT 1 OFFSET ${index}`
    const to = there?.position ?? (yield* next(row)) - 1
    if (from === to) return
    yield* sql`UPDATE ${sql(table)}
      SET position = CASE WHEN id = ${id} THEN ${to} ELSE position + ${from < to ? -1 : 1} END
      WHERE ${within} AND position BETWEEN ${Math.min(from, to)} AND ${Math.max(from, to)}`
  })

  /** What had the number `gone` is no longer there: those behind it move up. */
  const close = ({ table, within }: Row, gone: number) =>
    sql`UPDATE ${sql(table)} SET position = position - 1 WHERE ${within} AND position > ${gone}`

  return { next, move, close }
}
