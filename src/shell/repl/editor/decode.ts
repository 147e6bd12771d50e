/**
 * What a terminal sends → keys, whatever the cuts between two reads: xterm, rxvt, the Linux console, and bracketed paste.
 * Sequences that mean nothing here are swallowed whole: none of their characters becomes text.
 */
import { type Key, key, paste, text } from "./Key.ts"

export interface Decoder {
  /** The beginning of a sequence whose rest has not come yet. */
  readonly pending: string
  /** The parts of a paste that is still coming. */
  readonly pasting: ReadonlyArray<string> | undefined
}

export const initial: Decoder = { pending: "", pasting: undefined }

const esc = "\u001b"
const pasteEnd = `${esc}[201~`

const letters: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "S-tab",
  M: "enter",
  a: "S-up",
  b: "S-down",
  c: "S-right",
  d: "S-left"
}

const numbers: Readonly<Record<string, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end"
}

/** xterm's modifiers: 1 + Shift 1, Alt 2, Control 4, Meta 8. */
const modified = (name: string, parameter: string | undefined): string => {
  const bits = Math.max(0, Number.parseInt(parameter ?? "1", 10) - 1) || 0
  return `${bits & 4 ? "C-" : ""}${bits & 10 ? "M-" : ""}${bits & 1 ? "S-" : ""}${name}`
}

const csi = (parameters: string, final: string): Key | undefined => {
  // An answer to a question, or the mouse.
  if (/^[<=>?]/.test(parameters)) return undefined
  const [first = "", second] = parameters.split(";")
  if (final === "~") {
    const name = numbers[first]
    return name === undefined ? undefined : key(modified(name, second))
  }
  // rxvt: ^ is Control, $ is Shift.
  if (final === "^" || final === "$") {
    const name = numbers[first]
    return name === undefined ? undefined : key(`${final === "^" ? "C-" : "S-"}${name}`)
  }
  const name = letters[final]
  return name === undefined ? undefined : key(modified(name, second))
}

const controls: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  31: "C-_",
  127: "backspace"
}

const control = (code: number): string =>
  controls[code] ?? (code < 27 ? `C-${String.fromCharCode(code + 96)}` : `C-${String.fromCharCode(code + 64)}`)

const isControl = (code: number): boolean => code < 32 || (code >= 127 && code < 160)

