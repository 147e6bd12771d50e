/** The server's own words, from wherever it put them: headers, JSON of several shapes, plain text. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

const Body = Schema.parseJson(
  Schema.Struct({
    error: Schema.optional(Schema.Unknown),
    error_description: Schema.optional(Schema.Unknown),
    message: Schema.optional(Schema.Unknown),
    errors: Schema.optional(Schema.Unknown),
    url: Schema.optional(Schema.Unknown),
    slug: Schema.optional(Schema.Unknown)
  })
)
const decode = Schema.decodeUnknownEither(Body)

export interface ServerMessage {
  /** All that was said, each sentence once, in one line. */
  readonly message: string | undefined
  /** What header `X-Error-Message` said: some texts are compared to the letter. */
  readonly header: string | undefined
  /** A 409's `url` (a repo) or `slug` (a collection): what stands there already. */
  readonly existing: string | undefined
}

/** Longest text worth showing. */
const limit = 1000

const strings = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === "string") return [value]
  if (Array.isArray(value)) return value.flatMap(strings)
  return typeof value === "object" && value !== null && "message" in value ? strings(value.message) : []
}

/** A server's text may reach a terminal: no control characters, no line breaks. */
const tidy = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim()

export const said = (headers: Readonly<Record<string, string>>, body: string): ServerMessage => {
  const header = headers["x-error-message"]
  const json = decode(body)
  const parts = header === undefined ? [] : [header]
  let existing: string | undefined
  if (Either.isRight(json)) {
    const { error, error_description, errors, message, slug, url } = json.right
    const main = strings(error).length > 0 ? strings(error) : strings(message)
    const more = strings(error_description)
    parts.push(...(main.length === 1 && more.length === 1 ? [`${main[0]}: ${more[0]}`] : [...main, ...more]))
    parts.push(...strings(errors))
    existing = [url, slug].find((each): each is string => typeof each === "string")
  } else if (!/^\s*[<[{]/.test(body) && !headers["content-type"]?.includes("html")) {
    parts.push(body)
  }
  const all = [...new Set(parts.map(tidy))].filter((part) => part !== "")
  const sentences = all.filter((part) => !all.some((other) => other !== part && other.includes(part)))
  const text = sentences.join(" ")
  return {
    message: text === "" ? undefined : text.length > limit ? `${text.slice(0, limit)}…` : text,
    header,
    existing
  }
}
