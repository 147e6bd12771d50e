/**
 * What is remembered beside a file in a `--local-dir`: three lines with commit, etag and a Unix time in seconds
 * (format: huggingface_hub 2.0.0).
 */
export interface LocalMetadata {
  readonly commit: string
  readonly etag: string
  /** Seconds since 1970, taken after the file was in place. */
  readonly timestamp: number
}

export const print = (metadata: LocalMetadata): string =>
  `${metadata.commit}\n${metadata.etag}\n${metadata.timestamp}\n`

/** `undefined` when corrupt. CRLF (Python on Windows), more lines and empty names are fine; a bad number is not. */
export const parse = (text: string): LocalMetadata | undefined => {
  const [commit, etag, time] = text.split("\n").map((line) => line.trim())
  const timestamp = time === undefined || time === "" ? Number.NaN : Number(time)
  return commit === undefined || etag === undefined || !Number.isFinite(timestamp)
    ? undefined
    : { commit, etag, timestamp }
}

/** Does it still speak of the file? Only if the file was not touched since; a second of slack for coarse clocks. */
export const isFresh = (metadata: LocalMetadata, mtimeMs: number): boolean => mtimeMs / 1000 - 1 <= metadata.timestamp