/** CSI parameters and intermediates, then the final byte; the Linux console's function keys put one more `[` in between. */
const csiShape = /\u001b\[(?:\[.|([0-?]*)([ -/]*)([@-Z\\-~$]))/y
/** OSC, DCS, PM and APC: up to BEL or ST; answers to questions nobody here asked. */
const stringShape = /\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)/y

const longestAnswer = 4096

interface Taken {
  readonly length: number
  readonly key: Key | undefined
}

/** The sequence at `at`, which holds an escape; `undefined` when its end is not there yet. */
const sequence = (input: string, at: number): Taken | undefined => {
  const next = input[at + 1]
  if (next === undefined) return undefined
  if (next === "[") {
    csiShape.lastIndex = at
    const match = csiShape.exec(input)
    if (match === null) {
      // Either it has not ended yet, or a character that belongs to no sequence broke it off.
      const rest = /[^0-?\- -/]/.exec(input.slice(at + 2))
      return rest === null || (rest[0] === "[" && rest.index === 0 && input.length === at + 3)
        ? undefined
        : { length: 2 + rest.index, key: undefined }
    }
    const [whole, parameters = "", , final] = match
    return { length: whole.length, key: final === undefined ? undefined : csi(parameters, final) }
  }
  if (next === "O") {
    const modifier = /^[0-9;]*/.exec(input.slice(at + 2, at + 8))?.[0] ?? ""
    const final = input[at + 2 + modifier.length]
    if (final === undefined) return undefined
    const length = 3 + modifier.length
    // rxvt: Control and an arrow.
    if (final >= "a" && final <= "d") return { length, key: key(`C-${letters[final.toUpperCase()] ?? ""}`) }
    const name = letters[final]
    return { length, key: name === undefined ? undefined : key(modified(name, modifier === "" ? undefined : modifier)) }
  }
  if (next === esc) {
    // Alt and a key that is a sequence itself (rxvt), or two presses of Escape.
    const begins = input[at + 2]
    if (begins !== undefined && begins !== "[" && begins !== "O") return { length: 1, key: key("escape") }
    const inner = sequence(input, at + 1)
    if (inner === undefined) return undefined
    return inner.key?._tag === "key" && inner.length > 2
      ? { length: inner.length + 1, key: key(`M-${inner.key.name}`) }
      : { length: 1, key: key("escape") }
  }
  if ("]PX^_".includes(next)) {
    stringShape.lastIndex = at
    const match = stringShape.exec(input)
    if (match !== null) return { length: match[0].length, key: undefined }
    // No answer is that long: it was a person's Alt and one of these keys.
    return input.length < at + longestAnswer ? undefined : { length: 2, key: undefined }
  }
  const code = next.codePointAt(0) ?? 0
  if (isControl(code)) return { length: 2, key: key(`M-${control(code)}`) }
  const char = String.fromCodePoint(input.codePointAt(at + 1) ?? 0)
  return { length: 1 + char.length, key: key(`M-${char}`) }
}

/** Newlines as the editor has them: terminals paste them as carriage returns. */
const pasted = (parts: ReadonlyArray<string>): Key => paste(parts.join("").replace(/\r\n?/g, "\n"))

/** The keys in `chunk`, and what to keep for the next one. */
export const feed = (decoder: Decoder, chunk: string): readonly [Decoder, ReadonlyArray<Key>] => {
  const input = decoder.pending + chunk
  const keys: Array<Key> = []
  let pasting = decoder.pasting
  let at = 0
  let start = 0
  const flushText = () => {
    if (at > start) keys.push(text(input.slice(start, at)))
  }
  while (at < input.length) {
    if (pasting !== undefined) {
      const end = input.indexOf(pasteEnd, at)
      if (end === -1) {
        // The last characters may be the beginning of the end.
        const keep = heldBack(input, at)
        return [{ pending: input.slice(keep), pasting: [...pasting, input.slice(at, keep)] }, keys]
      }
      keys.push(pasted([...pasting, input.slice(at, end)]))
      pasting = undefined
      at = start = end + pasteEnd.length
      continue
    }
    const code = input.charCodeAt(at)
    if (!isControl(code)) {
      at++
      continue
    }
    flushText()
    if (code === 27) {
      if (input.startsWith(`${esc}[200~`, at)) {
        pasting = []
        at += 6
      } else {
        const taken = sequence(input, at)
        if (taken === undefined) return [{ pending: input.slice(at), pasting }, keys]
        if (taken.key !== undefined) keys.push(taken.key)
        at += taken.length
      }
    } else {
      if (code < 128) keys.push(key(control(code)))
      // One line end, two characters: a paste on a terminal without brackets.
      at += code === 13 && input.charCodeAt(at + 1) === 10 ? 2 : 1
    }
    start = at
  }
  flushText()
  return [{ pending: "", pasting }, keys]
}

/** Where a beginning of the paste's end starts in the last characters of `input`. */
const heldBack = (input: string, from: number): number => {
  for (let at = Math.max(from, input.length - pasteEnd.length + 1); at < input.length; at++) {
    if (pasteEnd.startsWith(input.slice(at))) return at
  }
  return input.length
}

/** Nothing more came: a lone escape was the key, an unfinished sequence was nothing. A paste waits on. */
export const flush = (decoder: Decoder): readonly [Decoder, ReadonlyArray<Key>] => {
  const { pasting, pending } = decoder
  if (pasting !== undefined || pending === "") return [decoder, []]
  const rest = pending.slice(1)
  if (rest === "" || rest === esc) return [initial, [...(rest === esc ? [key("escape")] : []), key("escape")]]
  return [initial, rest.length === 1 ? [key(`M-${rest}`)] : []]
}
