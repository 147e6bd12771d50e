/** Brings a collection to the state a file describes. Whatever breaks off, the next run goes on from where it is then. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as CollectionSettings from "../../domain/CollectionSettings.ts"
import type { CollectionSlug } from "../../domain/CollectionSlug.ts"
import { InvalidInput } from "../../domain/errors.ts"
import { CollectionChanged, type ItemNotFound } from "../../domain/serviceErrors.ts"
import type { Collection } from "../../domain/wire/Collections.ts"
import { Hub } from "../../services/Hub.ts"
import { type CollectionFile, type FileItem, key, type TitledFile } from "./file.ts"
import { plan, planNew, type Step } from "./plan.ts"

interface Change {
  readonly file: CollectionFile
  readonly collection: Collection
  readonly steps: ReadonlyArray<Step>
}

/** There is no collection of that title yet. */
interface Creation {
  readonly file: TitledFile
  readonly collection: undefined
  readonly namespace: string
  readonly steps: ReadonlyArray<Step>
}

export type CollectionPlan = Change | Creation

/** What the Hub would refuse half-way, refused before anything is done. */
const check = (file: CollectionFile) => {
  const problem = CollectionSettings.problem(file)
  return problem === undefined ? Effect.void : new InvalidInput(problem)
}

/** The collection the file is about, and what it lacks. Nothing is changed. */
export const planApply = Effect.fn("collections.planApply")(function* (file: CollectionFile) {
  yield* check(file)
  const { collections, identity } = yield* Hub
  if (file.slug !== undefined) {
    const collection = yield* collections.get(file.slug)
    return { file, collection, steps: plan(collection, file) } satisfies CollectionPlan
  }
  const namespace = file.namespace ?? (yield* identity.whoami()).name
  const same = yield* collections.list({ owner: namespace }).pipe(
    Stream.filter(({ title }) => title === file.title),
    Stream.runHead
  )
  if (Option.isNone(same))
    return { file, collection: undefined, namespace, steps: planNew(file) } satisfies CollectionPlan
  // Lists show a few items only.
  const collection = yield* collections.get(same.value.slug)
  return { file, collection, steps: plan(collection, file) } satisfies CollectionPlan
})

const idOf = (collection: Collection, item: { readonly type: string; readonly id: string }) =>
  collection.items.find(({ itemId, itemType }) => key({ type: itemType, id: itemId }) === key(item))?.itemObjectId

/** What somebody else took out meanwhile is missed when all is done. */
const unlessGone = <A, E>(change: Effect.Effect<A, E | ItemNotFound>) =>
  Effect.catchTag(change, "ItemNotFound", () => Effect.void)

/** Asks anew where things are: the Hub's numbers may have gaps, and somebody else may be at it. */
const move = Effect.fnUntraced(function* (slug: CollectionSlug, step: Extract<Step, { readonly do: "move" }>) {
  const { collections } = yield* Hub
  const { items } = yield* collections.get(slug)
  const places = items.map(({ itemId, itemType }) => key({ type: itemType, id: itemId }))
  const from = places.indexOf(key(step.item))
  const after = step.after === undefined ? -1 : places.indexOf(key(step.after))
  const to = from > after ? after + 1 : after
  const [item, target] = [items[from], items[to]]
  if (item !== undefined && target !== undefined && from !== to)
    yield* unlessGone(collections.updateItem(slug, item.itemObjectId, { position: target.position }))
})

const create = Effect.fnUntraced(function* ({ file, namespace }: Creation) {
  const { collections } = yield* Hub
  const { description, private: hidden, title } = file
  return yield* collections.create({ title, namespace, description, private: hidden })
})

/**
 * What somebody else added meanwhile is there, too. What is there by another name is not what the file says: to go on would remove
 * it in the end.
 */
const add = Effect.fnUntraced(function* (slug: CollectionSlug, item: FileItem) {
  const { collections } = yield* Hub
  return yield* Effect.catchTag(collections.addItem(slug, item, { note: item.note || undefined }), "Conflict", () =>
    Effect.filterOrFail(
      collections.get(slug),
      (after) => idOf(after, item) !== undefined,
      () =>
        new InvalidInput({
          what: item.type,
          value: item.id,
          reason: "it is in the collection already, by another name; see `hf collections export`"
        })
    )
  )
})

const run = Effect.fnUntraced(function* (collection: Collection, step: Step) {
  const { collections } = yield* Hub
  const { slug } = collection
  switch (step.do) {
    case "create":
      return collection
    case "set":
      return yield* collections.update(slug, step.change)
    case "add":
      return yield* add(slug, step.item)
    case "move":
      yield* move(slug, step)
      return collection
    case "note": {
      const id = idOf(collection, step.item)
      if (id !== undefined) yield* unlessGone(collections.updateItem(slug, id, { note: step.note }))
      return collection
    }
    case "remove": {
      const id = idOf(collection, step.item)
      if (id !== undefined) yield* collections.deleteItem(slug, id, { missingOk: true })
      return collection
    }
  }
})

/** So often it is planned: more would be a quarrel with somebody who wants it otherwise. */
const tries = 3

const howFar = (done: number, total: number) =>
  Effect.logWarning(`${done} of ${total} steps ${done === 1 ? "is" : "are"} done; run it again to go on.`)

/** Does one step after the other; answers the collection as it is then. Says how far it got when it does not get to the end. */
const perform = Effect.fnUntraced(function* (start: Collection, steps: ReadonlyArray<Step>) {
  const { collections } = yield* Hub
  let done = 0
  const work = Effect.gen(function* () {
    let collection = start
    for (const step of steps) {
      collection = yield* run(collection, step)
      done += 1
    }
    return yield* collections.get(collection.slug)
  })
  return yield* Effect.onExit(work, (exit) =>
    Exit.isFailure(exit) && done > 0 ? howFar(done, steps.length) : Effect.void
  )
})

/**
 * Does what is planned; answers the collection as it is then. What somebody else changed meanwhile is planned anew and done, a few
 * times; then it is `CollectionChanged`.
 */
export const apply = Effect.fn("collections.apply")(function* (planned: CollectionPlan) {
  const collection = planned.collection ?? (yield* create(planned))
  let after = yield* perform(collection, planned.steps)
  for (let tried = 1; ; tried++) {
    const steps = plan(after, planned.file)
    if (steps.length === 0) return after
    if (tried === tries) return yield* new CollectionChanged({ slug: after.slug, tries, steps: steps.length })
    yield* Effect.logWarning(`Somebody else changed the collection meanwhile: planned anew, steps: ${steps.length}.`)
    after = yield* perform(after, steps)
  }
})
