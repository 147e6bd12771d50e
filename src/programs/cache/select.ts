/** From the words of a person to things in a cache: `model/org/name`, `hf://…`, hashes whole or short. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import * as HfUri from "../../domain/HfUri.ts"
import type { CachedRepo, CachedRevision, Inventory, Removal } from "../../services/CacheInventory.ts"

export interface Found {
  readonly revisions: Removal["revisions"]
  readonly entries: Removal["entries"]
  /** Repos that were named and are no sound ones. */
  readonly damaged: Removal["damaged"]
  /** Words that name nothing here. */
  readonly missing: ReadonlyArray<string>
  /** Repos that were named as a whole. */
  readonly named: ReadonlyArray<CachedRepo>
}

const nothing: Found = { revisions: [], entries: [], damaged: [], missing: [], named: [] }

const wholeRepo = (repo: CachedRepo): Found => ({
  ...nothing,
  revisions: repo.revisions.map((revision) => ({ repo, revision })),
  named: [repo]
})

const named = <A extends { readonly key: string | undefined }>(all: ReadonlyArray<A>, key: string): A | undefined =>
  all.find((each) => each.key?.toLowerCase() === key.toLowerCase())

/** The repo of that name, sound or damaged. */
const repoNamed = ({ problems, repos }: Inventory, key: string): Found | undefined => {
  const repo = named(repos, key)
  if (repo !== undefined) return wholeRepo(repo)
  const damaged = named(problems, key)
  return damaged && { ...nothing, damaged: [damaged] }
}

/** Repos that somebody may have meant who left the type out. */
export const meant = ({ problems, repos }: Inventory, missing: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...repos, ...problems]
    .flatMap(({ key }) => key ?? [])
    .filter((key) => missing.some((word) => key.slice(key.indexOf("/") + 1).toLowerCase() === word.toLowerCase()))

const isFileTarget = (target: string): boolean => {
  const uri = HfUri.parse(target)
  return uri._tag === "Right" && uri.right._tag === "Repo" && uri.right.path !== ""
}

const byUri = (inventory: Inventory, target: string) =>
  Effect.gen(function* () {
    const uri = yield* HfUri.parse(target)
    if (uri._tag === "Bucket")
      return yield* new InvalidInput({ what: "target", value: target, reason: "a cache holds repositories only" })
    if (uri.revision !== undefined) {
      const reason =
        uri.path === ""
          ? "a revision is named by its hash; see 'hf cache ls --revisions'"
          : "without '@REVISION' the file goes from all cached revisions"
      return yield* new InvalidInput({ what: "target", value: target, reason })
    }
    const key = `${uri.type}/${uri.id}`
    if (uri.path === "") return repoNamed(inventory, key) ?? { ...nothing, missing: [target] }
    const repo = named(inventory.repos, key)
    if (repo === undefined) return { ...nothing, missing: [target] }
    const entries = repo.revisions.flatMap((revision) =>
      revision.entries.filter(({ path }) => path === uri.path).map((entry) => ({ repo, revision, entry }))
    )
    return { ...nothing, entries, missing: entries.length === 0 ? [target] : [] }
  })

/** A hash, or so much of one that only one revision can be meant. */
const byHash = (inventory: Inventory, target: string) => {
  const hash = target.toLowerCase()
  const hits = inventory.repos.flatMap((repo) =>
    repo.revisions.flatMap((revision: CachedRevision) =>
      revision.commit.toLowerCase().startsWith(hash) ? [{ repo, revision }] : []
    )
  )
  const exact = hits.find(({ revision }) => revision.commit.toLowerCase() === hash)
  if (exact !== undefined) return Effect.succeed({ ...nothing, revisions: [exact] })
  if (hits.length > 1 && hash.length < 40) {
    const names = hits.map(({ repo, revision }) => `${revision.commit} (${repo.key})`).join(", ")
    return Effect.fail(new InvalidInput({ what: "target", value: target, reason: `it is short for several: ${names}` }))
  }
  return Effect.succeed(hits.length === 1 ? { ...nothing, revisions: hits } : { ...nothing, missing: [target] })
}

const one = (inventory: Inventory, target: string): Effect.Effect<Found, InvalidInput> => {
  if (target.startsWith("hf://")) return byUri(inventory, target)
  const repo = repoNamed(inventory, target)
  if (repo !== undefined) return Effect.succeed(repo)
  return /^[0-9a-f]{6,40}$/i.test(target)
    ? byHash(inventory, target)
    : Effect.succeed({ ...nothing, missing: [target] })
}

/** What the targets name. Files go with files only, as in the Python client. */
export const select = (inventory: Inventory, words: ReadonlyArray<string>): Effect.Effect<Found, InvalidInput> =>
  Effect.gen(function* () {
    const targets = [...new Set(words.map((word) => word.trim()).filter((word) => word !== ""))]
    const files = targets.filter(isFileTarget)
    if (files.length > 0 && files.length < targets.length)
      return yield* new InvalidInput({
        what: "target",
        value: files[0] ?? "",
        reason: "files cannot be named together with repositories or revisions"
      })
    const all = yield* Effect.forEach(targets, (target) => one(inventory, target))
    return {
      revisions: all.flatMap(({ revisions }) => revisions),
      entries: all.flatMap(({ entries }) => entries),
      damaged: all.flatMap(({ damaged }) => damaged),
      missing: all.flatMap(({ missing }) => missing),
      named: all.flatMap(({ named }) => named)
    }
  })
