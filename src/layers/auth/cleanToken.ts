import * as Option from "effect/Option"

/** What a header can carry; everything else is a slip of the clipboard. */
export const usable = /^[\x21-\x7e]+$/

/**
 * A token as people paste it: line breaks removed wherever they are, blanks trimmed; nothing left means none. The rule of
 * huggingface_hub 2.0.0 for every source (environment, files, arguments).
 */
export const cleanToken = (text: string): Option.Option<string> => {
  const clean = text.replace(/[\r\n]/g, "").trim()
  return clean === "" ? Option.none() : Option.some(clean)
}
