/**
 * Text in the canonical argv is wrapped, so that no value can be taken for an option, a separator or an empty word by the
 * parser behind.
 */
const mark = "\u0001"

export const wrap = (text: string): string => `${mark}${text}${mark}`

/** Undoes {@link wrap}; text that is not wrapped stays as it is. */
export const unwrap = (text: string): string =>
  text.length >= 2 && text.startsWith(mark) && text.endsWith(mark) ? text.slice(1, -1) : text
