/** Collections as files and as downloads, against the Hub in this process. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { ItemType } from "../../../src/domain/CollectionItem.ts"
import type { CollectionSlug } from "../../../src/domain/CollectionSlug.ts"
import { ServerError } from "../../../src/domain/errors.ts"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import * as Embedded from "../../../src/embedded.ts"
import { apply, planApply } from "../../../src/programs/collections/apply.ts"
import { downloadCollection } from "../../../src/programs/collections/download.ts"
import {
  type CollectionFile,
  type FileItem,
  parse,
  render,
  type TitledFile
} from "../../../src/programs/collections/file.ts"
import { upload } from "../../../src/programs/upload.ts"
import { Gateway } from "../../../src/services/Gateway.ts"
import { Hub } from "../../../src/services/Hub.ts"
import type { HubCollections } from "../../../src/services/HubCollections.ts"
import { folder } from "../world.ts"

const box = (root: string) =>
  Embedded.layer({ dataDir: join(root, "hub"), settings: { cacheDir: join(root, "cache") } })

const run = (file: CollectionFile) => Effect.flatMap(planApply(file), apply)

const paper = (number: number, note = ""): FileItem => ({ type: "paper", id: `2311.0000${number}`, note })
const papers = (numbers: string) => [...numbers].map((each) => paper(Number(each)))

const file = (items: ReadonlyArray<FileItem> | undefined, more: Partial<TitledFile> = {}): TitledFile => ({
  slug: undefined,
  title: "Reading list",
  namespace: undefined,
  description: undefined,
  private: undefined,
  theme: undefined,
  items,
  ...more
})

const itemsOf = (slug: CollectionSlug) =>
  Effect.map(
    Effect.flatMap(Hub, ({ collections }) => collections.get(slug)),
    ({ items }) => items.map(({ itemId, itemType, note }) => ({ type: itemType, id: itemId, note: note ?? "" }))
  )

const broken = new ServerError({ url: "http://hub", method: "POST", status: 503 })

/** The Hub that fails after so many changes. */
const failingAfter = (changes: number) =>
  Effect.provideServiceEffect(
    Hub,
    Effect.map(Hub, (hub) => {
      let left = changes
      const counted = Effect.suspend(() => (left-- > 0 ? Effect.void : Effect.fail(broken)))
      const once = <A, E>(call: Effect.Effect<A, E>) => Effect.zipRight(counted, call)
      const { addItem, deleteItem, update, updateItem } = hub.collections
      const collections: HubCollections = {
        ...hub.collections,
        addItem: ((slug, item, options) => once(addItem(slug, item, options))) as typeof addItem,
        deleteItem: ((slug, id, options) => once(deleteItem(slug, id, options))) as typeof deleteItem,
        update: (slug, change) => once(update(slug, change)),
        updateItem: (slug, id, change) => once(updateItem(slug, id, change))
      }
      return { ...hub, collections }
    })
  )

/** The Hub where somebody else is at work after each item that is added. */
const beside = (others: (hub: HubCollections, slug: CollectionSlug) => Effect.Effect<unknown, ServerError>) =>
  Effect.provideServiceEffect(
    Hub,
    Effect.map(Hub, (hub) => {
      const { addItem } = hub.collections
      const add = ((slug, item, options) =>
        Effect.tap(addItem(slug, item, options), () => others(hub.collections, slug))) as typeof addItem
      return { ...hub, collections: { ...hub.collections, addItem: add } }
    })
  )

/** Takes the first item out, so many times at most. */
const taking = (times: number) => {
  let left = times
  return beside((collections, slug) =>
    Effect.mapError(
      Effect.flatMap(collections.get(slug), ({ items: [first] }) =>
        first !== undefined && left-- > 0 ? collections.deleteItem(slug, first.itemObjectId) : Effect.void
      ),
      () => broken
    )
  )
}

/** What was said while it ran. */
const heard = <A, E, R>(program: Effect.Effect<A, E, R>) => {
  const said: Array<string> = []
  const logger = Logger.make(({ message }) => {
    said.push(String(message))
  })
  return Effect.map(Effect.exit(program), (exit) => ({ exit, said })).pipe(
    Effect.provide(Logger.replace(Logger.defaultLogger, logger))
  )
}

