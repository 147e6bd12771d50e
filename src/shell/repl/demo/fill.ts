/** Puts the demo content into a Hub in a box that nobody has used: once, and never beside what somebody has put there. */
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import * as nodePath from "node:path"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Repo from "../../../domain/Repo.ts"
import * as RepoId from "../../../domain/RepoId.ts"
import { plural } from "../../../domain/RepoType.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { createExistOk } from "../../../programs/repos/create.ts"
import { createTag } from "../../../programs/repos/tags.ts"
import { upload } from "../../../programs/upload.ts"
import { Gateway } from "../../../services/Gateway.ts"
import { Hub } from "../../../services/Hub.ts"
import { collection, dataset, type Files, model, space } from "./content.ts"

const marker = "demo"

const types = ["model", "dataset", "space"] as const

/** Begun and not finished, done, or never thought of. */
const state = (folder: string) => {
  const path = nodePath.join(folder, marker)
  return Disk.attempt("read", path, () => fs.readFileSync(path, "utf8").trim()).pipe(
    Effect.catchIf(
      (error) => error.reason === "notFound",
      () => Effect.succeed("")
    )
  )
}

const mark = (folder: string, text: "begun" | "done") => {
  const path = nodePath.join(folder, marker)
  return Disk.attempt("write", path, () => fs.writeFileSync(path, `${text}\n`))
}

const isEmpty = Effect.gen(function* () {
  const gateway = yield* Gateway
  for (const type of types) {
    const url = `/api/${plural(type)}`
    const found = yield* gateway.json({ method: "GET", url, query: [["limit", "1"]] }, Schema.Array(Schema.Unknown))
    if (found.length > 0) return false
  }
  return true
})

const folderOf = (files: Files) =>
  Effect.acquireRelease(
    Disk.attempt("write", tmpdir(), () => {
      const folder = fs.mkdtempSync(nodePath.join(tmpdir(), "hf-demo-"))
      for (const [path, content] of Object.entries(files)) {
        fs.mkdirSync(nodePath.join(folder, nodePath.dirname(path)), { recursive: true })
        fs.writeFileSync(nodePath.join(folder, path), content)
      }
      return folder
    }),
    (folder) => Effect.sync(() => fs.rmSync(folder, { recursive: true, force: true }))
  )

const put = (repo: Repo.Repo, files: Files, options?: { readonly sdk: string }) =>
  Effect.scoped(
    Effect.gen(function* () {
      yield* createExistOk(repo, options)
      yield* upload({ repo, localPath: yield* folderOf(files), commitMessage: "Add what there is to try" })
    })
  )

const idOf = (owner: string, type: (typeof types)[number]) => RepoId.parse(`${owner}/demo-${type}`)

const fill = Effect.fnUntraced(function* (owner: string) {
  const { collections } = yield* Hub
  const id = (type: (typeof types)[number]) => idOf(owner, type)
  const [aModel, aDataset, aSpace] = yield* Effect.all([id("model"), id("dataset"), id("space")])
  const taught = Repo.make("model", aModel)
  yield* put(taught, model)
  yield* Effect.catchTag(createTag(taught, "v1.0"), "Conflict", () => Effect.void)
  yield* put(Repo.make("dataset", aDataset), dataset)
  yield* put(Repo.make("space", aSpace), space, { sdk: "static" })
  const { slug } = yield* collections.create({ ...collection, existsOk: true })
  for (const type of types) yield* collections.addItem(slug, { type, id: yield* id(type) }, { existsOk: true })
})

/** `folder` is the Hub's own: what was done is remembered there. Answers the demo model's id, if there is one. */
export const fillOnce = Effect.fn("demo.fill")(function* (folder: string) {
  const { identity, repos } = yield* Hub
  const { name } = yield* identity.whoami()
  const before = yield* state(folder)
  if (before === "begun" || (before === "" && (yield* isEmpty))) {
    yield* mark(folder, "begun")
    yield* fill(name)
  }
  if (before !== "done") yield* mark(folder, "done")
  const id = yield* idOf(name, "model")
  return yield* repos.info(Repo.make("model", id)).pipe(
    Effect.as(id),
    Effect.catchTag("RepoNotFound", () => Effect.succeed(undefined))
  )
})
