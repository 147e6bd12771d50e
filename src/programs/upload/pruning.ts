/** Which folders need not be opened: nothing below them can be meant. A wildcard in a home folder must not walk (or trip over) all of it. */
import type { Filter } from "../../domain/Patterns.ts"

const slashes = (text: string): string => text.replaceAll("\\", "/")

/** What a path must start with to match. */
const literal = (pattern: string): string => /^[^*?[]*/.exec(slashes(pattern))?.[0] ?? ""

/** `logs/` and `logs/*` match every path that starts with `logs/`. */
const wholly = (pattern: string): string | undefined => /^([^*?[]*)(?:\*+|(?<=\/))$/.exec(slashes(pattern))?.[1]

/** May a path below `folder` get through the filter? `false` is certain, `true` is not. */
export const mayContain = (filter: Filter): ((folder: string) => boolean) => {
  const wanted = filter.include?.map(literal)
  const unwanted = (filter.exclude ?? []).map(wholly).filter((prefix) => prefix !== undefined)
  return (folder) => {
    const below = slashes(`${folder}/`)
    if (unwanted.some((prefix) => below.startsWith(prefix))) return false
    return wanted?.some((prefix) => below.startsWith(prefix) || prefix.startsWith(below)) ?? true
  }
}
