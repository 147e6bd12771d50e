/** Where characters, as people count them, and words begin and end. Places are UTF-16 offsets, always between two graphemes. */

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** Characters that never join with one another, Latin, kana, Han and Hangul syllables: no need to ask. Not CR, which joins LF. */
const plain = (code: number): boolean =>
  code < 0x300
    ? code !== 13
    : (code >= 0x3041 && code <= 0x3096) ||
      (code >= 0x30a1 && code <= 0x30fa) ||
      (code >= 0x3400 && code <= 0x4dbf) ||
      (code >= 0x4e00 && code <= 0x9fff) ||
      (code >= 0xac00 && code <= 0xd7a3)

/** `at`, or the end of the grapheme it lies in. */
export const snap = (text: string, at: number): number => {
  if (at <= 0) return 0
  if (at >= text.length) return text.length
  if (plain(text.charCodeAt(at)) && plain(text.charCodeAt(at - 1))) return at
  const segment = segmenter.segment(text).containing(at)
  return segment === undefined || segment.index === at ? at : segment.index + segment.segment.length
}

/** The place after the grapheme that begins at `at`. */
export const next = (text: string, at: number): number => {
  if (at >= text.length) return text.length
  if (plain(text.charCodeAt(at)) && (at + 1 >= text.length || plain(text.charCodeAt(at + 1)))) return at + 1
  const segment = segmenter.segment(text).containing(at)
  return segment === undefined ? text.length : segment.index + segment.segment.length
}

/** The place before the grapheme that ends at `at`. */
export const previous = (text: string, at: number): number => {
  if (at <= 0) return 0
  if (plain(text.charCodeAt(at - 1)) && (at < 2 || plain(text.charCodeAt(at - 2)))) return at - 1
  return segmenter.segment(text).containing(at - 1)?.index ?? 0
}

/** The graphemes of `text`, without asking where nothing can join. */
export const split = (text: string): ReadonlyArray<string> => {
  const parts: Array<string> = []
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    const follower = at + 1 < text.length ? text.charCodeAt(at + 1) : 0
    if (plain(code) && plain(follower)) {
      parts.push(text.charAt(at))
      at++
    } else {
      // From here to where nothing can join again: one question for the whole run.
      let end = at + 1
      while (end < text.length && !(plain(text.charCodeAt(end)) && plain(text.charCodeAt(end - 1)))) end++
      for (const { segment } of segmenter.segment(text.slice(at, end))) parts.push(segment)
      at = end
    }
  }
  return parts
}

const letter = /[\p{L}\p{N}\p{M}]/u

const isLetter = (text: string, at: number): boolean => letter.test(String.fromCodePoint(text.codePointAt(at) ?? 32))

const skip = (text: string, from: number, step: typeof next, wanted: (at: number) => boolean): number => {
  let at = from
  while (step === next ? at < text.length : at > 0) {
    const to = step(text, at)
    if (!wanted(step === next ? at : to)) break
    at = to
  }
  return at
}

/** The end of the word at or after `at` (letters and digits). */
export const wordEnd = (text: string, at: number): number => {
  const start = skip(text, at, next, (place) => !isLetter(text, place))
  return skip(text, start, next, (place) => isLetter(text, place))
}

/** The beginning of the word before `at`. */
export const wordStart = (text: string, at: number): number => {
  const end = skip(text, at, previous, (place) => !isLetter(text, place))
  return skip(text, end, previous, (place) => isLetter(text, place))
}

const isSpace = (text: string, at: number): boolean => /\s/.test(text.charAt(at))

/** The beginning of what stands between blanks before `at`. */
export const blankStart = (text: string, at: number): number => {
  const end = skip(text, at, previous, (place) => isSpace(text, place))
  return skip(text, end, previous, (place) => !isSpace(text, place))
}

export const lineStart = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1)

export const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf("\n", at)
  return end === -1 ? text.length : end
}
