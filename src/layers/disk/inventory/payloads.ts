/** The store of payloads that all repos of a cache share: who refers to what (huggingface_hub cache layout). */
import * as fs from "node:fs"
import { dirname, join, resolve, sep } from "node:path"
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

/** Does nobody refer to it? What cannot be told counts as no: a payload that stays harms nobody, one that is gone does. */
export const isUnreferenced = (root: string, payload: string): boolean => {
  const manifest = `${payload}.refs`
  try {
    if (!fs.lstatSync(manifest).isFile()) return false
    const lines = decoder.decode(fs.readFileSync(manifest)).split(/\r?\n/)
    return !lines.some((line) => line !== "" && isLinkTo(root, line, payload))
  } catch {
    return false
  }
}

/** Deletes payload and manifest. The lock's file stays, and must be held. */
export const drop = (payload: string): void => {
  fs.rmSync(payload, { force: true })
  fs.rmSync(`${payload}.refs`, { force: true })
}