describe("apply, when somebody else changes the collection meanwhile", () => {
  it.scopedLive("plans anew and goes on, until it is as the file says", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const wanted = file(papers("1234"))
        const { exit, said } = yield* heard(taking(2)(run(wanted)))
        const slug = yield* Effect.map(exit, (after) => after.slug)
        assert.deepStrictEqual<unknown>(yield* itemsOf(slug), wanted.items)
        assert.deepStrictEqual(said, ["Somebody else changed the collection meanwhile: planned anew, steps: 4."])
      }).pipe(Effect.provide(box(root)))
    })
  )

  it.scopedLive("gives up after some tries, with an error", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const { said, exit } = yield* heard(taking(99)(run(file(papers("12")))))
        const error = yield* Effect.flip(Effect.asVoid(exit))
        assert.strictEqual(error._tag, "CollectionChanged")
        assert.strictEqual(error.kind, "conflict")
        assert.match(
          error.message,
          /^Collection 'local\/reading-list-[0-9a-f]{24}' is not as the file says after 3 tries: somebody else is changing it \(steps left: 2\)\.$/
        )
        assert.strictEqual(said.length, 2)
      }).pipe(Effect.provide(box(root)))
    })
  )

  it.scopedLive("finds gone what it wanted to move or to note, and adds it again", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        yield* run(file(papers("123")))
        const wanted = file([paper(4), paper(3), paper(2), paper(1, "note")])
        const { exit } = yield* heard(taking(1)(run(wanted)))
        const { slug } = yield* exit
        assert.deepStrictEqual<unknown>(yield* itemsOf(slug), wanted.items)
      }).pipe(Effect.provide(box(root)))
    })
  )
})

describe("apply that does not come to its end", () => {
  it.scopedLive("says how far it got, whatever stopped it", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const failed = yield* heard(failingAfter(2)(run(file(papers("1234")))))
        assert.isTrue(Exit.isFailure(failed.exit))
        // The creation counts.
        assert.deepStrictEqual(failed.said, ["3 of 5 steps are done; run it again to go on."])
        let added = 0
        const stopping = beside(() => Effect.suspend(() => (++added === 2 ? Effect.interrupt : Effect.void)))
        const stopped = yield* heard(stopping(run(file(papers("12345")))))
        assert.isTrue(Exit.isInterrupted(stopped.exit))
        assert.deepStrictEqual(stopped.said, ["1 of 3 steps is done; run it again to go on."])
        const idle = yield* heard(failingAfter(0)(run(file(papers("12345")))))
        assert.deepStrictEqual([Exit.isFailure(idle.exit), idle.said], [true, []])
        assert.deepStrictEqual((yield* heard(run(file(papers("12345"))))).said, [])
      }).pipe(Effect.provide(box(root)))
    })
  )
})

