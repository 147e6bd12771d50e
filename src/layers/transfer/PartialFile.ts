/**
 * A large file while it is on its way: `size` bytes of data, and behind them a note of which blocks are there.
 *
 *     data (size bytes) | bitmap, one bit a block | path in the repo | path length u32 | block u32 | size u64 | mark (16 bytes)
 *
 * A bit is set after its block was written, so a killed process under-reports at worst. Whatever the note says, every byte is
 * hashed before the file gets its name: a lost page after a power cut costs a second download, not a wrong file. One file
 * holds both, so no note can outlive its data. Completing it is a truncation and a rename.
 */
import * as fs from "node:fs"

const mark = "hf-effect part 1"
export const blockSize = 1024 * 1024
const footerSize = 4 + 4 + 8 + mark.length

export interface ByteRange {
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

const { O_RDWR, O_CREAT, O_EXCL } = fs.constants
// Absent on Windows, where links in a folder of ours take privileges to make.
const O_NOFOLLOW = fs.constants.O_NOFOLLOW ?? 0

interface Note {
  readonly size: number
  readonly path: string
  readonly bitmap: Uint8Array
}

const readNote = (fd: number): Note | undefined => {
  const length = fs.fstatSync(fd).size
  const footer = Buffer.alloc(footerSize)
  if (length < footerSize || fs.readSync(fd, footer, 0, footerSize, length - footerSize) !== footerSize)
    return undefined
  if (footer.toString("latin1", 16) !== mark || footer.readUInt32LE(4) !== blockSize) return undefined
  const pathLength = footer.readUInt32LE(0)
  const size = Number(footer.readBigUInt64LE(8))
  const bitmapLength = Math.ceil(Math.ceil(size / blockSize) / 8)
  if (size + bitmapLength + pathLength + footerSize !== length) return undefined
  const bitmap = new Uint8Array(bitmapLength)
  fs.readSync(fd, bitmap, 0, bitmapLength, size)
  const path = Buffer.alloc(pathLength)
  fs.readSync(fd, path, 0, pathLength, size + bitmapLength)
  return { size, path: path.toString("utf8"), bitmap }
}

const writeNote = (fd: number, size: number, path: string): Note => {
  const bitmap = new Uint8Array(Math.ceil(Math.ceil(size / blockSize) / 8))
  const name = Buffer.from(path, "utf8")
  const footer = Buffer.alloc(footerSize)
  footer.writeUInt32LE(name.length, 0)
  footer.writeUInt32LE(blockSize, 4)
  footer.writeBigUInt64LE(BigInt(size), 8)
  footer.write(mark, 16, "latin1")
  fs.writeSync(fd, Buffer.concat([bitmap, name, footer]), 0, undefined, size)
  return { size, path, bitmap }
}

/** Which file in the repo an unfinished download was for; `undefined` when it does not say. */
export const pathOf = (partial: string): string | undefined => {
  const fd = fs.openSync(partial, fs.constants.O_RDONLY | O_NOFOLLOW)
  try {
    return readNote(fd)?.path
  } finally {
    fs.closeSync(fd)
  }
}

export interface PartialFile {
  readonly fd: number
  readonly size: number
  /** Bytes that are there. */
  readonly present: () => number
  /** All bytes before it are there. */
  readonly frontier: () => number
  /** What is missing, in order. */
  readonly missing: () => ReadonlyArray<ByteRange>
  /** Everything in the range was written. Blocks that the range holds in part do not count. */
  readonly wrote: (range: ByteRange) => void
  /** Takes the note off; nothing is missing any more. */
  readonly strip: () => void
  readonly close: () => void
}

const open = (path: string, size: number): { readonly fd: number; readonly note: Note } | undefined => {
  let fd: number
  try {
    fd = fs.openSync(path, O_RDWR | O_NOFOLLOW)
  } catch {
    // None there, or nothing that can be continued: creating one anew tells.
    return undefined
  }
  const note = readNote(fd)
  if (note !== undefined && note.size === size) return { fd, note }
  fs.closeSync(fd)
  return undefined
}

const create = (path: string, size: number, pathInRepo: string) => {
  fs.rmSync(path, { force: true })
  const fd = fs.openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666)
  try {
    return { fd, note: writeNote(fd, size, pathInRepo) }
  } catch (cause) {
    fs.closeSync(fd)
    throw cause
  }
}

/** Continues the file at `path` if it is one of this size, or starts it. */
export const openOrCreate = (path: string, size: number, pathInRepo: string): PartialFile => {
  const { fd, note } = open(path, size) ?? create(path, size, pathInRepo)
  const { bitmap } = note
  const blocks = Math.ceil(size / blockSize)
  const has = (block: number): boolean => ((bitmap[block >> 3] ?? 0) & (1 << (block & 7))) !== 0
  const endOf = (block: number): number => Math.min((block + 1) * blockSize, size)
  let contiguous = 0

  const frontier = (): number => {
    while (contiguous < blocks && has(contiguous)) contiguous++
    return Math.min(contiguous * blockSize, size)
  }

  return {
    fd,
    size,
    frontier,
    present: () => {
      let bytes = 0
      for (let block = 0; block < blocks; block++) if (has(block)) bytes += endOf(block) - block * blockSize
      return bytes
    },
    missing: () => {
      const ranges: Array<ByteRange> = []
      for (let block = 0; block < blocks; block++) {
        if (has(block)) continue
        const first = block
        while (block + 1 < blocks && !has(block + 1)) block++
        ranges.push({ start: first * blockSize, end: endOf(block) })
      }
      return ranges
    },
    wrote: ({ start, end }) => {
      const first = Math.ceil(start / blockSize)
      const after = end === size ? blocks : Math.floor(end / blockSize)
      if (after <= first) return
      for (let block = first; block < after; block++)
        bitmap[block >> 3] = (bitmap[block >> 3] ?? 0) | (1 << (block & 7))
      const from = first >> 3
      const to = ((after - 1) >> 3) + 1
      fs.writeSync(fd, bitmap, from, to - from, size + from)
    },
    strip: () => fs.ftruncateSync(fd, size),
    close: () => fs.closeSync(fd)
  }
}
