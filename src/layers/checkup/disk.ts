/** What the file system of a folder can do, tried in a folder of its own that is gone afterwards. */
import * as fs from "node:fs"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Size from "../../domain/Size.ts"
import type { Verdict } from "../../services/Checkup.ts"
import type { FileLocksShape } from "../../services/FileLocks.ts"
import { codeOf } from "../disk/Disk.ts"
import { failed, ok, skipped, warning } from "./verdicts.ts"

/** Less than this holds no model of today. */
const little = 5_000_000_000
const hardlyAny = 100_000_000

const existing = (folder: string): string =>
  fs.existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder))

const links = (place: string): Verdict => {
  try {
    fs.symlinkSync("file", join(place, "link"))
    return ok("links", "symbolic links can be made")
  } catch (cause) {
    const remedy = "Files are copied instead of linked and take more room; on Windows switch the developer mode on."
    return warning("links", `no symbolic links (${codeOf(cause) ?? "not permitted"})`, remedy)
  }
}

const letters = (place: string): Verdict =>
  fs.existsSync(join(place, "FILE"))
    ? warning(
        "case",
        "'a' and 'A' are one name",
        "Repos with files that differ in case only cannot be kept whole here."
      )
    : ok("case", "'a' and 'A' are two names")

const space = (folder: string): Verdict => {
  const { bavail, bsize } = fs.statfsSync(folder)
  const free = bavail * bsize
  const detail = `${Size.format(free)} free for ${folder}`
  const remedy = "Make room (hf cache gc, hf cache prune), or set HF_HOME to a place with more."
  if (free < hardlyAny) return failed("disk", detail, remedy)
  return free < little ? warning("disk", detail, remedy) : ok("disk", detail)
}

const lockable = (locks: FileLocksShape, place: string) =>
  Effect.scoped(locks.tryAcquire(join(place, "lock"))).pipe(
    Effect.map(Option.exists(({ exclusive }) => exclusive)),
    Effect.orElseSucceed(() => false),
    Effect.map((works) =>
      works
        ? ok("locks", "files can be locked")
        : warning("locks", "files cannot be locked", "Let only one program at a time download into this cache.")
    )
  )

/** Looks at `cacheDir`, or at the nearest folder above it that is there. */
export const examine = (locks: FileLocksShape, cacheDir: string): Effect.Effect<ReadonlyArray<Verdict>> =>
  Effect.suspend(() => {
    const folder = existing(cacheDir)
    let place: string
    try {
      place = fs.mkdtempSync(join(folder, ".hf-doctor-"))
    } catch (cause) {
      const detail = `${folder} cannot be written to (${codeOf(cause) ?? String(cause)})`
      const unwritable = failed("cache", detail, "Set HF_HOME or HF_HUB_CACHE to a folder that you may write to.")
      const rest = ["links", "locks", "case"].map((check) => skipped(check, "nothing can be tried here"))
      return Effect.succeed([unwritable, ...rest, space(folder)])
    }
    return lockable(locks, place).pipe(
      Effect.map((locked) => {
        fs.writeFileSync(join(place, "file"), "")
        const where = folder === cacheDir ? `${cacheDir} can be written to` : `${cacheDir} can be made`
        return [ok("cache", where), links(place), locked, letters(place), space(folder)]
      }),
      Effect.ensuring(Effect.sync(() => fs.rmSync(place, { recursive: true, force: true })))
    )
  })
