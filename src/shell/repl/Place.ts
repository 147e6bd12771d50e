/** Where the shell is: a folder of this disk, or one of a repository at a revision. Paths are read from there. */
import { homedir } from "node:os"
import * as nodePath from "node:path"
import * as Either from "effect/Either"
import * as HfUri from "../../domain/HfUri.ts"
import * as Repo from "../../domain/Repo.ts"
import { plural } from "../../domain/RepoType.ts"
import type { Revision } from "../../domain/Revision.ts"

export type Place =
  | { readonly _tag: "disk"; readonly folder: string }
  | {
      readonly _tag: "repo"
      readonly repo: Repo.Repo
      readonly revision: Revision | undefined
      /** Inside the repo, without surrounding `/`; empty: its root. */
      readonly path: string
    }

export const disk = (folder: string): Place => ({ _tag: "disk", folder })

/** As it is typed, and as the prompt shows it. */
export const format = (place: Place): string => {
  if (place._tag === "disk") {
    const home = homedir()
    return place.folder === home || place.folder.startsWith(`${home}${nodePath.sep}`)
      ? `~${place.folder.slice(home.length)}`
      : place.folder
  }
  const { path, repo, revision } = place
  const type = repo.type === "model" ? "" : `${plural(repo.type)}/`
  const at =
    revision === undefined
      ? ""
      : `@${/^refs\/(?:pr\/\d+|convert\/[^/]+)$/.test(revision) ? revision : revision.replaceAll("/", "%2F")}`
  return `${HfUri.scheme}${type}${repo.id}${at}${path === "" ? "" : `/${path}`}`
}

/** `a/../b` → `b`; above the root is the root, as everywhere. */
const normal = (path: string): string => {
  const out: Array<string> = []
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue
    if (part === "..") out.pop()
    else out.push(part)
  }
  return out.join("/")
}

/**
 * What `text` names, seen from `place`: `hf://…` a repo, `~` and `./` below a folder of this disk the disk; in a repo `/` is its
 * root. Nothing is asked.
 */
export const resolve = (place: Place, text: string): Either.Either<Place, string> => {
  if (HfUri.isUri(text))
    return Either.flatMap(
      Either.mapLeft(HfUri.parse(text), ({ reason }) => reason),
      (uri): Either.Either<Place, string> =>
        uri._tag === "Bucket"
          ? Either.left("a bucket is no repository")
          : Either.right({
              _tag: "repo",
              repo: Repo.make(uri.type, uri.id),
              revision: uri.revision,
              path: normal(uri.path)
            })
    )
  if (text === "~" || text.startsWith("~/")) return Either.right(disk(nodePath.join(homedir(), text.slice(1))))
  if (place._tag === "disk") return Either.right(disk(nodePath.resolve(place.folder, text)))
  return Either.right({ ...place, path: normal(text.startsWith("/") ? text : `${place.path}/${text}`) })
}
