/**
 * `hf://[TYPE/]NS/NAME[@REV][/PATH]`: one word for a repo or a bucket, a revision and a place inside (huggingface_hub 2.0.0).
 *
 * TYPE is plural (`models` when left out). `@` counts only right after the name; the revision ends at the next `/` except for
 * `refs/pr/N` and `refs/convert/NAME`, and `%2F` in it stands for `/`. Buckets have no revisions.
 */
import * as Either from "effect/Either"
import { InvalidInput } from "./errors.ts"
import * as RepoId from "./RepoId.ts"
import * as RepoPath from "./RepoPath.ts"
import { fromPlural, plural, type RepoType, repoTypes } from "./RepoType.ts"
import * as Revision from "./Revision.ts"

export interface RepoUri {
  readonly _tag: "Repo"
  readonly type: RepoType
  readonly id: RepoId.RepoId
  /** As written; `undefined` stands for the default branch. */
  readonly revision: Revision.Revision | undefined
  /** File or folder inside, without surrounding `/`; empty: the root. */
  readonly path: string
  /** It was written with a `/` at the end: some commands read that as "the folder". */
  readonly folder: boolean
}

export interface BucketUri {
  readonly _tag: "Bucket"
  readonly id: RepoId.RepoId
  readonly path: string
  readonly folder: boolean
}

export type HfUri = RepoUri | BucketUri

export const scheme = "hf://"
const buckets = "buckets"
const singular: ReadonlyArray<string> = [...repoTypes, "bucket"]

type Refused = string

/** `@v1/a/b` after a name: the revision, then the path. Pull request and conversion refs keep their slashes. */
const splitRevision = (text: string): readonly [revision: string, rest: string] => {
  const special = /^refs\/(?:pr\/\d+|convert\/[^/]+)(?=\/|$)/.exec(text)
  const length = special?.[0].length ?? (text.includes("/") ? text.indexOf("/") : text.length)
  return [text.slice(0, length).replace(/%2F/gi, "/"), text.slice(length)]
}

/** `/a/b/` or nothing: the path inside and whether it was written as a folder. */
export const splitPath = (
  rest: string,
  problem: (path: string) => string | undefined = RepoPath.problem
): Either.Either<{ readonly path: string; readonly folder: boolean }, Refused> => {
  const folder = rest.endsWith("/")
  const path = rest.slice(rest.startsWith("/") ? 1 : 0, folder ? -1 : undefined)
  if (rest === "" || rest === "/") return Either.right({ path: "", folder })
  const reason = problem(path)
  return reason === undefined ? Either.right({ path, folder }) : Either.left(`in its path, ${reason}`)
}

const read = (text: string, problem: (path: string) => string | undefined): Either.Either<HfUri, Refused> =>
  Either.gen(function* () {
    const first = text.slice(0, text.includes("/") ? text.indexOf("/") : text.length)
    if (singular.includes(first)) return yield* Either.left(`write '${first}s/', not '${first}/'`)
    const type = fromPlural(first)
    const typed = type !== undefined || first === buckets
    const body = typed ? text.slice(first.length + 1) : text
    const match = /^([^/@]+)\/([^/@]+)(@)?/.exec(body)
    if (match === null) return yield* Either.left("it needs a namespace and a name: hf://[TYPE/]NAMESPACE/NAME")
    const [head, namespace = "", name = "", at] = match
    const id = yield* Either.mapLeft(RepoId.parse(`${namespace}/${name}`), (error) => error.reason)
    const tail = body.slice(head.length)
    if (first === buckets) {
      if (at !== undefined) return yield* Either.left("buckets have no revisions")
      return { _tag: "Bucket", id, ...(yield* splitPath(tail, problem)) }
    }
    const [written, rest] = at === undefined ? ["", tail] : splitRevision(tail)
    const revision =
      at === undefined ? undefined : yield* Either.mapLeft(Revision.parse(written), (error) => error.reason)
    return { _tag: "Repo", type: type ?? "model", id, revision, ...(yield* splitPath(rest, problem)) }
  })

export const isUri = (text: string): boolean => text.startsWith(scheme)

const parsed = (text: string, problem: (path: string) => string | undefined): Either.Either<HfUri, InvalidInput> =>
  Either.mapLeft(
    isUri(text)
      ? read(text.slice(scheme.length).replace(/^\//, ""), problem)
      : Either.left(`it does not start with '${scheme}'`),
    (reason) => new InvalidInput({ what: "HF URI", value: text, reason })
  )

export const parse = (text: string): Either.Either<HfUri, InvalidInput> => parsed(text, RepoPath.problem)

const strays = (path: string): string | undefined =>
  path.includes("\0") || path.split("/").some((segment) => ["", ".", ".."].includes(segment))
    ? "a segment is empty, '.' or '..'"
    : undefined

/** The same for a place whose path never becomes one of this machine: `x:/y` may be a folder there. */
export const parseRemote = (text: string): Either.Either<HfUri, InvalidInput> => parsed(text, strays)

/** `refs/pr/N` and `refs/convert/NAME` stay readable, any other `/` is `%2F`. */
const renderRevision = (revision: string): string =>
  /^refs\/(?:pr\/\d+|convert\/[^/]+)$/.test(revision) ? revision : revision.replaceAll("/", "%2F")

/** The canonical spelling: always with the plural type, never with a `/` at the end; parses back to the same place. */
export const render = (uri: HfUri): string => {
  const type = uri._tag === "Bucket" ? buckets : plural(uri.type)
  const at = uri._tag === "Repo" && uri.revision !== undefined ? `@${renderRevision(uri.revision)}` : ""
  return `${scheme}${type}/${uri.id}${at}${uri.path === "" ? "" : `/${uri.path}`}`
}
