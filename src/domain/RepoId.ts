/**
 * A repository's name on the Hub: `namespace/name`, or a bare `name` for canonical repos such as `gpt2`.
 *
 * Rules (huggingface_hub 2.0.0): ASCII letters, digits, `-`, `_`, `.`; each part 1–96
 * characters, neither starting nor ending with `-` or `.`; no `--`, no `..`; the name does not end in `.git`.
 */
import * as Checked from "./Checked.ts"

const part = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$/

/** Why `text` is not a repo id, or `undefined` when it is one. */
export const problem = (text: string): string | undefined => {
  const parts = text.split("/")
  if (text === "") return "it is empty"
  if (parts.length > 2) return "it must be 'name' or 'namespace/name'"
  for (const each of parts) {
    if (each.length === 0) return "it must be 'name' or 'namespace/name'"
    if (each.length > 96) return "each part may have at most 96 characters"
    if (!part.test(each))
      return "use letters, digits, '-', '_' and '.' only, and neither start nor end a part with '-' or '.'"
  }
  if (text.includes("--") || text.includes("..")) return "'--' and '..' are not allowed"
  if (text.endsWith(".git")) return "it must not end in '.git'"
  return undefined
}

const checked = Checked.make("RepoId", "repo id", problem)

export const RepoId = checked.schema
export type RepoId = typeof RepoId.Type

/** Checks `text`; the error says what is wrong and is meant for people. */
export const parse = checked.parse

/** Throws on a malformed id: for literals in code and tests only. */
export const make = checked.make

export const namespace = (id: RepoId): string | undefined =>
  id.includes("/") ? id.slice(0, id.indexOf("/")) : undefined

export const name = (id: RepoId): string => id.slice(id.indexOf("/") + 1)
