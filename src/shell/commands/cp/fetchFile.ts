/** `hf cp hf://… PATH` and `hf cp hf://… -`: one file of a repo to this disk or to stdout. */
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import * as Effect from "effect/Effect"
import type { RepoUri } from "../../../domain/HfUri.ts"
import * as Repo from "../../../domain/Repo.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { isFolder } from "../../../layers/disk/files.ts"
import { download } from "../../../programs/download.ts"
import { Output } from "../../../services/Output.ts"
import { Workspace } from "../../../services/Workspace.ts"
import { Misuse } from "../../Misuse.ts"
import { scratch } from "../../scratch.ts"

/** Where the one file is, verified, in a scratch folder. */
const fetched = Effect.fnUntraced(function* (source: RepoUri, near: string) {
  const localDir = yield* scratch(near)
  const repo = Repo.make(source.type, source.id)
  const { revision } = source
  const { path } = yield* download({
    repo,
    ...(revision === undefined ? {} : { revision }),
    filenames: [source.path],
    localDir
  })
  return path
})

/** The file's own name where a folder was named or nothing at all; as it was typed. */
const placeOf = (source: RepoUri, destination: string): string => {
  const name = source.path.slice(source.path.lastIndexOf("/") + 1)
  return destination.endsWith("/") || isFolder(destination) ? join(destination, name) : destination
}

const toStdout = Effect.fnUntraced(function* (source: RepoUri) {
  const output = yield* Output
  const workspace = yield* Workspace
  const found = yield* workspace.locate(yield* fetched(source, join(tmpdir(), "stdout")))
  if (found.kind === "file") yield* output.bytes(workspace.read(found.file))
})

const toDisk = Effect.fnUntraced(function* (source: RepoUri, typed: string, destination: string | undefined) {
  const output = yield* Output
  const wanted = destination ?? "./"
  const place = yield* Disk.attempt("write", wanted, () => placeOf(source, wanted))
  const final = resolve(place)
  const path = yield* fetched(source, final)
  yield* Disk.attempt("write", place, () => {
    Disk.makeFolders(dirname(final))
    fs.renameSync(path, final)
  })
  yield* output.result("", "Downloaded", [
    ["src", typed],
    ["dst", place]
  ])
})

export const fetchFile = Effect.fnUntraced(function* (source: RepoUri, typed: string, destination: string | undefined) {
  if (source.path === "" || source.folder)
    return yield* new Misuse({
      reason: "SRC must name a file: whole repositories and folders are for `hf download`."
    })
  yield* destination === "-" ? toStdout(source) : toDisk(source, typed, destination)
}, Effect.scoped)
