/** What one side did, written down so that two sides can be compared. */
import { createHash } from "node:crypto"
import { lstat, readdir, readFile, readlink } from "node:fs/promises"
import { join } from "node:path"
import type { Asked } from "./Recorder.ts"

export interface Observed {
  readonly code: number | null
  /** stdout; `undefined` when it is not to be compared. */
  readonly output: string | undefined
  /** Whether stderr ends in a complaint; `undefined` when it is not to be compared. */
  readonly complains: boolean | undefined
  /** `METHOD path body`, sorted: several at once come in any order. */
  readonly requests: ReadonlyArray<string>
  /** `path content` of everything below the home and the current folder. */
  readonly files: ReadonlyArray<string>
}

/** Where a side lives: what differs between two worlds that are equal. */
export interface Place {
  readonly url: string
  readonly root: string
}

/** A segment that carries a right of the embedded Hub: which one, without until when and without the signature. */
const right = (segment: string): string => {
  const [, payload] = /^([\w-]{40,})\.[\w-]{43}$/.exec(segment) ?? []
  return payload === undefined ? segment : JSON.stringify(JSON.parse(Buffer.from(payload, "base64url").toString())[1])
}

/** Without what two runs cannot share: port, folder, time. */
const plain = (text: string, { root, url }: Place): string =>
  text
    .replaceAll(url, "HUB")
    .replaceAll(url.replace(/^http:\/\//, ""), "HUB")
    .replaceAll(root, "ROOT")
    // Ids that the Hub makes up.
    .replace(/\b[0-9a-f]{24}\b/g, "ID")
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/g, "TIME")

/** Keys in order, so that equal values are equal texts. */
const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, ordered(each)])
  )
}

/** JSON or lines of JSON in one spelling; other bytes by their hash. */
const bodyText = (body: Buffer): string => {
  if (body.length === 0) return ""
  try {
    const lines = body.toString("utf8").trimEnd().split("\n")
    return lines.map((line) => JSON.stringify(ordered(JSON.parse(line)))).join("\n  ")
  } catch {
    return `<${body.length} bytes ${createHash("sha256").update(body).digest("hex")}>`
  }
}

const pathText = (path: string): string => {
  const { pathname, searchParams } = new URL(path, "http://hub")
  const open = pathname.split("/").map(right).join("/")
  const query = [...searchParams].map(([key, value]) => `${key}=${value}`).sort()
  return query.length === 0 ? open : `${open}?${query.join("&")}`
}

export const requestsOf = (asked: ReadonlyArray<Asked>, place: Place): ReadonlyArray<string> =>
  asked.map(({ body, method, path }) => plain(`${method} ${pathText(path)} ${bodyText(body)}`.trimEnd(), place)).sort()

export const outputOf = plain

/** The last thing said is an error: what follows it are hints. */
export const complains = (stderr: string): boolean =>
  /(?:^|\n)(?:Error|Usage|Traceback)[^\n]*(?:\n(?!Warning)[^\n]*)*$/.test(stderr.trimEnd())

const contentOf = async (path: string, place: Place): Promise<string> => {
  const info = await lstat(path)
  if (info.isSymbolicLink()) return `-> ${plain(await readlink(path), place)}`
  const bytes = await readFile(path)
  const text = bytes.toString("utf8")
  if (bytes.length < 2000 && Buffer.from(text).equals(bytes) && !text.includes("\0")) {
    // The third line of a download's metadata says when.
    return JSON.stringify(plain(text, place).replace(/\n\d{10}\.\d+\n$/, "\nTIME\n"))
  }
  return `<${bytes.length} bytes ${createHash("sha256").update(bytes).digest("hex")}>`
}

/** Locks are left out: each client takes those it needs, and an empty file says nothing. */
export const filesOf = async (place: Place): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(place.root, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith(".lock"))
    .sort()
  return Promise.all(paths.map(async (path) => `${path.slice(place.root.length + 1)} ${await contentOf(path, place)}`))
}

/** Everything on a page: what a person reads when two sides differ. */
export const page = ({ code, complains, files, output, requests }: Observed): string =>
  [
    `exit ${code}`,
    ...(output === undefined ? [] : ["--- stdout", output]),
    ...(complains === undefined ? [] : [complains ? "--- an error on stderr" : "--- no error on stderr"]),
    "--- requests",
    ...requests,
    "--- files",
    ...files
  ].join("\n")

/** What is new gets a new hash or id: one that only one of the sides has is called NEW. */
export const sameHashes = (ours: string, theirs: string): readonly [string, string] => {
  const hash = /\b(?:[0-9a-f]{40}|[0-9a-f]{24})\b/g
  const here = new Set(ours.match(hash))
  const there = new Set(theirs.match(hash))
  const renamed = (text: string) => text.replace(hash, (each) => (here.has(each) && there.has(each) ? each : "NEW"))
  return [renamed(ours), renamed(theirs)]
}
