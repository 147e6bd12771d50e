/** Collections and their items as the database has them. */

export interface StoredCollection {
  /** 24 hexadecimal digits. */
  readonly id: string
  readonly namespace: string
  readonly title: string
  readonly description: string | undefined
  readonly private: boolean
  readonly theme: string
  readonly position: number
  readonly creatorId: string
  readonly updatedAt: string
  readonly upvotes: number
}

export interface CollectionRow {
  readonly id: string
  readonly namespace: string
  readonly title: string
  readonly description: string | null
  readonly private: number
  readonly theme: string
  readonly position: number
  readonly creator_id: string
  readonly updated_at: string
  readonly upvotes: number
}

export const fromRow = (row: CollectionRow): StoredCollection => ({
  id: row.id,
  namespace: row.namespace,
  title: row.title,
  description: row.description ?? undefined,
  private: row.private === 1,
  theme: row.theme,
  position: row.position,
  creatorId: row.creator_id,
  updatedAt: row.updated_at,
  upvotes: row.upvotes
})

/** `ICCV 2023` → `iccv-2023`; accents go, what is neither letter nor digit becomes `-`. */
const words = (title: string): string =>
  title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")

export const slug = ({ id, namespace, title }: Pick<StoredCollection, "id" | "namespace" | "title">): string =>
  `${namespace}/${[words(title), id].filter((part) => part !== "").join("-")}`
