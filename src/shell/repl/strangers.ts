/** Options on a line that nothing has, to be marked while somebody types. Pure. */
import { lookup, takesValue } from "../argv/lookup.ts"
import { isModeFlag } from "../argv/modes.ts"
import type { CommandRow } from "../spec/Row.ts"
import type { Options } from "./places/words.ts"

/** What a word that looks like an option is: an option, one with its value in the next word, the beginning of one, or none. */
export type Sense = "option" | "valued" | "begun" | "none"

export type Sensing = (word: string) => Sense

/** The letters of `-rf`, up to one that takes the rest for its value. */
const bundle = (word: string, sense: (letter: string) => "option" | "valued" | "none"): Sense => {
  const letters = Array.from(word.slice(1))
  for (const [at, letter] of letters.entries()) {
    const is = sense(`-${letter}`)
    if (is === "none") return "none"
    if (is === "valued") return at === letters.length - 1 ? "valued" : "option"
  }
  return "option"
}

const oneOf =
  (names: ReadonlyArray<string>, sense: (name: string) => "option" | "valued" | "none"): Sensing =>
  (word) => {
    const [name = ""] = word.split("=", 1)
    if (!word.startsWith("--")) return word === "-" ? "begun" : bundle(word, sense)
    const is = sense(name)
    if (is !== "none") return word.includes("=") ? "option" : is
    return names.some((each) => each.startsWith(word)) ? "begun" : "none"
  }

/** For a command of `hf`; `undefined` where words are passed on, and anything may stand. */
export const sensing = (row: CommandRow): Sensing | undefined => {
  if (row._tag === "leaf" && row.passThrough !== undefined) return undefined
  const hits = lookup(row.options)
  const modes = row._tag === "leaf" && row.modes ? ["--json", "--format", "--quiet", "--no-truncate"] : []
  return oneOf([...hits.keys(), ...modes], (name) => {
    const hit = hits.get(name)
    if (hit !== undefined) return takesValue(hit.row) ? "valued" : "option"
    if (modes.length === 0 || row._tag !== "leaf" || !isModeFlag(name, row.listing)) return "none"
    return name === "--format" ? "valued" : "option"
  })
}

/** For a command of the shell itself. */
export const sensingOf = ({ flags = [], texts = [] }: Options): Sensing =>
  oneOf([...flags, ...texts, "--help"], (name) =>
    texts.includes(name) ? "valued" : flags.includes(name) || name === "--help" ? "option" : "none"
  )

/** Which of the words of a command are options that it does not have; the last one may be on its way (`isOpen`). */
export const strangers = (words: ReadonlyArray<string>, sense: Sensing, isOpen: boolean): ReadonlySet<number> => {
  const found = new Set<number>()
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ""
    if (word === "--") break
    if (!word.startsWith("-") || /^-\.?\d/.test(word)) continue
    const is = sense(word)
    if (is === "valued") at++
    else if (is === "none" || (is === "begun" && !(isOpen && at === words.length - 1) && word !== "-")) found.add(at)
  }
  return found
}
