/** Lines of a log as they come, one write for what came at once. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { LogLine } from "../../../domain/wire/Jobs.ts"
import { Output } from "../../../services/Output.ts"

const ended = ({ data }: LogLine): string => (data.endsWith("\n") ? data : `${data}\n`)

export const print = <E, R>(lines: Stream.Stream<LogLine, E, R>) =>
  Effect.flatMap(Output, (output) =>
    Stream.runForEachChunk(lines, (chunk) =>
      Chunk.isEmpty(chunk) ? Effect.void : output.text(Chunk.toReadonlyArray(chunk).map(ended).join(""))
    )
  )