describe("apply", () => {
  it.scopedLive("creates the collection of that title, and finds it the next time", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const wanted = file(papers("123"), { description: "d", private: true, theme: "pink" })
        const made = yield* run(wanted)
        assert.deepStrictEqual([made.description, made.private, made.theme], ["d", true, "pink"])
        assert.deepStrictEqual<unknown>(yield* itemsOf(made.slug), wanted.items)
        const again = yield* planApply(wanted)
        assert.deepStrictEqual([again.collection?.slug, again.steps], [made.slug, []])
        const renamed = yield* run({ slug: made.slug, title: "Other" })
        assert.strictEqual(renamed.title, "Other")
        assert.deepStrictEqual<unknown>(yield* itemsOf(made.slug), wanted.items)
        const untitled = yield* run({ slug: made.slug, theme: "blue" })
        assert.deepStrictEqual([untitled.title, untitled.theme], ["Other", "blue"])
      }).pipe(Effect.provide(box(root)))
    })
  )

  it.scopedLive("reads back what export wrote, and then has nothing to do", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const first = yield* run(file([paper(1, 'a "note"\nof two lines'), paper(2)]))
        const second = yield* run(
          file([{ type: "collection", id: first.slug, note: "" }, paper(3)], { title: "Lists" })
        )
        for (const each of [first, second]) {
          const read = yield* parse("export", render(each))
          assert.deepStrictEqual((yield* planApply(read)).steps, [])
        }
      }).pipe(Effect.provide(box(root)))
    })
  )

  it.scopedLive("that breaks off after any number of changes is finished by the next", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const before = file([paper(1), paper(2, "old"), paper(3), paper(4), paper(5)], { theme: "green" })
        const after = file([paper(6, "six"), paper(5), paper(2, "new"), paper(7), paper(1)], { theme: "blue" })
        const { slug } = yield* run(before)
        const steps = (yield* planApply(after)).steps.length
        assert.isAtLeast(steps, 7)
        for (let changes = 0; changes <= steps; changes++) {
          yield* run(before)
          const end = yield* Effect.either(failingAfter(changes)(run(after)))
          assert.strictEqual(Either.isRight(end), changes === steps, `after ${changes} of ${steps}`)
          if (Either.isLeft(end)) assert.strictEqual(end.left._tag, "ServerError")
          yield* run(after)
          assert.deepStrictEqual<unknown>(yield* itemsOf(slug), after.items)
        }
      }).pipe(Effect.provide(box(root)))
    })
  )

  it.scopedLive("refuses what the Hub would refuse half-way before it does anything", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const { collections } = yield* Hub
        const error = yield* Effect.flip(Effect.asVoid(run(file(papers("1"), { theme: "rouge" }))))
        assert.strictEqual(
          error.message,
          "Invalid theme 'rouge': it must be one of orange, blue, green, purple, pink, indigo."
        )
        assert.isTrue(Option.isNone(yield* Stream.runHead(collections.list({ owner: "local" }))))
      }).pipe(Effect.provide(box(root)))
    })
  )

  it.scopedLive("refuses to add what there is not, and leaves what it did", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const wanted = file([paper(1), { type: "model", id: "local/none", note: "" }, paper(2)])
        const error = yield* Effect.flip(run(wanted))
        assert.strictEqual(error._tag, "ItemNotFound")
        assert.include(error.message, "There is no model 'local/none' on the Hub")
        const { collection, steps } = yield* planApply(file(papers("12")))
        assert.deepStrictEqual(
          collection?.items.map(({ itemId }) => itemId),
          ["2311.00001"]
        )
        assert.strictEqual(steps.length, 1)
      }).pipe(Effect.provide(box(root)))
    })
  )
})

describe("apply, when the Hub knows an item by another name or has it already", () => {
  it.scopedLive("removes nothing", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        const { collections, repos } = yield* Hub
        const [old, moved] = [RepoId.make("local/old"), RepoId.make("local/moved")]
        yield* repos.create(Repo.make("model", old))
        const wanted = file([{ type: "model", id: old }])
        const { slug } = yield* run(wanted)
        yield* repos.move(Repo.make("model", old), moved)
        const error = yield* Effect.flip(run(wanted))
        assert.strictEqual(error._tag, "InvalidInput")
        assert.include(error.message, "'local/old': it is in the collection already, by another name")
        assert.deepStrictEqual(
          (yield* itemsOf(slug)).map(({ id }) => id),
          ["local/moved"]
        )
        // Planned, and then somebody else was faster.
        const planned = yield* planApply(file([{ type: "model", id: moved }, paper(1)]))
        yield* collections.addItem(slug, paper(1))
        yield* apply(planned)
        assert.deepStrictEqual(
          (yield* itemsOf(slug)).map(({ id }) => id),
          ["local/moved", "2311.00001"]
        )
      }).pipe(Effect.provide(box(root)))
    })
  )
})

