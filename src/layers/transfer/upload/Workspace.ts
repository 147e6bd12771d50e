/** {@link Workspace} on the disk of this machine. */
import * as fs from "node:fs"
import * as os from "node:os"
import * as nodePath from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { GitOid, Sha256 } from "../../../domain/Etag.ts"
import { DiskError } from "../../../domain/errors.ts"
import { type Located, Workspace } from "../../../services/Workspace.ts"
import { callback } from "../../disk/Disk.ts"
import { list } from "./listing.ts"
import { bytes, gitOid, heads, read, sha256 } from "./reading.ts"

const asSha256 = Schema.decodeSync(Sha256)
const asGitOid = Schema.decodeSync(GitOid)

const expand = (path: string): string =>
  nodePath.resolve(path === "~" || path.startsWith("~/") ? nodePath.join(os.homedir(), path.slice(1)) : path)

const locate = Effect.fn("Workspace.locate")(function* (path: string) {
  const location = expand(path)
  const stat = yield* callback<fs.Stats>("open", path, (done) => fs.stat(location, done)).pipe(
    Effect.catchIf(
      (error) => error.reason === "notFound" || error.reason === "notADirectory",
      () => Effect.succeed(undefined)
    )
  )
  if (stat === undefined) return { kind: "missing" } satisfies Located
  if (stat.isFile()) {
    const file = { location, path: nodePath.basename(location), size: stat.size, modified: stat.mtimeMs }
    return { kind: "file", file } satisfies Located
  }
  if (!stat.isDirectory())
    return yield* new DiskError({
      path,
      operation: "read",
      reason: "other",
      detail: "it is neither a file nor a folder"
    })
  const real = yield* callback<string>("open", path, (done) => fs.realpath(location, done))
  return { kind: "folder", location: real } satisfies Located
})

export const layer = Layer.succeed(
  Workspace,
  Workspace.of({
    locate,
    list,
    read,
    bytes,
    heads,
    sha256: (file, onBytes) => Effect.map(sha256(file, onBytes), (hex) => asSha256(hex)),
    gitOid: (file) => Effect.map(gitOid(file), (hex) => asGitOid(hex))
  })
)
