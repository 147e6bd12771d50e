/**
 * The hash of an upload whose parts arrive in any order and at once. It follows the parts that are on disk from the first byte on,
 * so that little is left to read when the last one has come.
 */
import { createHash, type Hash } from "node:crypto"
import { type FileHandle, open } from "node:fs/promises"

interface Following {
  readonly hash: Hash
  /** So many bytes from the start are in the hash. */
  at: number
  /** Complete parts that are not in the hash yet: length by offset. */
  readonly ready: Map<number, number>
  /** Offsets of the parts that are arriving. */
  readonly arriving: Set<number>
  /** Somebody is reading. */
  busy: boolean
  /** No part came twice: what was hashed is what is there. */
  sound: boolean
}

export interface PartsHash {
  readonly begin: (upload: string, offset: number) => void
  /** To be called once for every `begin`; `length` is absent when the part did not come whole. */
  readonly end: (upload: string, offset: number, length: number | undefined) => void
  /** Reads what can be hashed by now. */
  readonly follow: (upload: string, path: string, signal: AbortSignal) => Promise<void>
  /** SHA-256 and size of the file; the upload is forgotten. */
  readonly finish: (
    upload: string,
    path: string,
    signal: AbortSignal
  ) => Promise<{ readonly sha256: string; readonly size: number }>
}

/** So many uploads are followed; any other is read when it is complete. */
const most = 256
/** One request hashes no more parts than this: it should be answered, though others arrive all the time. */
const partsATime = 2
const piece = 1024 * 1024

/** Hashes the bytes from `from` to `to` or the end of the file. `onBytes` hears of every piece in the same breath as the hash. */
const read = async (
  file: FileHandle,
  hash: Hash,
  from: number,
  to: number,
  signal: AbortSignal,
  onBytes: (count: number) => void
): Promise<void> => {
  const buffer = Buffer.allocUnsafeSlow(piece)
  for (let at = from; at < to && !signal.aborted; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(piece, to - at), at)
    if (bytesRead === 0) return
    hash.update(buffer.subarray(0, bytesRead))
    onBytes(bytesRead)
    at += bytesRead
  }
}

const withFile = async <A>(path: string, use: (file: FileHandle) => Promise<A>): Promise<A> => {
  const file = await open(path, "r")
  return use(file).finally(() => file.close())
}

/** What is in the hash is what the file begins with, and nobody changes either. */
const isSettled = ({ arriving, busy, sound }: Following): boolean => sound && !busy && arriving.size === 0

const fresh = (): Following => ({
  hash: createHash("sha256"),
  at: 0,
  ready: new Map(),
  arriving: new Set(),
  busy: false,
  sound: true
})

export const make = (): PartsHash => {
  const uploads = new Map<string, Following>()

  const follow = async (file: FileHandle, state: Following, signal: AbortSignal): Promise<void> => {
    for (let parts = 0; parts < partsATime && state.sound && !signal.aborted; parts++) {
      const length = state.ready.get(state.at)
      if (length === undefined || length === 0) return
      const start = state.at
      const end = start + length
      await read(file, state.hash, state.at, end, signal, (count) => {
        state.at += count
      })
      state.ready.delete(start)
      // Left half-way: the rest of the part is ready still.
      if (state.at < end) state.ready.set(state.at, end - state.at)
    }
  }

  /** Room is made by those that were abandoned, never by one that is written to: its next part would be taken for its first. */
  const track = (upload: string): Following | undefined => {
    const known = uploads.get(upload)
    if (known !== undefined) return known
    if (uploads.size >= most) {
      const idle = [...uploads].find(([, each]) => each.arriving.size === 0 && !each.busy)
      if (idle === undefined) return undefined
      uploads.delete(idle[0])
    }
    const state = fresh()
    uploads.set(upload, state)
    return state
  }

  return {
    begin: (upload, offset) => {
      const state = track(upload)
      if (state === undefined) return
      if (offset < state.at || state.ready.has(offset) || state.arriving.has(offset)) state.sound = false
      state.arriving.add(offset)
    },
    end: (upload, offset, length) => {
      const state = uploads.get(upload)
      state?.arriving.delete(offset)
      if (length !== undefined) state?.ready.set(offset, length)
    },
    follow: async (upload, path, signal) => {
      const state = uploads.get(upload)
      if (state === undefined || state.busy || !state.ready.has(state.at)) return
      state.busy = true
      try {
        await withFile(path, (file) => follow(file, state, signal))
      } finally {
        state.busy = false
      }
    },
    finish: (upload, path, signal) => {
      const state = uploads.get(upload)
      uploads.delete(upload)
      const { at, hash } = state !== undefined && isSettled(state) ? state : fresh()
      return withFile(path, async (file) => {
        let size = at
        await read(file, hash, at, Number.POSITIVE_INFINITY, signal, (count) => {
          size += count
        })
        return { sha256: hash.digest("hex"), size }
      })
    }
  }
}
