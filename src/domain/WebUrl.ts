/**
 * Addresses of the Hub's web pages, read and written.
 *
 * Read: `https://huggingface.co/[TYPE/]NS/NAME[/ROUTE/REV[/PATH]]` on any host the Hub answers under or on the endpoint, ROUTE one of
 * blob, resolve, raw, tree, blame; `…/buckets/NS/NAME[/(tree|resolve)[/PATH]]`. Query and fragment are dropped, the scheme may be missing.
 */
import * as Either from "effect/Either"
import * as CollectionSlug from "./CollectionSlug.ts"
import { InvalidInput } from "./errors.ts"
import { type HfUri, splitPath } from "./HfUri.ts"
import { encodePath, type Repo, webPath } from "./Repo.ts"
import * as RepoId from "./RepoId.ts"
import { fromPlural } from "./RepoType.ts"
import * as Revision from "./Revision.ts"

const hosts: ReadonlyArray<string> = ["huggingface.co", "hf.co", "hub-ci.huggingface.co"]
const repoRoutes: ReadonlyArray<string> = ["blob", "resolve", "raw", "tree", "blame"]
const bucketRoutes: ReadonlyArray<string> = ["tree", "resolve"]

const withoutScheme = (text: string): string => text.replace(/^https?:\/\//i, "")

/** What follows the host (and the endpoint's own path), or `undefined` for a stranger's address. */
const below = (text: string, endpoint: string): string | undefined => {
  const address = withoutScheme(text.replace(/[?#].*$/s, ""))
  const own = withoutScheme(endpoint)
  const host = [own, ...hosts].find((each) => {
    const start = address.slice(0, each.length).toLowerCase()
    return start === each.toLowerCase() && (address.length === each.length || address[each.length] === "/")
  })
  return host === undefined ? undefined : address.slice(host.length + 1)
}

export const isWebUrl = (text: string, endpoint: string): boolean => below(text, endpoint) !== undefined

const decode = (segment: string): Either.Either<string, string> =>
  Either.try({ try: () => decodeURIComponent(segment), catch: () => `'${segment}' is not percent-encoded text` })

/** One encoded segment, or the refs that are known to have several. */
const revisionLength = (segments: ReadonlyArray<string>): number =>
  segments[0] === "refs" && ["pr", "convert", "heads", "tags"].includes(segments[1] ?? "") ? 3 : 1

const read = (rest: string): Either.Either<HfUri, string> =>
  Either.gen(function* () {
    const folder = rest.endsWith("/")
    const segments = yield* Either.all(
      rest
        .replace(/\/$/, "")
        .split("/")
        .map((segment) => decode(segment))
    )
    const type = fromPlural(segments[0] ?? "")
    const bucket = segments[0] === "buckets"
    const [namespace, name, route, ...tail] = type === undefined && !bucket ? segments : segments.slice(1)
    if (namespace === undefined || name === undefined)
      return yield* Either.left("it does not name a repository: NAMESPACE/NAME is missing")
    const id = yield* Either.mapLeft(RepoId.parse(`${namespace}/${name}`), (error) => error.reason)
    if (route !== undefined && !(bucket ? bucketRoutes : repoRoutes).includes(route))
      return yield* Either.left(`'/${route}' is not a page of files`)
    if (bucket) return { _tag: "Bucket", id, ...(yield* splitPath(tail.join("/"))), folder }
    if (tail.length === 0) return { _tag: "Repo", type: type ?? "model", id, revision: undefined, path: "", folder }
    const length = revisionLength(tail)
    const revision = yield* Either.mapLeft(
      Revision.parse(tail.slice(0, length).join("/")),
      (error) => `in its revision, ${error.reason}`
    )
    const { path } = yield* splitPath(tail.slice(length).join("/"))
    return { _tag: "Repo", type: type ?? "model", id, revision, path, folder: folder || route === "tree" }
  })

/** A page's address as the thing it shows. `endpoint` is where the Hub is, e.g. `https://huggingface.co`. */
export const parse = (text: string, endpoint: string): Either.Either<HfUri, InvalidInput> => {
  const rest = below(text, endpoint)
  return Either.mapLeft(
    rest === undefined ? Either.left("it is not an address of the Hub") : read(rest),
    (reason) => new InvalidInput({ what: "HF URL", value: text, reason })
  )
}

/** The address of a collection's page: `https://huggingface.co/collections/NS/TITLE-ID`. `undefined` for other pages. */
export const collection = (
  text: string,
  endpoint: string
): Either.Either<CollectionSlug.CollectionSlug, InvalidInput> | undefined => {
  const rest = /^collections\/(.*?)\/?$/s.exec(below(text, endpoint) ?? "")?.[1]
  return rest === undefined ? undefined : CollectionSlug.parse(rest)
}

/** The address of a paper's page, `https://huggingface.co/papers/2311.12983`, as its id. `undefined` for other pages. */
export const paper = (text: string, endpoint: string): string | undefined =>
  /^papers\/([^/]+(?:\/\d{7})?)\/?$/s.exec(below(text, endpoint) ?? "")?.[1]

const page =
  (route: "tree" | "blob") =>
  (endpoint: string, repo: Repo, revision: string, path: string): string =>
    `${endpoint}${webPath(repo)}/${route}/${encodeURIComponent(revision)}/${encodePath(path)}`

/** Page of a folder; of the root when `path` is empty, then with a `/` at the end. */
export const tree = page("tree")

/** Page of a file. */
export const blob = page("blob")

/** Page of a commit. */
export const commit = (endpoint: string, repo: Repo, oid: string): string => `${endpoint}${webPath(repo)}/commit/${oid}`
