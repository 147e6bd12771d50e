/**
 * Words of which more may come. Those that are known are literals; one that a newer Hub invents still decodes, as a value that is
 * no text: so a misspelt literal compiles nowhere, not even in a comparison.
 */
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"

/** A word nobody knew when this was written. Text and JSON of it are the word as it came. */
export class UnknownWord extends Data.Class<{ readonly text: string }> {
  override toString(): string {
    return this.text
  }
  toJSON(): string {
    return this.text
  }
}

export type Reported<Known extends string> = Known | UnknownWord

/** The word as it came. */
export const text = (word: Reported<string>): string => String(word)

const other = Schema.instanceOf(UnknownWord, {
  arbitrary: () => (fc) => fc.string().map((text) => new UnknownWord({ text }))
})

export interface Open<Known extends string> {
  readonly schema: Schema.Schema<Reported<Known>, string>
  readonly of: (word: string) => Reported<Known>
}

export const make = <const Known extends string>(known: ReadonlyArray<Known>): Open<Known> => {
  const isKnown = (word: string): word is Known => known.some((each) => each === word)
  const of = (word: string) => (isKnown(word) ? word : new UnknownWord({ text: word }))
  const words = Schema.Union(Schema.Literal(...known), other)
  return { of, schema: Schema.transform(Schema.String, words, { strict: true, decode: of, encode: text }) }
}
