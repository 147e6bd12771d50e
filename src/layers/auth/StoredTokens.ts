/**
 * The text of `stored_tokens`: an INI file as Python's configparser reads and writes it, interpolation off, strict
 * (huggingface_hub 2.0.0). What other clients keep there survives: unknown keys, their order, `[DEFAULT]`.
 */
import * as Either from "effect/Either"

/** Sections by name, in the file's order; keys in lower case. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Supplies values to all sections and is none itself. */
const defaults = "DEFAULT"

type Lines = Array<string>

class Reader {
  readonly sections = new Map<string, Map<string, Lines>>()
  private section: Map<string, Lines> | undefined
  private value: Lines | undefined
  private indent = 0

  /** Why the line cannot be read, or `undefined`. */
  line(line: string): string | undefined {
    const text = line.trim()
    if (text === "") {
      this.value?.push("")
      return undefined
    }
    if (/^[#;]/.test(text)) return undefined
    const indent = line.search(/\S/)
    if (this.value !== undefined && indent > this.indent) {
      this.value.push(text)
      return undefined
    }
    this.indent = indent
    const name = /^\[(.+)\]/.exec(text)?.[1]
    return name === undefined ? this.option(text) : this.header(name)
  }

  private header(name: string): string | undefined {
    const known = this.sections.get(name)
    if (known !== undefined && name !== defaults) return "a section appears twice"
    this.section = known ?? new Map()
    this.sections.set(name, this.section)
    this.value = undefined
    return undefined
  }

  private option(text: string): string | undefined {
    if (this.section === undefined) return "there is text before the first section"
    const [, rawKey = "", rawValue = ""] = /^(.*?)\s*[=:]\s*(.*)$/.exec(text) ?? []
    const key = rawKey.trim().toLowerCase()
    if (key === "") return "a line is neither section nor key"
    if (this.section.has(key)) return "a key appears twice"
    this.value = [rawValue.trim()]
    this.section.set(key, this.value)
    return undefined
  }
}

/** Left: why the whole file is unreadable. Never quotes the file: it holds secrets. */
export const parse = (text: string): Either.Either<Sections, string> => {
  if (text.startsWith("\uFEFF")) return Either.left("it starts with a byte order mark")
  if (/^\s*\{/.test(text)) return Either.left("it is JSON, written by another client")
  const reader = new Reader()
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const problem = reader.line(line)
    if (problem !== undefined) return Either.left(`line ${index + 1}: ${problem}`)
  }
  const joined = [...reader.sections].map(
    ([name, keys]) =>
      [name, new Map([...keys].map(([key, lines]) => [key, lines.join("\n").trimEnd()] as const))] as const
  )
  return Either.right(new Map(joined))
}

/** The order of code points, which is the order of UTF-8 bytes. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

export const render = (sections: Sections): string => {
  const names = [...sections.keys()].filter((name) => name !== defaults).sort(byCodePoint)
  return [...(sections.has(defaults) ? [defaults] : []), ...names]
    .map((name) => {
      const keys = [...(sections.get(name) ?? [])]
      return `[${name}]\n${keys.map(([key, value]) => `${key} = ${value.replaceAll("\n", "\n\t")}\n`).join("")}\n`
    })
    .join("")
}

export interface Entry {
  readonly name: string
  readonly token: string
  readonly refreshToken: string | undefined
  /** Unix seconds. */
  readonly expiresAt: number | undefined
}

/** Sections that hold a token. */
export const entries = (sections: Sections): ReadonlyArray<Entry> => {
  const common = sections.get(defaults)
  return [...sections].flatMap(([name, keys]) => {
    const token = keys.get("hf_token") ?? common?.get("hf_token")
    if (name === defaults || token === undefined || token === "") return []
    const expires = keys.get("expires_at")?.trim() ?? ""
    const refreshToken = keys.get("refresh_token") || undefined
    return [{ name, token, refreshToken, expiresAt: /^\d{1,12}$/.test(expires) ? Number(expires) : undefined }]
  })
}

/** The section is replaced as a whole: expiry and refresh token of an older login would be wrong for the new one. */
export const put = (sections: Sections, { expiresAt, name, refreshToken, token }: Entry): Sections => {
  const keys = new Map([["hf_token", token]])
  if (refreshToken !== undefined) keys.set("refresh_token", refreshToken)
  if (expiresAt !== undefined) keys.set("expires_at", String(expiresAt))
  return new Map([...sections, [name, keys]])
}

export const without = (sections: Sections, name: string): Sections =>
  new Map([...sections].filter(([section]) => section !== name))

/** Why a token may not go by this name, or `undefined`. */
export const nameProblem = (name: string): string | undefined => {
  if (name.trim() === "") return "it is empty"
  if (name === defaults) return "that name is taken by the file's format"
  return /[\r\n]/.test(name) ? "it has a line break" : undefined
}
