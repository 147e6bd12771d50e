/** Git's object formats: ids, trees and commits byte for byte as git writes them. Pure. */
import { createHash } from "node:crypto"

export type GitKind = "blob" | "tree" | "commit"

/** `100644` a file, `40000` a folder; others come from foreign pushes only. */
export interface GitEntry {
  readonly mode: string
  readonly name: string
  readonly oid: string
}

export const isFolder = (entry: { readonly mode: string }): boolean => entry.mode === "40000"

/** SHA-1 over `kind size\0content`. */
export const oid = (kind: GitKind, content: Uint8Array): string =>
  createHash("sha1").update(`${kind} ${content.length}\0`).update(content).digest("hex")

// git compares names as bytes, folders as if their name ended in "/".
const sortKey = (entry: GitEntry): Buffer => Buffer.from(isFolder(entry) ? `${entry.name}/` : entry.name)

export const encodeTree = (entries: Iterable<GitEntry>): Buffer => {
  const keyed = Array.from(entries, (entry) => ({ entry, key: sortKey(entry) }))
  keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.oid, "hex")])
  )
}

export const decodeTree = (content: Uint8Array): Array<GitEntry> => {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const entries: Array<GitEntry> = []
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at)
    const nul = bytes.indexOf(0, space)
    entries.push({
      mode: bytes.toString("latin1", at, space),
      name: bytes.toString("utf8", space + 1, nul),
      oid: bytes.toString("hex", nul + 1, nul + 21)
    })
    at = nul + 21
  }
  return entries
}

export const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

export interface CommitFacts {
  readonly tree: string
  readonly parents: ReadonlyArray<string>
  readonly author: string
  readonly email: string
  /** Seconds since the epoch, UTC. */
  readonly seconds: number
  readonly title: string
  readonly body: string
}

// A name or address may not contain what ends it in a commit header.
const clean = (text: string): string => text.replace(/[<>\n\0]/g, "").trim()

export const encodeCommit = (facts: CommitFacts): Buffer => {
  const who = `${clean(facts.author)} <${clean(facts.email)}> ${facts.seconds} +0000`
  const parents = facts.parents.map((parent) => `parent ${parent}\n`).join("")
  const message = facts.body === "" ? facts.title : `${facts.title}\n\n${facts.body}`
  return Buffer.from(`tree ${facts.tree}\n${parents}author ${who}\ncommitter ${who}\n\n${message}\n`)
}
