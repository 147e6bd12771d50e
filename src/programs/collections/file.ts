/** A collection as a file (YAML): what `export` writes, a person edits and `apply` reads. Pure. */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { parseDocument, stringify } from "yaml"
import * as Item from "../../domain/CollectionItem.ts"
import * as CollectionSlug from "../../domain/CollectionSlug.ts"
import { InvalidInput } from "../../domain/errors.ts"
import { type Collection, themes } from "../../domain/wire/Collections.ts"

export interface FileItem extends Item.ItemName {
  /** Empty or absent: none. */
  readonly note?: string | undefined
}

/** What is not in the file stays as it is on the Hub. */
export interface CollectionFile {
  /** Absent: the one of that title, which is created when there is none. */
  readonly slug?: CollectionSlug.CollectionSlug | undefined
  readonly title: string
  readonly namespace?: string | undefined
  readonly description?: string | undefined
  readonly private?: boolean | undefined
  readonly theme?: string | undefined
  /** In order. */
  readonly items?: ReadonlyArray<FileItem> | undefined
}

/** The same thing whatever its letters' case, and a collection by whatever title. */
export const key = ({ id, type }: { readonly id: string; readonly type: string }): string =>
  `${type} ${type === "collection" ? id.slice(-24) : id.toLowerCase()}`

const said = (message: string) => ({ message: () => ({ message, override: true }) })
const text = Schema.String.annotations(said("must be a text"))
const entries = Schema.Array(Schema.Record({ key: Schema.String, value: text })).annotations(
  said("must be a list, each with a type, an id and perhaps a note: `- model: org/name`")
)

const Text = Schema.Struct({
  slug: Schema.optional(CollectionSlug.CollectionSlug.annotations(said("is no collection's slug"))),
  title: Schema.NonEmptyString.annotations(said("must be a text")),
  namespace: Schema.optional(Schema.NonEmptyString.annotations(said("must be a text"))),
  description: Schema.optional(text),
  private: Schema.optional(Schema.Literal("true", "false").annotations(said("must be true or false"))),
  theme: Schema.optional(Schema.Literal(...themes).annotations(said(`must be one of ${themes.join(", ")}`))),
  items: Schema.optional(entries)
})

const decode = Schema.decodeUnknownEither(Text, { onExcessProperty: "error" })

const itemOf = (entry: Readonly<Record<string, string>>, at: string): Either.Either<FileItem, string> => {
  const { note = "", ...named } = entry
  const [[type, id] = ["", ""], ...rest] = Object.entries(named)
  if (rest.length > 0 || !Item.isItemType(type))
    return Either.left(`${at}: it must have one of the keys ${Item.itemTypes.join(", ")}, and may have a note`)
  const reason = Item.problem({ type, id })
  if (reason !== undefined) return Either.left(`${at}, ${type} '${id}': ${reason}`)
  const long = Item.noteProblem(note)
  return long === undefined ? Either.right({ type, id, note }) : Either.left(`${at}, its note: ${long}`)
}

const itemsOf = (entries: ReadonlyArray<Readonly<Record<string, string>>>) =>
  Either.gen(function* () {
    const items = yield* Either.all(entries.map((entry, index) => itemOf(entry, `item ${index + 1}`)))
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

const read = (text: string): Either.Either<CollectionFile, string> =>
  Either.gen(function* () {
    // Texts as they stand: a paper's id is no number.
    const document = parseDocument(text, { schema: "failsafe", logLevel: "silent", prettyErrors: false })
    const [problem] = document.errors
    if (problem !== undefined) return yield* Either.left(`it is not YAML: ${firstLine(problem.message)}`)
    const content: unknown = document.toJS()
    if (typeof content !== "object" || content === null || !("title" in content))
      return yield* Either.left("it must say what the collection is called: `title: …`")
    const found = yield* Either.mapLeft(decode(content), offence)
    return {
      slug: found.slug,
      title: found.title,
      namespace: found.namespace,
      description: found.description,
      private: found.private === undefined ? undefined : found.private === "true",
      theme: found.theme,
      items: found.items === undefined ? undefined : yield* itemsOf(found.items)
    }
  })

/** `name` is what the file is called, for the message. */
export const parse = (name: string, text: string): Either.Either<CollectionFile, InvalidInput> =>
  Either.mapLeft(read(text), (reason) => new InvalidInput({ what: "collection file", value: name, reason }))

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
