/** From the words of a line to the words of a command: `$name`, `@1` and `$(…)` become what they stand for. */
import * as Effect from "effect/Effect"
import type { OutputValue } from "../../services/Output.ts"
import { Misuse } from "../Misuse.ts"
import { isList, isRecord } from "../render/python.ts"
import type { Part, Word } from "./language/syntax.ts"
import { CurrentSession, type Session } from "./Session.ts"
import { asText, asValue, field, type Row, type Value } from "./values.ts"

/** Runs the inside of a `$(…)`; answers what it printed. */
export type Substitute<E, R> = (source: string) => Effect.Effect<string, E, R>

const refuse = (reason: string) => new Misuse({ reason })

const written = (value: OutputValue): string => asText({ _tag: "value", value })

const described = (fields: ReadonlyArray<string>): string => fields.map((each) => `.${each}`).join("")

const noRow = ({ rows }: Session, number: number): string =>
  `there is no row @${number}: the last table has ${rows.length}`

const variable = (session: Session, name: string): Value | undefined => {
  if (name === "_") return session.last
  const set = session.variables.get(name)
  if (set !== undefined) return set
  const text = process.env[name]
  return text === undefined ? undefined : { _tag: "text", text }
}

/** Of each row; `undefined` when one of them has no such field. */
const fieldOfRows = (rows: ReadonlyArray<Row>, fields: ReadonlyArray<string>): OutputValue | undefined => {
  const found = rows.map((row) => field(row, fields)).filter((each) => each !== undefined)
  return found.length < rows.length ? undefined : found
}

/** Of a list each entry. */
const entries = (value: OutputValue): ReadonlyArray<string> => (isList(value) ? value.map(written) : [written(value)])

/** The texts a value stands for: of a list each entry, of a table each row. */
const textsOf = (value: Value, fields: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
  if (fields.length > 0) {
    const found = value._tag === "rows" ? fieldOfRows(value.rows, fields) : field(asValue(value), fields)
    return found === undefined ? undefined : entries(found)
  }
  if (value._tag === "value") return entries(value.value)
  const text = asText(value)
  return value._tag === "rows" ? (text === "" ? [] : text.split("\n")) : [text]
}

const partTexts = <E, R>(session: Session, part: Part, substitute: Substitute<E, R>) =>
  Effect.gen(function* () {
    switch (part._tag) {
      case "text":
        return [part.text]
      case "command": {
        const text = yield* substitute(part.source)
        return text.split(/\s+/).filter((word) => word !== "")
      }
      case "variable": {
        const value = variable(session, part.name)
        if (value === undefined) return yield* refuse(`$${part.name} has no value`)
        const texts = textsOf(value, part.fields)
        return texts ?? (yield* refuse(`$${part.name} has no field ${described(part.fields)}`))
      }
      case "row": {
        const row = session.rows[part.number - 1]
        if (row === undefined) return yield* refuse(noRow(session, part.number))
        const found = part.fields.length === 0 ? row[session.id] : field(row, part.fields)
        return found === undefined
          ? yield* refuse(`@${part.number} has no field ${described(part.fields)}`)
          : entries(found)
      }
    }
  })

/** The value that stands at the beginning of a pipe, whole: its rows are rows. */
export const valueOf = (part: Exclude<Part, { readonly _tag: "text" | "command" }>) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const { fields } = part
    if (part._tag === "row") {
      const row = session.rows[part.number - 1]
      if (row === undefined) return yield* refuse(noRow(session, part.number))
      const found = field(row, fields)
      return found === undefined ? yield* refuse(`@${part.number} has no field ${described(fields)}`) : kept(found)
    }
    const value = variable(session, part.name)
    if (value === undefined) return yield* refuse(`$${part.name} has no value`)
    if (fields.length === 0) return value
    const found = value._tag === "rows" ? fieldOfRows(value.rows, fields) : field(asValue(value), fields)
    return found === undefined ? yield* refuse(`$${part.name} has no field ${described(fields)}`) : kept(found)
  })

/** A word that is nothing but one value becomes as many words as the value has entries; inside text they are joined by blanks. */
export const expand = <E, R>(words: ReadonlyArray<Word>, substitute: Substitute<E, R>) =>
  Effect.gen(function* () {
    const session = yield* CurrentSession
    const out: Array<string> = []
    for (const { parts, quoted } of words) {
      const texts = yield* Effect.forEach(parts, (part) => partTexts(session, part, substitute))
      const [only] = parts
      if (!quoted && parts.length === 1 && only !== undefined && only._tag !== "text") out.push(...(texts[0] ?? []))
      else out.push(texts.map((each) => each.join(" ")).join(""))
    }
    return out
  })

/** A value as `$it` and `let` keep it. */
export const kept = (row: OutputValue): Value => ({ _tag: "value", value: isRecord(row) ? { ...row } : row })
