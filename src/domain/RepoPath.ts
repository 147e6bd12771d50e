/**
 * A file's path inside a repo, `/`-separated, relative to the root.
 *
 * The Hub names files freely; what reaches a disk must stay below its folder on every operating system. Refused
 * (huggingface_hub cache layout): empty or absolute names, `.` and `..` segments (also written with `\`), a leading `\` in a
 * segment, drive letters and alternate streams (`x:`) and NUL.
 */
import * as Checked from "./Checked.ts"

/** Why the name may not be written to a disk or into a commit, or `undefined` when it may. */
export const problem = (path: string): string | undefined => {
  if (path === "") return "it is empty"
  if (path.includes("\0")) return "it contains a NUL character"
  if (path.startsWith("/")) return "it is absolute"
  if (path.endsWith("/")) return "it ends with '/'"
  for (const segment of path.split("/")) {
    if (segment === "") return "it has an empty segment"
    if (segment.startsWith("\\")) return "a segment starts with '\\'"
    // Asked first because taking a name apart by characters is dear, and there are many names.
    if (segment.includes(":") && [...segment][1] === ":") return "a segment looks like a drive letter"
    if (segment.includes("..") && segment.split("\\").some((piece) => piece === "..")) return "'..' leaves the repo"
    if (segment === ".") return "'.' is not a file name"
  }
  return undefined
}

const checked = Checked.make("RepoPath", "path in repo", problem)

export const RepoPath = checked.schema
export type RepoPath = typeof RepoPath.Type

/** Checks a path; for paths that came from a Hub as well as for those a person typed. */
export const parse = checked.parse

/** Throws on a refused path: for literals in code and tests only. */
export const make = checked.make
