/**
 * Where a commit may put a file (Hub API): one leading `/` or `./` is tolerated, `..` is refused
 * anywhere, and no segment may be `.git` or `.cache`: git owns the one, clients keep their books in the other.
 */
import * as Either from "effect/Either"
import { InvalidInput } from "./errors.ts"
import * as RepoPath from "./RepoPath.ts"

const owned: ReadonlyArray<string> = [".git", ".cache"]

const problem = (path: string): string | undefined => {
  const taken = path.split("/").find((segment) => owned.includes(segment))
  return RepoPath.problem(path) ?? (taken === undefined ? undefined : `'${taken}' folders are not committed`)
}

const refuse = (value: string, reason: string) => new InvalidInput({ what: "path in repo", value, reason })

/** Checks the path of one operation. */
export const parse = (text: string): Either.Either<RepoPath.RepoPath, InvalidInput> => {
  const path = text.replace(/^(?:\.\/|\/)/, "")
  const reason = problem(path)
  return reason === undefined ? RepoPath.parse(path) : Either.left(refuse(text, reason))
}

/** Checks the folder an upload goes below: `/data/train`, `./data/train/` → `data/train`; `.`, `/` and `` → `` (the root). */
export const parseFolder = (text: string): Either.Either<string, InvalidInput> => {
  const path = text
    .replace(/^\/+|\/+$/g, "")
    .replace(/^\.\//, "")
    .replace(/^\.$/, "")
  const reason = path === "" ? undefined : problem(path)
  return reason === undefined ? Either.right(path) : Either.left(refuse(text, reason))
}

/** A file below such a folder. */
export const below = (folder: string, path: string): string => (folder === "" ? path : `${folder}/${path}`)

/** Checks where one file goes: a folder (`.`, `/`, `data/`) takes it under its own name. */
export const parseFile = (text: string, name: string): Either.Either<RepoPath.RepoPath, InvalidInput> =>
  /(?:^|\/)\.?$/.test(text) ? Either.flatMap(parseFolder(text), (folder) => parse(below(folder, name))) : parse(text)

/**
 * What no upload of a folder takes along, at any depth: `.git` (folder or file) and `.cache/huggingface`. `.gitignore`,
 * `.gitattributes`, `.github` and the rest of `.cache` are none of these.
 */
export const isLeftOut = (path: string): boolean =>
  path
    .split("/")
    .some((segment, at, all) => segment === ".git" || (segment === ".cache" && all[at + 1] === "huggingface"))
