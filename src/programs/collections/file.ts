/** A collection as a file (YAML): what `export` writes, a person edits and `apply` reads. Pure. */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { parseDocument, stringify } from "yaml"
import * as CollectionAddress from "../../domain/CollectionAddress.ts"
import * as Item from "../../domain/CollectionItem.ts"
import * as CollectionSettings from "../../domain/CollectionSettings.ts"
import type { CollectionSlug } from "../../domain/CollectionSlug.ts"
import { InvalidInput } from "../../domain/errors.ts"
import * as ItemAddress from "../../domain/ItemAddress.ts"
import type { Collection } from "../../domain/wire/Collections.ts"

export interface FileItem extends Item.ItemName {
  /** Empty or absent: none. */
  readonly note?: string | undefined
}

/** What is not in the file stays as it is on the Hub. */
interface Said {
  readonly namespace?: string | undefined
  readonly description?: string | undefined
  readonly private?: boolean | undefined
  readonly theme?: string | undefined
  /** In order. */
  readonly items?: ReadonlyArray<FileItem> | undefined
}

/** The collection of that slug. */
export interface ExistingFile extends Said {
  readonly slug: CollectionSlug
  readonly title?: string | undefined
}

/** The caller's (or the namespace's) collection of that title, which is created when there is none. */
export interface TitledFile extends Said {
  readonly slug?: undefined
  readonly title: string
}

export type CollectionFile = ExistingFile | TitledFile

/** The same thing whatever its letters' case, and a collection by whatever title. */
export const key = ({ id, type }: { readonly id: string; readonly type: string }): string =>
  `${type} ${type === "collection" ? id.slice(-24) : id.toLowerCase()}`

const mustBe = (message: string) => ({ message: () => ({ message, override: true }) })
const noList = "must be a list, each with a type, an id and perhaps a note: `- model: org/name`"

/** `null`, like nothing behind a key: the file does not say. */
const maybe = <A, I>(schema: Schema.Schema<A, I>, message = "must be a text") =>
  Schema.optionalWith(schema.annotations(mustBe(message)), { nullable: true })

const Text = Schema.Struct({
  slug: maybe(Schema.NonEmptyString),
  title: maybe(Schema.String),
  namespace: maybe(Schema.NonEmptyString),
  description: maybe(Schema.String),
  private: maybe(Schema.Literal("true", "false"), "must be true or false"),
  theme: maybe(Schema.String),
  // Whether nothing means all or none of them is not for us to guess: the one would be removed, the other forgotten.
  items: Schema.optional(
    Schema.Array(Schema.Unknown).annotations({
      message: ({ actual }) => ({
        message:
          actual === null ? "is empty: write `items: []` for none, or leave it out to keep what is there" : noList,
        override: true
      })
    })
  )
})

const decode = Schema.decodeUnknownEither(Text, { onExcessProperty: "error" })

const isMap = Schema.is(Schema.Record({ key: Schema.String, value: Schema.Unknown }))

/** What stands behind a key of an item. */
const textOf = (value: unknown, at: string, what: string): Either.Either<string, string> =>
  typeof value === "string" ? Either.right(value) : Either.left(`${at}, its ${what}: it must be a text`)

const itemOf = (entry: unknown, at: string, endpoint: string): Either.Either<FileItem, string> =>
  Either.gen(function* () {
    const { note: said = "", ...named } = isMap(entry) ? entry : {}
    const [[type, value] = ["", ""], ...rest] = Object.entries(named)
    if (rest.length > 0 || !Item.isItemType(type))
      return yield* Either.left(`${at}: it must have one of the keys ${Item.itemTypes.join(", ")}, and may have a note`)
    const given = yield* textOf(value, at, type)
    const note = yield* textOf(said ?? "", at, "note")
    const long = Item.noteProblem(note)
    if (long !== undefined) return yield* Either.left(`${at}, its note: ${long}`)
    const id = yield* Either.mapLeft(
      ItemAddress.idOf(type, given, endpoint),
      (reason) => `${at}, ${type} '${given}': ${reason}`
    )
    return { type, id, note }
  })

