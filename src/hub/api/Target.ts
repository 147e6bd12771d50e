/**
 * Which repo, which action, and what else a URL names. Read from the raw path, since `%2F` inside a segment is not a separator
 * and `..` is a name like any other (Hub API). Pure.
 */
import { fromPlural, plural, type RepoType, repoTypes } from "../../domain/RepoType.ts"

export interface Target {
  readonly area: "api" | "web"
  readonly type: RepoType
  /** Undefined for canonical ids (`gpt2`). */
  readonly namespace: string | undefined
  readonly name: string
  /** First segment after the id, `""` when there is none. */
  readonly action: string
  /** The segments after the action, decoded. */
  readonly rest: ReadonlyArray<string>
}

/** Words that follow a repo id in a URL: no repo may have one of them as its name. */
const apiActions = new Set(
  `revision tree paths-info refs branch tag commits super-squash preupload commit settings auth-check user-access-request
   xet-read-token xet-write-token discussions like likers duplicate lfs-files resource-group jwt scan treesize compare
   notebook`.split(/\s+/)
)
const webActions = new Set([
  "resolve",
  "raw",
  "blob",
  "tree",
  "commit",
  "commits",
  "discussions",
  "settings",
  "ask-access"
])

export const isReserved = (name: string): boolean => apiActions.has(name) || webActions.has(name)

/** First segments that mean something else than a namespace. */
export const isReservedNamespace = (name: string): boolean =>
  ["api", "v2", ...repoTypes.map(plural)].includes(name.toLowerCase())

/** Decoded segments of the path part of a URL, or `undefined` when the encoding is broken. */
export const segments = (url: string): ReadonlyArray<string> | undefined => {
  const end = url.search(/[?#]/)
  try {
    return (end === -1 ? url : url.slice(0, end)).split("/").slice(1).map(decodeURIComponent)
  } catch {
    return undefined
  }
}

const split = (
  area: Target["area"],
  type: RepoType,
  parts: ReadonlyArray<string>,
  actions: ReadonlySet<string>
): Target | undefined => {
  const [first, second, third, ...rest] = parts
  if (first === undefined || first === "") return undefined
  if (second === undefined || actions.has(second))
    return {
      area,
      type,
      namespace: undefined,
      name: first,
      action: second ?? "",
      rest: third === undefined ? [] : [third, ...rest]
    }
  return { area, type, namespace: first, name: second, action: third ?? "", rest }
}

/** `/api/models/…`, `/datasets/…`, `/org/name.git/…`; `undefined` for what cannot belong to a repo. */
export const parse = (parts: ReadonlyArray<string>): Target | undefined => {
  const [first, second] = parts
  if (first === undefined) return undefined
  if (first === "api") {
    const type = second === undefined ? undefined : fromPlural(second)
    return type === undefined ? undefined : split("api", type, parts.slice(2), apiActions)
  }
  const prefixed = first === "models" ? undefined : fromPlural(first)
  const inside = prefixed === undefined ? parts : parts.slice(1)
  const type = prefixed ?? "model"
  // git and LFS: the id ends in ".git", the action is what follows, slashes and all.
  const git = inside.findIndex((part, i) => i < 2 && part.endsWith(".git"))
  if (git !== -1) {
    const name = (inside[git] ?? "").slice(0, -".git".length)
    const namespace = git === 0 ? undefined : inside[0]
    return { area: "web", type, namespace, name, action: `git/${inside.slice(git + 1).join("/")}`, rest: [] }
  }
  return split("web", type, inside, webActions)
}

/** A revision that may be one encoded segment or raw (`refs/pr/1`), and the path after it. */
export const revisionAndPath = (
  rest: ReadonlyArray<string>
): { readonly revision: string | undefined; readonly path: string } => {
  const raw = rest[0] === "refs" && rest.length >= 3 ? 3 : 1
  return {
    revision: rest.length === 0 ? undefined : rest.slice(0, raw).join("/"),
    path: rest.slice(raw).join("/").replace(/\/+$/, "")
  }
}

/** A revision that takes all that is left. */
export const revisionOnly = (rest: ReadonlyArray<string>): string => rest.join("/")
