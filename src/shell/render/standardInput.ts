/**
 * Standard input as whoever reads next finds it. At a terminal its end is the end of one reading: Ctrl-D answers a question, or closes a
 * text that was typed for `-`, and then somebody types on. A stream of Node's does not go on behind its end, so another one takes
 * its place. Of a pipe or a file the end is the end, and so is that of a terminal that has gone.
 */
import { isatty, ReadStream } from "node:tty"

export type Input = Pick<ReadStream, "on" | "off" | "pause" | "resume" | "readableEnded" | "destroyed"> &
  Partial<Pick<ReadStream, "setRawMode">>

let current: ReadStream | undefined

/** Another one for the same terminal. Node makes `process.stdin` let go of it when it is paused; this one is closed then. */
const reopened = (): ReadStream | undefined => {
  try {
    const stream = new ReadStream(0)
    return stream.on("pause", () => stream.destroy())
  } catch {
    // It has gone between two looks.
    return undefined
  }
}

/** To be asked for at the beginning of each reading; over (`readableEnded`, `destroyed`) if there is nothing more to come. */
export const standardInput = (): ReadStream => {
  current ??= process.stdin
  if ((current.readableEnded || current.destroyed) && isatty(0)) {
    current.destroy()
    current = reopened() ?? current
  }
  return current
}
