/** The repository a command line names: an id with options, or one address (`hf://…`, a page of the Hub) that says it all. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import * as HfUri from "../../domain/HfUri.ts"
import * as Repo from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import type { RepoType } from "../../domain/RepoType.ts"
import * as Revision from "../../domain/Revision.ts"
import * as WebUrl from "../../domain/WebUrl.ts"
import { Settings } from "../../services/Settings.ts"

export interface Named {
  readonly repoId: string
  readonly type: RepoType | undefined
  readonly revision: string | undefined
}

export interface Target {
  readonly repo: Repo.Repo
  readonly revision: Revision.Revision | undefined
  /** What the address says behind the repo; empty when nothing. */
  readonly path: string
  /** It ends in `/`: a folder. */
  readonly folder: boolean
}

const refuse = (value: string, reason: string) => new InvalidInput({ what: "HF URI", value, reason })

/** An address (`hf://…`, a page of the Hub), or `undefined` for any other text. */
export const address = (text: string): Effect.Effect<HfUri.HfUri | undefined, InvalidInput, Settings> =>
  Effect.flatMap(Settings, ({ endpoint }) =>
    isAddress(text, endpoint) ? parse(text, endpoint) : Effect.succeed(undefined)
  )

const parse = (text: string, endpoint: string) => (HfUri.isUri(text) ? HfUri.parse(text) : WebUrl.parse(text, endpoint))

/** Whatever has a scheme is meant as an address, also where it is not one of ours. */
const isAddress = (text: string, endpoint: string): boolean =>
  HfUri.isUri(text) || /^https?:\/\//i.test(text) || (endpoint.includes("://") && WebUrl.isWebUrl(text, endpoint))

const fromAddress = ({ repoId, revision, type }: Named, endpoint: string) =>
  Effect.gen(function* () {
    if (type !== undefined) return yield* refuse(repoId, "it names the type itself: leave --type out")
    if (revision !== undefined)
      return yield* refuse(repoId, "write the revision into it (@REVISION): leave --revision out")
    const uri = yield* parse(repoId, endpoint)
    if (uri._tag === "Bucket") return yield* refuse(repoId, "a bucket is no repository")
    const target: Target = {
      repo: Repo.make(uri.type, uri.id),
      revision: uri.revision,
      path: uri.path,
      folder: uri.folder
    }
    return target
  })

/** Where only an id may stand: FROM_ID, what is to be created … */
export const repoOf = (id: string, type: RepoType): Effect.Effect<Repo.Repo, InvalidInput> =>
  Effect.map(RepoId.parse(id), (parsed) => Repo.make(type, parsed))

/** Reads REPO_ID, `--type` and `--revision` together. */
export const resolve = (named: Named): Effect.Effect<Target, InvalidInput, Settings> =>
  Effect.gen(function* () {
    const { endpoint } = yield* Settings
    if (isAddress(named.repoId, endpoint)) return yield* fromAddress(named, endpoint)
    const id = yield* RepoId.parse(named.repoId)
    const revision = named.revision === undefined ? undefined : yield* Revision.parse(named.revision)
    return { repo: Repo.make(named.type ?? "model", id), revision, path: "", folder: false }
  })
