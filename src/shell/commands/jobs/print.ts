/** Lines of a log as they come, one write for what came at once. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { LogLine } from "../../../domain/wire/Jobs.ts"
import { Output } from "../../../services/Output.ts"

const ended = ({ data }: LogLine): string => (data.endsWith("\n") ? data : `${data}\n`)

const writing = <E, R>(
  lines: Stream.Stream<LogLine, E, R>,
  write: (text: string) => Effect.Effect<void>,
  of: (line: LogLine) => string
) =>
  Stream.runForEachChunk(lines, (chunk) =>
    Chunk.isEmpty(chunk) ? Effect.void : write(Chunk.toReadonlyArray(chunk).map(of).join(""))
  )

export const print = <E, R>(lines: Stream.Stream<LogLine, E, R>) =>
  Effect.flatMap(Output, ({ text }) => writing(lines, text, ended))

/** For programs a line of JSON each, as the Hub tells it. */
export const printAsJson = <E, R>(lines: Stream.Stream<LogLine, E, R>) =>
  Effect.flatMap(Output, ({ raw }) =>
    writing(lines, raw, ({ data, timestamp }) => `${JSON.stringify({ timestamp: timestamp ?? null, data })}\n`)
  )
