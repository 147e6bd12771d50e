/** From a collection as it is to one as a file wants it: the fewest steps, in the order they are done. Pure. */
import type { ItemName } from "../../domain/CollectionItem.ts"
import type { Collection } from "../../domain/wire/Collections.ts"
import type { CollectionChange } from "../../services/HubCollections.ts"
import { type CollectionFile, type FileItem, key, type TitledFile } from "./file.ts"

/** Additions come first and removals last: a plan that breaks off has lost nothing. */
export type Step =
  | { readonly do: "create"; readonly title: string; readonly description?: string; readonly private?: boolean }
  | { readonly do: "set"; readonly change: CollectionChange }
  | { readonly do: "add"; readonly item: FileItem }
  /** Right behind `after`, or to the beginning. */
  | { readonly do: "move"; readonly item: ItemName; readonly after: ItemName | undefined }
  | { readonly do: "note"; readonly item: ItemName; readonly note: string }
  | { readonly do: "remove"; readonly item: { readonly type: string; readonly id: string } }

type Named = { readonly type: string; readonly id: string }

const differing = (collection: Collection, file: CollectionFile): CollectionChange => ({
  ...(file.title === undefined || file.title === collection.title ? {} : { title: file.title }),
  ...(file.description === undefined || file.description === (collection.description ?? "")
    ? {}
    : { description: file.description }),
  ...(file.private === undefined || file.private === collection.private ? {} : { private: file.private }),
  ...(file.theme === undefined || file.theme === collection.theme ? {} : { theme: file.theme })
})

/** Indices of a longest ascending run of numbers that need not stand side by side. */
const longestAscending = (numbers: ReadonlyArray<number>): ReadonlySet<number> => {
  /** `ends[n]`: where the run of length n + 1 ends that ends lowest. */
  const ends: Array<number> = []
  const before: Array<number | undefined> = []
  const at = (index: number | undefined): number => numbers[index ?? -1] ?? Number.NEGATIVE_INFINITY
  for (const [index, number] of numbers.entries()) {
    let length = 0
    while (length < ends.length && at(ends[length]) < number) length++
    before[index] = ends[length - 1]
    ends[length] = index
  }
  const run = new Set<number>()
  for (let index = ends.at(-1); index !== undefined; index = before[index]) run.add(index)
  return run
}

/** Those that have to move, so that as many as possible stay. */
const moves = (now: ReadonlyArray<Named>, wanted: ReadonlyArray<FileItem>): ReadonlyArray<Step> => {
  const places = new Map(wanted.map((item, place) => [key(item), place]))
  const order = now.flatMap((item) => places.get(key(item)) ?? [])
  const staying = new Set([...longestAscending(order)].map((index) => order[index]))
  return wanted.flatMap(
    (item, place): ReadonlyArray<Step> => (staying.has(place) ? [] : [{ do: "move", item, after: wanted[place - 1] }])
  )
}

const itemSteps = (items: Collection["items"], wanted: ReadonlyArray<FileItem>): ReadonlyArray<Step> => {
  const now = items.map(({ itemId, itemType, note }) => ({ type: itemType, id: itemId, note }))
  const have = new Map(now.map((item) => [key(item), item]))
  const want = new Set(wanted.map(key))
  const added = wanted.filter((item) => !have.has(key(item)))
  return [
    ...added.map((item): Step => ({ do: "add", item })),
    ...moves([...now, ...added], wanted),
    ...wanted.flatMap((item): ReadonlyArray<Step> => {
      const before = have.get(key(item))
      return before === undefined || (before.note ?? "") === (item.note ?? "")
        ? []
        : [{ do: "note", item, note: item.note ?? "" }]
    }),
    ...now.flatMap((item): ReadonlyArray<Step> => (want.has(key(item)) ? [] : [{ do: "remove", item }]))
  ]
}

/** No steps: the collection is as it should be. */
export const plan = (collection: Collection, file: CollectionFile): ReadonlyArray<Step> => {
  const items = file.items === undefined ? [] : itemSteps(collection.items, file.items)
  const change = differing(collection, file)
  return [...(Object.keys(change).length === 0 ? [] : [{ do: "set", change } as const]), ...items]
}

/** When there is none yet. */
export const planNew = ({
  description,
  items = [],
  private: hidden,
  theme,
  title
}: TitledFile): ReadonlyArray<Step> => [
  {
    do: "create",
    title,
    ...(description === undefined ? {} : { description }),
    ...(hidden === undefined ? {} : { private: hidden })
  },
  ...(theme === undefined ? [] : [{ do: "set", change: { theme } } as const]),
  ...itemSteps([], items)
]

const settings = (change: CollectionChange): string =>
  Object.entries(change)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(", ")

/** In one line, whatever lines it has. */
const inline = (text: string): string => (/[\n\r\t]/.test(text) ? JSON.stringify(text) : text)

/** A step as a person reads it, in three columns. */
export const words = (step: Step): { readonly step: string; readonly item: string; readonly detail: string } => {
  const named = ({ id, type }: Named): string => `${type} ${id}`
  switch (step.do) {
    case "create": {
      const { do: _, title, ...more } = step
      return {
        step: step.do,
        item: "collection",
        detail: [JSON.stringify(title), settings(more)].filter((each) => each !== "").join(", ")
      }
    }
    case "set":
      return { step: step.do, item: "collection", detail: settings(step.change) }
    case "add":
      return { step: step.do, item: named(step.item), detail: inline(step.item.note ?? "") }
    case "move":
      return {
        step: step.do,
        item: named(step.item),
        detail: step.after === undefined ? "to the beginning" : `behind ${named(step.after)}`
      }
    case "note":
      return { step: step.do, item: named(step.item), detail: step.note === "" ? "(none)" : inline(step.note) }
    case "remove":
      return { step: step.do, item: named(step.item), detail: "" }
  }
}
