/**
 * TOML, as far as headers of scripts go: tables, arrays of tables, dotted keys, strings of all four kinds, arrays, inline tables,
 * numbers, booleans. A date is the text it was written as.
 */
import * as Either from "effect/Either"

export type Table = { [key: string]: Value }
export type Value = string | number | boolean | ReadonlyArray<Value> | Table

/** Never leaves this file. */
class Broken extends Error {}

const isTable = (value: Value | undefined): value is Table => typeof value === "object" && !Array.isArray(value)

/** Without the keys every object has. */
const table = (): Table => Object.create(null) as Table

const escapes: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\x1b",
  '"': '"',
  "\\": "\\"
}

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([\s\S]?))/g, (_, u, U, x, one) => {
    const code = u ?? U ?? x
    if (code !== undefined && Number.parseInt(code, 16) <= 0x10ffff)
      return String.fromCodePoint(Number.parseInt(code, 16))
    const known = one === undefined ? undefined : escapes[one]
    if (known === undefined) throw new Broken("a string has an unknown escape")
    return known
  })

class Reader {
  #at = 0
  readonly text: string
  constructor(text: string) {
    this.text = text
  }

  /** Takes what matches here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern, "y")
    sticky.lastIndex = this.#at
    const match = sticky.exec(this.text)
    if (match === null) return undefined
    this.#at = sticky.lastIndex
    return match
  }

  need(pattern: RegExp, what: string): RegExpExecArray {
    return this.take(pattern) ?? this.fail(`${what} is missing`)
  }

  fail(reason: string): never {
    throw new Broken(`line ${this.text.slice(0, this.#at).split("\n").length}: ${reason}`)
  }

  get done(): boolean {
    return this.#at === this.text.length
  }

  /** Blanks, line ends and comments. */
  space(): void {
    this.take(/(?:\s|#[^\n]*)*/)
  }

  blanks(): void {
    this.take(/[ \t]*/)
  }

  endOfLine(): void {
    this.need(/[ \t]*(?:#[^\n]*)?(?:\n|$)/, "the end of the line")
  }

  key(): ReadonlyArray<string> {
    const parts: Array<string> = []
    do {
      this.blanks()
      const bare = this.take(/[A-Za-z0-9_-]+/)
      parts.push(bare === undefined ? (this.string(false) ?? this.fail("a key is missing")) : bare[0])
      this.blanks()
    } while (this.take(/\./) !== undefined)
    return parts
  }

  string(long: boolean): string | undefined {
    if (long) {
      const basic = this.take(/"""\n?((?:[^\\"]|\\[\s\S]|"(?!""))*"{0,2})"""/)
      if (basic !== undefined) return unescaped((basic[1] ?? "").replace(/\\[ \t]*\n\s*/g, ""))
      const literal = this.take(/'''\n?((?:[^']|'(?!''))*'{0,2})'''/)
      if (literal !== undefined) return literal[1] ?? ""
    }
    const basic = this.take(/"((?:[^"\\\n]|\\.)*)"/)
    return basic === undefined ? this.take(/'([^'\n]*)'/)?.[1] : unescaped(basic[1] ?? "")
  }

  array(): ReadonlyArray<Value> {
    const items: Array<Value> = []
    for (;;) {
      this.space()
      if (this.take(/\]/) !== undefined) return items
      items.push(this.value())
      this.space()
      if (this.take(/,/) === undefined) {
        this.need(/\]/, "']'")
        return items
      }
    }
  }

  inline(): Table {
    const made = table()
    this.space()
    if (this.take(/\}/) !== undefined) return made
    for (;;) {
      this.space()
      this.pair(made)
      this.space()
      if (this.take(/,/) === undefined) break
    }
    this.need(/\}/, "'}'")
    return made
  }

  value(): Value {
    const text = this.string(true)
    if (text !== undefined) return text
    if (this.take(/\[/) !== undefined) return this.array()
    if (this.take(/\{/) !== undefined) return this.inline()
    const date = this.take(/\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d[\d:.]*)?(?:Z|[+-]\d\d:\d\d)?|\d\d:\d\d(?::[\d.]+)?/)
    if (date !== undefined) return date[0]
    const word = this.need(/[\w+.-]+/, "a value")[0]
    if (word === "true" || word === "false") return word === "true"
    const plain = word.replace(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, "")
    if (/^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$|^0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/.test(plain))
      return Number(plain)
    if (/^[+-]?(?:inf|nan)$/.test(word))
      return word.endsWith("nan") ? Number.NaN : Number(`${word.replace("inf", "Infinity")}`)
    return this.fail(`'${word}' is no value`)
  }

  pair(into: Table): void {
    const path = this.key()
    this.need(/=[ \t]*/, "'='")
    const last = path.at(-1) ?? ""
    const place = this.below(into, path.slice(0, -1))
    if (last in place) this.fail(`'${path.join(".")}' is there twice`)
    place[last] = this.value()
  }

  /** The table at a path, made where there is none; of an array of tables the last. */
  below(from: Table, path: ReadonlyArray<string>): Table {
    let place = from
    for (const part of path) {
      const found = place[part] ?? table()
      place[part] = found
      const next = Array.isArray(found) ? (found as ReadonlyArray<Value>).at(-1) : (found as Value)
      if (!isTable(next)) return this.fail(`'${part}' is no table`)
      place = next
    }
    return place
  }

  document(): Table {
    const root = table()
    const declared = new Set<string>()
    let current = root
    for (this.space(); !this.done; this.space()) {
      const many = this.take(/\[\[/) !== undefined
      if (!many && this.take(/\[/) === undefined) {
        this.pair(current)
        this.endOfLine()
        continue
      }
      const path = this.key()
      this.need(many ? /\]\]/ : /\]/, "']'")
      this.endOfLine()
      if (many) {
        const place = this.below(root, path.slice(0, -1))
        const last = path.at(-1) ?? ""
        const before = place[last] ?? []
        if (!Array.isArray(before)) this.fail(`'${path.join(".")}' is no array of tables`)
        current = table()
        place[last] = [...(before as ReadonlyArray<Value>), current]
        for (const name of declared) if (name.startsWith(`${JSON.stringify(path).slice(0, -1)},`)) declared.delete(name)
      } else {
        const name = JSON.stringify(path)
        if (declared.has(name)) this.fail(`the table '${path.join(".")}' is there twice`)
        declared.add(name)
        current = this.below(root, path)
      }
    }
    return root
  }
}

/** The document as a table, or what is wrong with it and in which line. */
export const parse = (text: string): Either.Either<Table, string> => {
  try {
    return Either.right(new Reader(text.replace(/\r\n?/g, "\n")).document())
  } catch (error) {
    if (error instanceof Broken) return Either.left(error.message)
    throw error
  }
}
