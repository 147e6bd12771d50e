/** The spellings of a repository on a command line, finished or not: `org/name`, `datasets/org/name`, `hf://[TYPE/]org/name[@REV][/PATH]`. */
import { types } from "../argv/prefix.ts"
import type { Line } from "./line.ts"

export interface Repo {
  readonly type: string
  readonly id: string
}

export const scheme = "hf://"

const part = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}"
const wholeId = new RegExp(`^${part}(?:/${part})?$`)

/** Only what the Hub allows in a name: whatever else a folder or a Hub says is not offered. */
export const isId = (id: string): boolean => wholeId.test(id) && !/--|\.\./.test(id)

/** `datasets/` and what follows. */
const prefixOf = (body: string): string | undefined => {
  const first = body.slice(0, Math.max(0, body.indexOf("/")))
  return Object.hasOwn(types, first) ? first : undefined
}

/** A word that may become the name of a repository. */
export interface Typed {
  /** `hf://`, and `datasets/` if it was written: they stay as they are. */
  readonly ahead: string
  /** The type that was written, in the word or as an option. */
  readonly type: string | undefined
  /** What was typed of the id. */
  readonly start: string
  /** Spells the repo as the rest of the word; `undefined` where it cannot be said. */
  readonly spell: (repo: Repo) => string | undefined
}

/** `undefined` when the word says more than a name, or contradicts `--type`. */
export const typed = (word: string, explicit: string | undefined): Typed | undefined => {
  const uri = word.startsWith(scheme)
  const body = uri ? word.slice(scheme.length) : word
  const prefix = prefixOf(body)
  if (explicit !== undefined && (uri || prefix !== undefined)) return undefined
  const start = prefix === undefined ? body : body.slice(prefix.length + 1)
  if (start.split("/").length > 2 || start.includes("@")) return undefined
  const type = prefix === undefined ? explicit : types[prefix]
  return {
    ahead: `${uri ? scheme : ""}${prefix === undefined ? "" : `${prefix}/`}`,
    type,
    start,
    spell: (repo) => {
      if (type !== undefined && repo.type !== type) return undefined
      const needed = type === undefined && repo.type !== "model"
      // With a type before it, or in an address, a name needs its namespace.
      if ((uri || prefix !== undefined || needed) && !repo.id.includes("/")) return undefined
      return needed ? `${repo.type}s/${repo.id}` : repo.id
    }
  }
}

/** An address up to and with `@`, or up to and with the `/` behind the name or revision. */
const address = new RegExp(
  `^(?:(${Object.keys(types).join("|")})/)?(${part}/${part})(@(refs/(?:pr|convert)/[^/]+|[^/]*))?(/.*)?$`
)

export interface Place {
  readonly repo: Repo
  readonly revision: string | undefined
  /** Behind the `/` after the name or revision; `undefined` without one. */
  readonly path: string | undefined
}

/** What an address says so far; `undefined` when it does not name a repository yet. */
export const placeOf = (word: string): Place | undefined => {
  if (!word.startsWith(scheme)) return undefined
  const [, prefix, id, at, revision, rest] = address.exec(word.slice(scheme.length)) ?? []
  if (id === undefined || !isId(id)) return undefined
  return {
    repo: { type: types[prefix ?? "models"] ?? "model", id },
    revision: at === undefined ? undefined : revision?.replaceAll(/%2F/gi, "/"),
    path: rest?.slice(1)
  }
}

/** The repository that the line names before the cursor, with the revision if its address has one. */
export const repoOf = ({ leaf, options, positionals }: Line): Place | undefined => {
  const word = positionals[leaf.args.findIndex((arg) => arg.repoId)]
  if (word === undefined) return undefined
  if (word.startsWith(scheme)) return placeOf(word)
  const name = typed(word, options.get("type"))
  if (name === undefined || !isId(name.start)) return undefined
  return { repo: { type: name.type ?? "model", id: name.start }, revision: options.get("revision"), path: undefined }
}