const itemsOf = (entries: ReadonlyArray<unknown>, endpoint: string) =>
  Either.gen(function* () {
    const items = yield* Either.all(entries.map((entry, index) => itemOf(entry, `item ${index + 1}`, endpoint)))
    const seen = new Set<string>()
    for (const item of items) {
      if (seen.has(key(item))) return yield* Either.left(`${item.type} '${item.id}' is in it twice`)
      seen.add(key(item))
    }
    return items
  })

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? ""

/** The first thing that is wrong, and where. */
const offence = (error: ParseResult.ParseError): string => {
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
  const at = issue === undefined || issue.path.length === 0 ? "" : `'${issue.path.map(String).join(".")}' `
  return `${at}${firstLine(issue?.message ?? "it is no collection")}`
}

const whichOne = "it must say what the collection is called, `title: …`, or which it is, `slug: …`"

const contentOf = (text: string): Either.Either<object, string> => {
  // Texts as they stand, for a paper's id is no number; only nothing is nothing.
  const document = parseDocument(text, {
    schema: "failsafe",
    customTags: ["null"],
    logLevel: "silent",
    prettyErrors: false
  })
  const [error] = document.errors
  if (error !== undefined) return Either.left(`it is not YAML: ${firstLine(error.message)}`)
  const content: unknown = document.toJS() ?? {}
  if (Array.isArray(content)) return Either.left(`it is a list; ${whichOne}, with the list below \`items:\``)
  return isMap(content) ? Either.right(content) : Either.left(`it is a text; ${whichOne}`)
}

const read = (text: string, endpoint: string): Either.Either<CollectionFile, string> =>
  Either.gen(function* () {
    const content = yield* contentOf(text)
    const { items, private: hidden, slug, title, ...texts } = yield* Either.mapLeft(decode(content), offence)
    const problem = CollectionSettings.problem({ ...texts, title })
    if (problem !== undefined) return yield* Either.left(`'${problem.what}': ${problem.reason}`)
    const said = {
      namespace: texts.namespace,
      description: texts.description,
      private: hidden === undefined ? undefined : hidden === "true",
      theme: texts.theme,
      items: items === undefined ? undefined : yield* itemsOf(items, endpoint)
    }
    if (slug !== undefined) {
      const named = CollectionAddress.parse(slug, endpoint)
      const known = yield* Either.mapLeft(named, ({ reason }) => `'slug': ${reason}`)
      const owner = known.slice(0, known.indexOf("/"))
      if (said.namespace !== undefined && said.namespace.toLowerCase() !== owner.toLowerCase())
        return yield* Either.left(`'namespace': it is '${said.namespace}', and the slug's is '${owner}'`)
      return { ...said, slug: known, title }
    }
    return title === undefined ? yield* Either.left(whichOne) : { ...said, slug, title }
  })

/**
 * `name` is what the file is called, for the message. The collection and its items may be named by the address of their page, at
 * `endpoint` or at huggingface.co, papers also by theirs at arXiv.
 */
export const parse = (
  name: string,
  text: string,
  endpoint = "https://huggingface.co"
): Either.Either<CollectionFile, InvalidInput> =>
  Either.mapLeft(read(text, endpoint), (reason) => new InvalidInput({ what: "collection file", value: name, reason }))

/** Everything a collection has that a file can say. */
export const render = (collection: Collection): string => {
  const { description = "", items, private: hidden, slug, theme, title } = collection
  return stringify(
    {
      slug,
      title,
      description,
      private: hidden,
      theme,
      items: items.map(({ itemId, itemType, note }) => ({ [itemType]: itemId, ...(note === null ? {} : { note }) }))
    },
    { lineWidth: 0 }
  )
}