/** A repo with a file that says whose it is. */
const publish = Effect.fnUntraced(function* (root: string, type: "model" | "dataset" | "space", name: string) {
  const folder = join(root, "files", type, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "whose.txt"), `${type} ${name}\n`)
  if (type === "dataset") writeFileSync(join(folder, "data.csv"), "a,b\n")
  yield* upload({ repo: Repo.make(type, RepoId.make(`local/${name}`)), localPath: folder })
})

const gather = Effect.fnUntraced(function* (title: string, items: ReadonlyArray<readonly [ItemType, string]>) {
  const { collections } = yield* Hub
  const { slug } = yield* collections.create({ title })
  for (const [type, id] of items) yield* collections.addItem(slug, { type, id })
  return slug
})

describe("a collection is downloaded", () => {
  it.scopedLive("repo by repo, and what has no files is told of", () =>
    Effect.gen(function* () {
      const root = yield* folder
      yield* Effect.gen(function* () {
        for (const type of ["model", "dataset", "space"] as const) yield* publish(root, type, "same")
        const inner = yield* gather("inner", [])
        const slug = yield* gather("outer", [
          ["model", "local/same"],
          ["paper", "2311.12983"],
          ["dataset", "local/same"],
          ["collection", inner],
          ["space", "local/same"]
        ])
        const cached = yield* downloadCollection({ slug })
        assert.deepStrictEqual(
          cached.downloaded.map(({ repo }) => `${repo.type} ${repo.id}`),
          ["model local/same", "dataset local/same", "space local/same"]
        )
        assert.isTrue(cached.downloaded.every(({ result }) => existsSync(join(result.path, "whose.txt"))))
        assert.deepStrictEqual(cached.left, [
          { _tag: "left", type: "paper", id: "2311.12983" },
          { _tag: "left", type: "collection", id: inner }
        ])

        const localDir = join(root, "local")
        const local = yield* downloadCollection({ slug, localDir, include: ["*.csv", "whose.txt"] })
        assert.deepStrictEqual(
          local.downloaded.map(({ result }) => result.path),
          ["local/same", "datasets/local/same", "spaces/local/same"].map((path) => join(localDir, path))
        )
        assert.sameMembers(
          readdirSync(join(localDir, "datasets/local/same")).filter((name) => !name.startsWith(".")),
          ["data.csv", "whose.txt"]
        )
        const plan = yield* downloadCollection({ slug, dryRun: true, force: true })
        assert.isTrue(plan.downloaded.every(({ result }) => result.bytes === 0))
      }).pipe(Effect.provide(box(root)))
    })
  )

  it.scopedLive("but for what cannot be had, which does not keep the rest from coming", () =>
    Effect.gen(function* () {
      const root = yield* folder
      const accountsFile = join(root, "accounts.json")
      const user = (name: string) => ({ name, tokens: [{ token: `hf_${name}`, role: "write" }] })
      writeFileSync(accountsFile, JSON.stringify({ users: [user("local"), user("reader")] }))
      const as = (token: string) =>
        Embedded.layer({ dataDir: join(root, "hub"), accountsFile, token, settings: { cacheDir: join(root, token) } })
      const slug = yield* Effect.gen(function* () {
        for (const name of ["gated", "open"]) yield* publish(root, "model", name)
        yield* publish(root, "dataset", "open")
        const gateway = yield* Gateway
        const body = { _tag: "Json", value: { gated: "manual" } } as const
        yield* gateway.drain({ method: "PUT", url: "/api/models/local/gated/settings", body })
        return yield* gather("three", [
          ["model", "local/gated"],
          ["model", "local/open"],
          ["dataset", "local/open"]
        ])
      }).pipe(Effect.provide(as("hf_local")))
      yield* Effect.gen(function* () {
        const { downloaded, left } = yield* downloadCollection({ slug, include: ["*.csv"] })
        assert.deepStrictEqual(
          downloaded.map(({ repo }) => repo.type),
          ["dataset"]
        )
        assert.deepStrictEqual(
          left.map(({ error, id }) => [id, error?._tag]),
          [
            ["local/gated", "GatedRepo"],
            ["local/open", "InvalidInput"]
          ]
        )
      }).pipe(Effect.provide(as("hf_reader")))
    })
  )
})
