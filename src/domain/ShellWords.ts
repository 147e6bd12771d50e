/** Words of a POSIX shell. */
import * as Either from "effect/Either"
import { InvalidInput } from "./errors.ts"

/** One word, in quotes if it needs them. */
export const quote = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

const token = /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\s'"\\]+)|(\s+)/y

/**
 * Splits a text into words as a POSIX shell does: blanks, quotes and backslashes, nothing expanded (Python's `shlex.split`).
 * `InvalidInput` when a quote is not closed, or nothing follows a backslash; `what` names the text in it.
 */
export const split = (what: string, text: string): Either.Either<ReadonlyArray<string>, InvalidInput> => {
  const words: Array<string> = []
  let word: string | undefined
  const end = () => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at
    const match = token.exec(text)
    if (match === null) {
      const reason = text[at] === "\\" ? "nothing follows the last backslash" : "a quote is not closed"
      return Either.left(new InvalidInput({ what, value: text, reason }))
    }
    const [all, escaped, single, double, plain, blank] = match
    at += all.length
    if (blank !== undefined) end()
    // Between double quotes a backslash is one, unless it stands before a quote or another backslash.
    else word = (word ?? "") + (escaped ?? single ?? double?.replace(/\\(["\\])/g, "$1") ?? plain ?? "")
  }
  end()
  return Either.right(words)
}
