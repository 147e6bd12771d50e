/** The collections of the template: with ids of their own, so that lines can name them. */
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { createClient } from "@libsql/client/sqlite3"

export const reading = `alice/reading-list-${"a".repeat(24)}`
export const hidden = `alice/hidden-${"b".repeat(24)}`
export const missing = `alice/nothing-${"0".repeat(24)}`
/** Of the items of {@link reading}: a model with a note, a dataset, a paper. */
export const item = (number: number): string => `${"1".repeat(23)}${number}`

type Post = (path: string, body?: unknown) => Promise<void>

const fixed: ReadonlyArray<readonly [title: string, slug: string]> = [
  ["Reading list", reading],
  ["Hidden", hidden]
]

/** While the Hub runs. */
export const seed = async (post: Post): Promise<void> => {
  await post("/api/collections", { title: "Reading list", namespace: "alice", description: "What to read" })
  await post("/api/collections", { title: "Hidden", namespace: "alice", private: true })
  await post("/api/collections", { title: "Team", namespace: "acme" })
}

/** While it does not. */
export const settle = async (dataDir: string): Promise<void> => {
  const client = createClient({ url: pathToFileURL(join(dataDir, "hub.db")).href })
  const sql = (text: string, ...args: ReadonlyArray<string | number | null>) =>
    client.execute({ sql: text, args: [...args] })
  for (const [title, slug] of fixed) await sql("UPDATE collections SET id = ? WHERE title = ?", slug.slice(-24), title)
  const repo = async (key: string) => {
    const { rows } = await sql("SELECT id FROM repos WHERE repo_key = ?", key)
    return String(rows[0]?.["id"])
  }
  const [model, dataset] = [await repo("model:alice/tiny"), await repo("dataset:alice/squad")]
  const items = [
    ["model", model, model, "The first"],
    ["dataset", dataset, dataset, null],
    ["paper", "2311.12983", null, null]
  ] as const
  for (const [index, [type, target, repoId, note]] of items.entries())
    await sql(
      "INSERT INTO collection_items (id, collection_id, type, target, repo_id, position, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
      item(index),
      reading.slice(-24),
      type,
      target,
      repoId,
      index,
      note
    )
  await sql("INSERT INTO collection_upvotes (collection_id, account_id) VALUES (?, ?)", reading.slice(-24), "somebody")
  client.close()
}
