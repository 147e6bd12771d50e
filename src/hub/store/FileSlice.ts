/**
 * A stretch of a file as a stream. Piped into a socket it goes through two buffers, over and over: a fresh one for each read is
 * memory outside of V8's heap, and every 64 MiB of that costs a collection of the whole heap, more than sending it.
 */
import { type FileHandle, open } from "node:fs/promises"
import { Readable } from "node:stream"

const chunk = 512 * 1024

export class FileSlice extends Readable {
  readonly #path: string
  readonly #end: number
  #position: number
  #file: Promise<FileHandle> | undefined
  #piped = false

  /** From `start` to `end`, the last byte included. */
  constructor(path: string, start: number, end: number) {
    super({ highWaterMark: chunk })
    this.#path = path
    this.#position = start
    this.#end = end
  }

  /** The next bytes, at most as many as `buffer` holds; undefined when all were read. */
  async #next(buffer: Buffer): Promise<Buffer | undefined> {
    const length = Math.min(buffer.length, this.#end + 1 - this.#position)
    if (length === 0) return undefined
    this.#file ??= open(this.#path, "r")
    const { bytesRead } = await (await this.#file).read(buffer, 0, length, this.#position)
    if (bytesRead === 0) throw new Error("the file is shorter than it was")
    this.#position += bytesRead
    return buffer.subarray(0, bytesRead)
  }

  override _read(): void {
    if (this.#piped) return
    this.#next(Buffer.allocUnsafeSlow(chunk)).then(
      (bytes) => this.push(bytes ?? null),
      (cause) => this.destroy(cause)
    )
  }

  override _destroy(cause: Error | null, done: (error?: Error | null) => void): void {
    const failed = () => done(cause)
    if (this.#file === undefined) failed()
    else this.#file.then((file) => file.close()).then(failed, failed)
  }

  /** The sink says when it has let go of a buffer; a reader of `data` cannot, and gets fresh ones from {@link _read}. */
  override pipe<Sink extends NodeJS.WritableStream>(sink: Sink, options?: { end?: boolean | undefined }): Sink {
    if (this.readableFlowing !== null) return super.pipe(sink, options)
    this.#piped = true
    this.#pump(sink).then(
      () => {
        if (options?.end !== false) this.once("end", () => sink.end())
        this.push(null)
        this.resume()
      },
      (cause) => this.destroy(cause)
    )
    return sink
  }

  async #pump(sink: NodeJS.WritableStream): Promise<void> {
    const buffers = [Buffer.allocUnsafeSlow(chunk), Buffer.allocUnsafeSlow(chunk)] as const
    let written: Promise<void> = Promise.resolve()
    for (let turn = 0; !this.destroyed; turn ^= 1) {
      const bytes = await this.#next(turn === 0 ? buffers[0] : buffers[1])
      // One is on its way while the other is filled.
      await written
      if (bytes === undefined || this.destroyed) return
      written = new Promise((resolve, reject) => {
        sink.write(bytes, (cause) => (cause == null ? resolve() : reject(cause)))
      })
      written.catch(() => undefined)
    }
  }
}
