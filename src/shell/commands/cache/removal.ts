/** How removals are told: what is about to go, and what went. */
import * as Effect from "effect/Effect"
import { some } from "../../../domain/Enumeration.ts"
import * as Size from "../../../domain/Size.ts"
import type { CachePlan, Selected } from "../../../programs/cache/plan.ts"
import { remove } from "../../../programs/cache/remove.ts"
import type { CachedRevision, Inventory } from "../../../services/CacheInventory.ts"
import { Output } from "../../../services/Output.ts"
import { withCache } from "../../LocalCache.ts"

/** Short in the default voice (as typed, or eight digits), whole for programs. */
const hashOf = ({ commit }: CachedRevision, guide: boolean, typed: ReadonlyArray<string>): string =>
  guide ? (typed.find((word) => commit.startsWith(word.toLowerCase())) ?? commit.slice(0, 8)) : commit

const tree = (
  { repo, revisions, whole }: Selected,
  guide: boolean,
  typed: ReadonlyArray<string>
): ReadonlyArray<string> =>
  whole
    ? [`  - ${repo.key} (entire repo)`]
    : [
        `  - ${repo.key}:`,
        ...revisions.map((revision) => {
          const refs = revision.refs.length === 0 ? "(detached)" : revision.refs.join(" ")
          return `      ${hashOf(revision, guide, typed)} [${refs}] ${Size.format(revision.size)}`
        })
      ]

/** Of what neither prune nor gc takes. */
export const tellDamaged = ({ problems }: Inventory) =>
  Effect.gen(function* () {
    const output = yield* Output
    const remedy = (key: string | undefined) => (key === undefined ? "" : `; 'hf cache rm ${key}' deletes it`)
    yield* Effect.forEach(
      problems,
      ({ key, path, reason }) => output.warning(`${path}: ${reason}. Left alone${remedy(key)}.`),
      { discard: true }
    )
  })

/** Of repos that nothing is taken out of, for somebody is downloading them. */
export const tellBusy = (busy: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    if (busy.length === 0) return
    const output = yield* Output
    const be = busy.length === 1 ? "is" : "are"
    yield* output.warning(`${some(busy)} ${be} being downloaded right now and ${be} left alone.`)
  })

/** Says what is about to go. `typed`: the short hashes somebody wrote. */
export const announce = (headline: string, plan: CachePlan, typed: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const output = yield* Output
    const guide = output.mode === "guide"
    const files = plan.entries
      .map(({ entry, repo, revision }) => `  - ${repo.key}@${revision.commit}/${entry.path}`)
      .sort()
    const damaged = plan.damaged.map(({ key, path, reason }) => `  - ${key ?? path} (damaged: ${reason})`)
    const lines = [...files, ...plan.selected.flatMap((selected) => tree(selected, guide, typed)), ...damaged]
    yield* output.text([headline, ...lines].join("\n"))
  })

/** Does it, and tells what could not be done; the plan as it was done. */
export const carryOut = Effect.fnUntraced(function* (planned: CachePlan) {
  const { busy, plan } = yield* withCache(remove(planned))
  yield* tellBusy(busy)
  return plan
})

/** The guide's lines about whole repos; the Python client tells the sum in its log. */
export const account = (plan: CachePlan): ReadonlyArray<string> => [
  ...plan.selected.filter(({ whole }) => whole).map(({ repo }) => `Delete repo: ${repo.folder}`),
  ...plan.damaged.map(({ path }) => `Delete repo: ${path}`),
  `Cache deletion done. Saved ${Size.format(plan.freed)}.`
]

export const countOf = (count: number, noun: string): ReadonlyArray<string> => (count === 0 ? [] : [`${count} ${noun}`])
