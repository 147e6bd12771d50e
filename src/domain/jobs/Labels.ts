/** `KEY=VALUE` labels of jobs; the label `name` is the job's name. */
import * as Either from "effect/Either"
import { InvalidInput } from "../errors.ts"

type Labels = Readonly<Record<string, string>>

const refused = (value: string, reason: string) => new InvalidInput({ what: "label", value, reason })

const allowed = /^[A-Za-z0-9._-]{0,100}$/

/** A key alone has an empty value; the last of equal keys counts. `name` is the label of that name. */
export const parse = (texts: ReadonlyArray<string>, name: string | undefined): Either.Either<Labels, InvalidInput> => {
  const labels: Record<string, string> = {}
  for (const text of texts) {
    const at = text.indexOf("=")
    const key = at === -1 ? text : text.slice(0, at)
    if (key === "") return Either.left(refused(text, "it needs a key before '='"))
    labels[key] = at === -1 ? "" : text.slice(at + 1)
  }
  if (name === undefined) return Either.right(labels)
  return "name" in labels
    ? Either.left(refused(`name=${labels["name"]}`, "--name says it already"))
    : Either.right({ ...labels, name })
}

/** What a list is narrowed by: all of them must have exactly these values. */
export const filters = (
  texts: ReadonlyArray<string>,
  name: string | undefined
): Either.Either<Labels, InvalidInput> => {
  const bare = texts.find((text) => !text.includes("="))
  return bare === undefined ? parse(texts, name) : Either.left(refused(bare, "a filter is written KEY=VALUE"))
}

/** As they are written on a command line. */
export const render = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ")

/** Why the Hub would not take them, or `undefined`. */
export const problem = (labels: Labels): string | undefined => {
  for (const [key, value] of Object.entries(labels))
    if (key === "" || !allowed.test(key) || !allowed.test(value))
      return `Label "${key}" is "${value}": up to 100 letters, digits, '.', '_' and '-' are allowed`
  return undefined
}
