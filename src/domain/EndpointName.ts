/**
 * An Inference Endpoint's name, unique in its namespace. The service decides what it takes (lower case, 32 characters); here only
 * what could not be one segment of a URL is refused, before any request.
 */
import * as Checked from "./Checked.ts"

const checked = Checked.make("EndpointName", "endpoint name", (text) => {
  if (text === "") return "it is empty"
  if (text.length > 96) return "it may have at most 96 characters"
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text))
    return "use letters, digits, '-', '_' and '.' only, and begin with a letter or digit"
  return undefined
})

export const EndpointName = checked.schema
export type EndpointName = typeof EndpointName.Type

/** Checks `text`; the error says what is wrong and is meant for people. */
export const parse = checked.parse

/** Throws on a malformed name: for literals in code and tests only. */
export const make = checked.make
