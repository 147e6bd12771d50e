/** Colour, and what must never reach a terminal: control characters of strangers, and tokens. */

const codes = { green: "32", yellow: "33", grey: "90", error: "1;31", bold: "1" } as const

export type Paint = (style: keyof typeof codes, text: string) => string

/** Colours when `on`, plain text otherwise. */
export const paint =
  (on: boolean): Paint =>
  (style, text) =>
    on && text !== "" ? `\u001b[${codes[style]}m${text}\u001b[0m` : text

const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Shows control characters and writing-direction overrides as `\x1b` instead of obeying them; newline and tab stay. */
export const harmless = (text: string): string =>
  text.replace(dangerous, (char) => {
    const code = char.charCodeAt(0)
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`
  })

/** The same for whole texts, where a line may end as on Windows. */
export const harmlessText = (text: string): string => harmless(text.replaceAll("\r\n", "\n"))

/** For bytes that come piece by piece: what a terminal shows of them. */
export const harmlessBytes = (): ((piece: Uint8Array) => string) => {
  const decoder = new TextDecoder()
  return (piece) => harmlessText(decoder.decode(piece, { stream: true }))
}

const token = /\b(?:(hf_oauth|hf_jwt)_[\w.-]{8,}|(hf|api_org)_[A-Za-z0-9]{8,})/g

/** `://user:password@` */
const login = /(:\/\/[^\s/:@'"]*:)[^\s/@'"]+@/g

/** Anything that looks like a token, with its end cut off; the password of an address. */
export const redact = (text: string): string => text.replace(token, "$1$2_****").replace(login, "$1****@")
