/** `hf cp PATH hf://…` and `hf cp - hf://…`: one file of this disk, or what comes from stdin, to a repo. */
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { pipeline } from "node:stream/promises"
import * as Effect from "effect/Effect"
import * as CommitPath from "../../../domain/CommitPath.ts"
import * as HfUri from "../../../domain/HfUri.ts"
import * as Repo from "../../../domain/Repo.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { upload } from "../../../programs/upload.ts"
import { Output } from "../../../services/Output.ts"
import { Misuse } from "../../Misuse.ts"
import { standardInput } from "../../render/standardInput.ts"
import { scratch } from "../../scratch.ts"

/** How much there is shows at its end only, and a commit has to know before: it is kept on disk meanwhile. */
const fromStdin = Effect.fnUntraced(function* () {
  const path = join(yield* scratch(join(tmpdir(), "stdin")), "stdin")
  yield* Effect.tryPromise({
    try: (signal) => pipeline(standardInput(), fs.createWriteStream(path), { signal }),
    catch: Disk.toDiskError("read", "-")
  })
  return path
})

const mustBeFile = Effect.fnUntraced(function* (path: string) {
  const stat = yield* Disk.attempt("read", path, () => fs.statSync(path, { throwIfNoEntry: false }))
  if (stat === undefined) return yield* new Misuse({ reason: `There is no file '${path}'.` })
  if (stat.isDirectory()) return yield* new Misuse({ reason: `'${path}' is a folder: that is for \`hf upload\`.` })
})

export const sendFile = Effect.fnUntraced(function* (source: string, destination: HfUri.RepoUri) {
  const output = yield* Output
  const stdin = source === "-"
  const isFolder = destination.path === "" || destination.folder
  if (stdin && isFolder) return yield* new Misuse({ reason: "DST must name a file when SRC is '-'." })
  if (!stdin) yield* mustBeFile(source)
  const path = isFolder ? CommitPath.below(destination.path, basename(source)) : destination.path
  yield* upload({
    repo: Repo.make(destination.type, destination.id),
    revision: destination.revision,
    localPath: stdin ? yield* fromStdin() : source,
    pathInRepo: path,
    mustExist: true
  })
  yield* output.result("", "Uploaded", [
    ["src", stdin ? "stdin" : source],
    ["dst", HfUri.render({ ...destination, path })]
  ])
}, Effect.scoped)
