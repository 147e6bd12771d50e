/**
 * Local material on its way to a job: files and folders go to a private dataset repo of the job's namespace and are mounted from
 * there, at the very commit that holds them.
 */
import { createHash, randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import type { LocalFolder } from "../../domain/jobs/Volumes.ts"
import * as Repo from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import { Volume } from "../../domain/wire/Jobs.ts"
import { Hub } from "../../services/Hub.ts"
import { type LocalFile, Workspace } from "../../services/Workspace.ts"
import { upload } from "../upload.ts"

/** Where files find themselves in the job. */
export const mountPath = "/data"

/** Keeps scripts that were given no repo of their own. */
const scripts = "hf-cli-jobs-uv-run-scripts"
/** Keeps local folders. */
const artifacts = "jobs-artifacts"

const repoOf = Effect.fnUntraced(function* (namespace: string | undefined, name: string) {
  const { identity } = yield* Hub
  if (name.includes("/")) return Repo.make("dataset", yield* RepoId.parse(name))
  const owner = namespace ?? (yield* identity.whoami()).name
  return Repo.make("dataset", yield* RepoId.parse(`${owner}/${name}`))
})

/** Base names without blanks; `a.py` and `a(0).py` where two files have the same. */
export const names = (files: ReadonlyArray<LocalFile>): ReadonlyArray<string> => {
  const taken = new Set<string>()
  return files.map(({ location }) => {
    const base = (location.split(/[/\\]/).at(-1) ?? "").replaceAll(" ", "_")
    const dot = base.lastIndexOf(".")
    const [stem, suffix] = dot > 0 ? [base.slice(0, dot), base.slice(dot)] : [base, ""]
    let name = base
    for (let i = 0; taken.has(name); i++) name = `${stem}(${i})${suffix}`
    taken.add(name)
    return name
  })
}

export interface Shipment {
  /** Page of the first of them. */
  readonly url: string
  readonly volume: Volume
  /** Paths in the job, in the order of the files. */
  readonly paths: ReadonlyArray<string>
}

/** A folder of their own in the common repo; or the root of `repo`, where a later run finds them again. */
export const files = Effect.fn("jobs.ship.files")(function* (
  all: ReadonlyArray<LocalFile>,
  options: { readonly namespace?: string | undefined; readonly repo?: string | undefined }
) {
  const repo = yield* repoOf(options.namespace, options.repo ?? scripts)
  const now = new Date(yield* Clock.currentTimeMillis).toISOString().replace(/[-:]|\.\d+Z$/g, "")
  const folder = options.repo === undefined ? `${now}-${randomBytes(3).toString("hex")}` : ""
  const called = names(all)
  let revision = ""
  let url = ""
  for (const [i, { location }] of all.entries()) {
    const pathInRepo = folder === "" ? (called[i] ?? "") : `${folder}/${called[i]}`
    const done = yield* upload({ repo, localPath: location, pathInRepo, private: true })
    revision = done.commit.oid
    if (i === 0) url = done.webUrl
  }
  const volume = new Volume({
    type: "dataset",
    source: repo.id,
    mountPath,
    revision,
    readOnly: true,
    ...(folder === "" ? {} : { path: folder })
  })
  return { url, volume, paths: called.map((name) => `${mountPath}/${name}`) } satisfies Shipment as Shipment
})

/** A local folder as a volume. What the job writes there stays there. */
export const folder = Effect.fn("jobs.ship.folder")(function* (local: LocalFolder, namespace: string | undefined) {
  const workspace = yield* Workspace
  const found = yield* workspace.locate(local.folder)
  if (found.kind !== "folder")
    return yield* new InvalidInput({
      what: "volume",
      value: local.folder,
      reason: "there is no such folder here; a repository is mounted with 'hf://[TYPE/]NAMESPACE/NAME:/MOUNT'"
    })
  const repo = yield* repoOf(namespace, artifacts)
  const base = (found.location.split(/[/\\]/).at(-1) || "root").replaceAll(" ", "_")
  const path = `${base}-${createHash("sha256").update(found.location).digest("hex").slice(0, 8)}`
  const { commit } = yield* upload({ repo, localPath: found.location, pathInRepo: path, private: true, delete: ["*"] })
  return new Volume({
    type: "dataset",
    source: repo.id,
    mountPath: local.mountPath,
    revision: commit.oid,
    readOnly: true,
    path
  })
})
