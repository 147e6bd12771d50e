/**
 * How far a reader of a log has come. A new connection tells the log from its beginning: what was read already is passed over by
 * its number, or, when the reader began in the middle (`tail`), by its time stamp and how many lines had the same.
 */
import type { LogLine } from "../../../domain/wire/Jobs.ts"

export class Position {
  /** Lines handed on over all connections. */
  read = 0
  private readonly fromStart: boolean
  private inConnection = 0
  private last = ""
  private same = 0
  private sameNow = 0

  constructor(fromStart: boolean) {
    this.fromStart = fromStart
  }

  /** The next connection begins. */
  reopen(): void {
    this.inConnection = 0
    this.sameNow = 0
  }

  /** Whether `line` is new. */
  take({ timestamp = "" }: LogLine): boolean {
    this.inConnection++
    if (this.fromStart) {
      if (this.inConnection <= this.read) return false
    } else if (this.read > 0) {
      if (timestamp < this.last) return false
      if (timestamp === this.last && ++this.sameNow <= this.same) return false
    }
    this.read++
    if (timestamp === this.last) this.same++
    else {
      this.last = timestamp
      this.same = 1
      this.sameNow = 1
    }
    return true
  }
}
