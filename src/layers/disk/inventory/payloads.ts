/** The store of payloads that all repos of a cache share: who refers to what (huggingface_hub cache layout). */
import * as fs from "node:fs"
import { dirname, join, resolve, sep } from "node:path"
import { unique } from "../names.ts"
import { isStore } from "../sharedBlobs.ts"

const hash = /^[0-9a-f]{64}$/

/** The payload a link in `<repo>/blobs/` leads to, taken literally; `undefined` for any other link. */
export const payloadOf = (root: string, blob: string, text: string): string | undefined => {
  const target = resolve(dirname(blob), text)
  const store = join(root, "blobs") + sep
  if (!target.startsWith(store)) return undefined
  const [prefix = "", name = "", ...rest] = target.slice(store.length).split(sep)
  return rest.length === 0 && hash.test(name) && name.startsWith(prefix) && prefix.length === 2 ? target : undefined
}

/** Every payload of a sound store, with its size. */
export const list = (root: string): ReadonlyArray<{ readonly path: string; readonly size: number }> => {
  const store = join(root, "blobs")
  if (!isStore(store)) return []
  return fs
    .readdirSync(store, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name))
    .flatMap((prefix) =>
      fs.readdirSync(join(store, prefix.name), { withFileTypes: true }).flatMap((entry) => {
        if (!entry.isFile() || !hash.test(entry.name)) return []
        const path = join(store, prefix.name, entry.name)
        const size = fs.lstatSync(path, { throwIfNoEntry: false })?.size
        return size === undefined ? [] : [{ path, size }]
      })
    )
}

const decoder = new TextDecoder("utf-8", { fatal: true })

const isLinkTo = (root: string, line: string, payload: string): boolean => {
  const parts = line.split("/")
  if (!/^(models|datasets|spaces|kernels)--./.test(parts[0] ?? "") || parts[1] !== "blobs" || parts.length !== 3)
    return false
  if (parts[2] === "" || parts[2] === "." || parts[2] === "..") return false
  const blob = join(root, ...parts)
  try {
    return resolve(dirname(blob), fs.readlinkSync(blob)) === payload
  } catch {
    return false
  }
}

/** The manifest's lines that are true, sorted; `undefined` when it cannot be told. */
const references = (root: string, payload: string): ReadonlyArray<string> | undefined => {
  const manifest = `${payload}.refs`
  try {
    if (!fs.lstatSync(manifest).isFile()) return undefined
    const lines = decoder.decode(fs.readFileSync(manifest)).split(/\r?\n/)
    return [...new Set(lines.filter((line) => line !== "" && isLinkTo(root, line, payload)))].sort()
  } catch {
    return undefined
  }
}

/** Does nobody refer to it? What cannot be told counts as no: a payload that stays harms nobody, one that is gone does. */
export const isUnreferenced = (root: string, payload: string): boolean => references(root, payload)?.length === 0

/** The manifest without lines that are no longer true, in one step. */
const rewrite = (payload: string, lines: ReadonlyArray<string>): void => {
  const temporary = `${payload}.refs.${unique()}.tmp`
  const fd = fs.openSync(temporary, "wx", 0o666)
  try {
    fs.writeSync(fd, `${lines.join("\n")}\n`)
    fs.fchmodSync(fd, 0o666)
    fs.fsyncSync(fd)
    fs.renameSync(temporary, `${payload}.refs`)
  } catch (cause) {
    fs.rmSync(temporary, { force: true })
    throw cause
  } finally {
    fs.closeSync(fd)
  }
}

/** After a reference has gone: the payload goes with its last one, otherwise its manifest is brought up to date. The lock must be held, and its file stays. */
export const collect = (root: string, payload: string): void => {
  const lines = references(root, payload)
  if (lines === undefined) return
  if (lines.length > 0) rewrite(payload, lines)
  else {
    fs.rmSync(payload, { force: true })
    fs.rmSync(`${payload}.refs`, { force: true })
  }
}
