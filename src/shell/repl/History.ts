/**
 * The shell's history, a file below `HF_HOME` that several shells share: a line each (`\n` and `\\` written out), oldest first, each
 * text once, readable by its owner only. Texts with a token or a password in them are not written, nor remembered.
 */
import * as fs from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { DiskError } from "../../domain/errors.ts"
import * as SecretFile from "../../layers/auth/SecretFile.ts"
import * as Disk from "../../layers/disk/Disk.ts"
import { FileLocks } from "../../services/FileLocks.ts"
import { Settings } from "../../services/Settings.ts"
import { holdsSecret } from "./secrets.ts"

export interface History {
  /** All shells' texts by now, oldest first; the same array as long as the file is the same. */
  readonly lines: Effect.Effect<ReadonlyArray<string>, DiskError>
  /** Remembers a text as the newest. Blank ones, those with a secret and those longer than 64 KiB are left out. */
  readonly add: (text: string) => Effect.Effect<void, DiskError>
}

/** Characters; more is data, not a command. */
const longest = 64 * 1024

const encode = (text: string): string => text.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r")

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", "\\": "\\" }

const decode = (line: string): string => line.replace(/\\(.)/g, (whole, char: string) => escapes[char] ?? whole)

/** Each text once, where it was used last; the newest `most`. */
const tidy = (texts: ReadonlyArray<string>, most: number): ReadonlyArray<string> =>
  [...new Set([...texts].reverse())].slice(0, most).reverse()

const parse = (content: string): ReadonlyArray<string> =>
  content.split("\n").flatMap((line) => (line === "" ? [] : [decode(line)]))

/** Nobody else's to read, whoever made it. */
const ownerOnly = (fd: number): void => {
  if ((fs.fstatSync(fd).mode & 0o077) !== 0) fs.fchmodSync(fd, 0o600)
}

const append = (path: string, text: string): void => {
  const fd = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_APPEND | fs.constants.O_CREAT, 0o600)
  try {
    ownerOnly(fd)
    fs.writeSync(fd, text)
  } finally {
    fs.closeSync(fd)
  }
}

/** `most` texts are kept, 10,000 unless told otherwise. */
export const make = (most = 10_000): Effect.Effect<History, never, FileLocks | Settings> =>
  Effect.gen(function* () {
    const { home } = yield* Settings
    const locks = yield* FileLocks
    const path = join(home, "shell_history")
    let known: { readonly mark: string; readonly texts: ReadonlyArray<string> } | undefined

    const content = Disk.attempt("read", path, () => fs.readFileSync(path, "utf8")).pipe(
      Effect.catchIf(
        (error) => error.reason === "notFound",
        () => Effect.succeed("")
      )
    )

    const mark = Disk.attempt("read", path, () => {
      const stat = fs.statSync(path, { throwIfNoEntry: false, bigint: true })
      return stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`
    })

    const lines: History["lines"] = Effect.gen(function* () {
      // Before the content: what is added in between is read again next time.
      const current = yield* mark
      if (known?.mark === current) return known.texts
      const texts = tidy(parse(yield* content), most)
      known = { mark: current, texts }
      return texts
    })

    const write = (text: string) =>
      Effect.gen(function* () {
        const before = yield* content
        const texts = parse(before)
        // The usual case costs one write; a text that is there already, or one too many, costs all of them.
        if (texts.length < most && !texts.includes(text)) {
          const torn = before !== "" && !before.endsWith("\n")
          return yield* Disk.attempt("write", path, () => append(path, `${torn ? "\n" : ""}${encode(text)}\n`))
        }
        yield* SecretFile.write(
          path,
          `${tidy([...texts, text], most)
            .map(encode)
            .join("\n")}\n`
        )
      })

    return {
      lines,
      add: (text) => {
        if (text.trim() === "" || text.length > longest || holdsSecret(text)) return Effect.void
        return Effect.scoped(
          Effect.zipRight(
            SecretFile.prepare(path, home),
            Effect.zipRight(locks.acquire(`${path}.lock`, { mode: 0o600 }), write(text))
          )
        )
      }
    }
  })
