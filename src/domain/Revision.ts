/** Branch, tag, `refs/pr/N`, short or full commit hash: whatever names a commit in a repo (Hub API). */
import * as Schema from "effect/Schema"
import * as Checked from "./Checked.ts"

/** Full, lower-case git commit id: 40 hexadecimal digits. */
export const CommitHash = Schema.String.pipe(Schema.pattern(/^[0-9a-f]{40}$/), Schema.brand("CommitHash"))
export type CommitHash = typeof CommitHash.Type

export const isCommitHash = Schema.is(CommitHash)

const refused = /[\u0000-\u001f\u007f \\~^:?*[]/

/** Why `text` cannot name a revision: it would leave `refs/` on disk, or git would never accept it as a ref. */
export const problem = (text: string): string | undefined => {
  if (text === "") return "it is empty"
  if (refused.test(text)) return "spaces, control characters and any of \\ ~ ^ : ? * [ are not allowed"
  if (text.startsWith("/") || text.endsWith("/") || text.includes("//")) return "it has an empty path segment"
  if (text.split("/").some((segment) => segment === "." || segment.includes("..")))
    return "'.' and '..' are not allowed"
  return undefined
}

const checked = Checked.make("Revision", "revision", problem)

export const Revision = checked.schema
export type Revision = typeof Revision.Type

/** Checks `text`; the error says what is wrong and is meant for people. */
export const parse = checked.parse

/** Throws on a malformed revision: for literals in code and tests only. */
export const make = checked.make

/** The branch every repo has and every command falls back to. */
export const main: Revision = make("main")
