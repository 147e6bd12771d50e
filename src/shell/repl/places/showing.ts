/** `cat` and `head`: what is in a file, wherever it is, as it comes. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Builtin } from "../Builtin.ts"
import * as Place from "../Place.ts"
import { CurrentCommand } from "../Session.ts"
import * as Text from "./text.ts"
import * as Tree from "./tree.ts"
import { misuse, taken } from "./words.ts"

/** The file that a word names; a folder is none. */
export const fileAt = Effect.fnUntraced(function* (word: string) {
  const place = yield* Effect.flatMap(Tree.placed(word), Tree.steady)
  const entry = yield* Tree.readable(place, word)
  return entry.type === "file" ? { place, entry } : yield* misuse(`'${word}' is a folder; \`ls\` lists it`)
})

const noText = (word: string, place: Place.Place) =>
  misuse(`'${word}' is no text${place._tag === "disk" ? "" : "; `get` brings it to this disk"}`)

const cat: Builtin = {
  takes: { least: 1 },
  stands: true,
  bytes: true,
  usage: "cat FILE …",
  help: "Print files, as they come; a terminal shows control characters, and obeys none.",
  run: (words) =>
    Effect.gen(function* () {
      const { rest } = yield* taken(words, cat)
      const command = yield* CurrentCommand
      for (const word of rest) {
        const named = yield* Tree.placed(word)
        const { entry, place } = yield* fileAt(word)
        if (named._tag === "repo" && rest.length === 1 && command !== undefined)
          command.words = ["cp", Place.format(named), "-"]
        yield* Text.print(entry.bytes(), noText(word, place))
      }
      return undefined
    })
}

/** Of lines: a whole number from 0 on. */
const noCount = (text: string): string | undefined =>
  /^\d{1,9}$/.test(text) ? undefined : `'${text}' is no number of lines`

const head: Builtin = {
  takes: { texts: ["-n"], least: 1, check: ({ text }) => noCount(text("-n") ?? "10") },
  bytes: true,
  usage: "head [-n LINES] FILE …",
  help: "Print the first lines of files (10), and fetch no more than that.",
  run: (words) =>
    Effect.gen(function* () {
      const { rest, text } = yield* taken(words, head)
      const lines = Number(text("-n") ?? "10")
      for (const [at, word] of rest.entries()) {
        const { entry, place } = yield* fileAt(word)
        if (rest.length > 1)
          yield* Text.print(Stream.make(encode(`${at === 0 ? "" : "\n"}==> ${word} <==\n`)), noText(word, place))
        yield* Text.print(
          Text.lines(entry.bytes()).pipe(
            Stream.take(lines),
            Stream.mapChunksEffect((some) => {
              const text = Chunk.toReadonlyArray(some)
              return text.includes(undefined)
                ? Effect.fail(noText(word, place))
                : Effect.succeed(Chunk.of(encode(text.map((line) => `${line}\n`).join(""))))
            })
          ),
          noText(word, place)
        )
      }
      return undefined
    })
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

export const showing: Readonly<Record<string, Builtin>> = { cat, head }
