/** A file that a session is written to: readable by its owner only, a line at a time, each of them whole or not at all. */
import * as fs from "node:fs"
import { resolve } from "node:path"
import * as Effect from "effect/Effect"
import { DiskError, InvalidInput } from "../../../domain/errors.ts"
import * as Disk from "../../../layers/disk/Disk.ts"
import { type Entry, type Header, isHeader } from "./format.ts"

export interface Recorder {
  readonly path: string
  readonly add: (entry: Entry) => Effect.Effect<void, DiskError>
}

const flags = fs.constants.O_RDWR | fs.constants.O_APPEND | fs.constants.O_CREAT

const withFile = <A>(path: string, use: (fd: number, size: number) => A): A => {
  const fd = fs.openSync(path, flags, 0o600)
  try {
    const { mode, size } = fs.fstatSync(fd)
    if ((mode & 0o077) !== 0) fs.fchmodSync(fd, 0o600)
    return use(fd, size)
  } finally {
    fs.closeSync(fd)
  }
}

const append = (path: string, value: Header | Entry): void =>
  withFile(path, (fd, size) => {
    const last = Buffer.alloc(1)
    const torn = size > 0 && fs.readSync(fd, last, 0, 1, size - 1) === 1 && last.toString() !== "\n"
    const bytes = Buffer.from(`${torn ? "\n" : ""}${JSON.stringify(value)}\n`)
    try {
      let written = 0
      while (written < bytes.length) written += fs.writeSync(fd, bytes, written)
    } catch (error) {
      fs.ftruncateSync(fd, size)
      throw error
    }
  })

/** The first line of what is there. */
const firstLine = (path: string): string => {
  if (fs.statSync(path, { throwIfNoEntry: false }) === undefined) return ""
  return fs.readFileSync(path, "utf8").split("\n", 1)[0] ?? ""
}

/** Begins a recording; a former one goes on, and any other file is left alone. */
export const open = (file: string, header: Header): Effect.Effect<Recorder, DiskError | InvalidInput> =>
  Effect.gen(function* () {
    const path = resolve(file)
    const stat = yield* Disk.attempt("open", path, () => fs.statSync(path, { throwIfNoEntry: false }))
    if (stat !== undefined && !stat.isFile() && !stat.isDirectory()) {
      // A pipe would be waited for until somebody reads it.
      const detail = "it is neither a file nor a folder"
      return yield* new DiskError({ path, operation: "record to", reason: "other", detail })
    }
    const first = yield* Disk.attempt("read", path, () => firstLine(path))
    if (first !== "" && !isHeader(first)) {
      const reason = "there is something else in it than a recording; name another file"
      return yield* new InvalidInput({ what: "file to record to", value: file, reason })
    }
    yield* Disk.attempt("write", path, () => append(path, header))
    return { path, add: (entry) => Disk.attempt("write", path, () => append(path, entry)) }
  })
