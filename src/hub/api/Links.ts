/** Pages: a bare array and an absolute `Link` to the next one (Hub API). */
import type { Call } from "./Call.ts"

/** Header for the page that `change` of the query asks for. Python wants it absolute, JavaScript a space before `rel`. */
export const next = (call: Call, change: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const query = new URLSearchParams(call.query)
  for (const [key, value] of Object.entries(change)) query.set(key, value)
  const path = call.request.url.split("?")[0] ?? ""
  return { link: `<${call.origin}${path}?${query}>; rel="next"` }
}

/** A positive integer of the query, no more than `most`. */
export const size = (call: Call, key: string, usual: number, most: number): number => {
  const value = Number(call.query.get(key) ?? usual)
  return Number.isInteger(value) && value > 0 ? Math.min(value, most) : usual
}

export interface Page<A> {
  readonly items: ReadonlyArray<A>
  readonly headers: Readonly<Record<string, string>>
}

/** Cuts a page out of a list; the cursor is the key of the last item shown, so that changes in between shift nothing. */
export const page = <A>(call: Call, all: ReadonlyArray<A>, limit: number, keyOf: (item: A) => string): Page<A> => {
  const cursor = call.query.get("cursor")
  const after = cursor === null ? undefined : Buffer.from(cursor, "base64url").toString()
  const start = after === undefined ? 0 : all.findIndex((item) => keyOf(item) === after) + 1
  const items = all.slice(start, start + limit)
  const last = items.at(-1)
  const more = last !== undefined && start + limit < all.length
  return { items, headers: more ? next(call, { cursor: Buffer.from(keyOf(last)).toString("base64url") }) : {} }
}
