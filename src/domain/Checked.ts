/** Strings that had to pass a check, as a branded type: one way to make them for people, for schemas and for literals. */
import type * as Brand from "effect/Brand"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { InvalidInput } from "./errors.ts"

/** `what` names it in messages; `problem` says why a text is none, `undefined` when it is one. */
export const make = <const B extends string>(brand: B, what: string, problem: (text: string) => string | undefined) => {
  const schema = Schema.String.pipe(
    Schema.filter((text) => problem(text) === undefined, { message: () => `not a ${what}` }),
    Schema.brand(brand)
  )
  const unsafe = Schema.decodeSync(schema)
  // What the brand asks for was just found to be so; a listing has thousands of names.
  const branded = (text: string) => text as string & Brand.Brand<B>
  return {
    schema,
    /** The error says what is wrong and is meant for people. */
    parse: (text: string): Either.Either<string & Brand.Brand<B>, InvalidInput> => {
      const reason = problem(text)
      return reason === undefined
        ? Either.right(branded(text))
        : Either.left(new InvalidInput({ what, value: text, reason }))
    },
    make: (text: string): string & Brand.Brand<B> => unsafe(text)
  }
}
