/**
 * {@link KeptHashes} in `$HF_HOME/uploads/<hash of the folder's path>.jsonl`: a line a file, appended as it is hashed, so that a run
 * killed at any moment leaves what it knew. Two uploads of one folder may both append; a torn line is no line.
 */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Sha256 } from "../../../domain/Etag.ts"
import type { DiskError } from "../../../domain/errors.ts"
import { type FolderHashes, KeptHashes } from "../../../services/KeptHashes.ts"
import { Settings } from "../../../services/Settings.ts"
import type { LocalFile } from "../../../services/Workspace.ts"
import { attempt, codeOf, makeFolders } from "../../disk/Disk.ts"
import { isFile } from "../../disk/files.ts"

/** Nobody goes on with an upload of last month. */
const old = 30 * 24 * 3600 * 1000

/** Path, signature, hash. */
const Line = Schema.parseJson(Schema.Tuple(Schema.String, Schema.String, Sha256))
const decode = Schema.decodeUnknownEither(Line)
const encode = Schema.encodeSync(Line)

type Known = Map<string, { readonly signature: string; readonly hash: Sha256 }>

/** What changes whenever the content does: the time of change (ctime) cannot be set back as the time of writing can. */
const signatureOf = (file: LocalFile): string | undefined => {
  if (!isFile(file.location)) return undefined
  const stat = fs.statSync(file.location, { throwIfNoEntry: false })
  return stat === undefined || stat.size !== file.size || stat.mtimeMs !== file.modified
    ? undefined
    : `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`
}

const read = (path: string): Known => {
  const known: Known = new Map()
  let text: string
  try {
    text = fs.readFileSync(path, "utf8")
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return known
    throw cause
  }
  for (const line of text.split("\n")) {
    const read = decode(line)
    if (Either.isRight(read)) known.set(read.right[0], { signature: read.right[1], hash: read.right[2] })
  }
  return known
}

const clean = (folder: string, now: number): void => {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  for (const path of names.map((name) => join(folder, name)))
    if (path.endsWith(".jsonl") && now - fs.statSync(path).mtimeMs > old) fs.rmSync(path, { force: true })
}

/** What cannot be kept is only a pity. */
const courtesy = <A>(work: Effect.Effect<A, DiskError>): Effect.Effect<Option.Option<A>> =>
  Effect.matchEffect(work, {
    onFailure: (error) => Effect.as(Effect.logDebug(`Hashes are not kept: ${error.message}`), Option.none<A>()),
    onSuccess: Effect.succeedSome
  })

const make = Effect.map(Settings, ({ home }) => {
  const folder = join(home, "uploads")
  return KeptHashes.of({
    of: Effect.fn("KeptHashes.of")(function* (source) {
      const path = join(folder, `${createHash("sha256").update(source).digest("hex").slice(0, 32)}.jsonl`)
      const now = yield* Clock.currentTimeMillis
      const found = yield* courtesy(
        attempt("read", path, () => {
          clean(folder, now)
          return read(path)
        })
      )
      const known = Option.getOrElse(found, (): Known => new Map())
      const recall = (file: LocalFile): Sha256 | undefined => {
        const kept = known.get(file.location)
        return kept !== undefined && kept.signature === signatureOf(file) ? kept.hash : undefined
      }
      const append = (file: LocalFile, hash: Sha256) =>
        attempt("write", path, () => {
          const signature = signatureOf(file)
          if (signature === undefined) return
          makeFolders(folder)
          // A line that a killed run left half-written ends where this one begins.
          fs.appendFileSync(path, `\n${encode([file.location, signature, hash])}\n`, { mode: 0o600 })
        })
      const forget = attempt("delete", path, () => {
        fs.rmSync(path, { force: true })
        // Nothing stays of it; where others are still at theirs, the folder does.
        if (fs.existsSync(folder) && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder)
      })
      return {
        recall,
        keep: (file, hash) => courtesy(append(file, hash)),
        forget: courtesy(forget)
      } satisfies FolderHashes
    })
  })
})

export const layer: Layer.Layer<KeptHashes, never, Settings> = Layer.effect(KeptHashes, make)
