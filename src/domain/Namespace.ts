/** Whose something is: a user's or an organization's name, spelled as the first half of a repo id. */
import * as Checked from "./Checked.ts"
import * as RepoId from "./RepoId.ts"

const checked = Checked.make("Namespace", "namespace", (text) =>
  text.includes("/") ? "it must be one name" : RepoId.problem(text)
)

export const Namespace = checked.schema
export type Namespace = typeof Namespace.Type

/** Checks `text`; the error says what is wrong and is meant for people. */
export const parse = checked.parse

/** Throws on a malformed name: for literals in code and tests only. */
export const make = checked.make
