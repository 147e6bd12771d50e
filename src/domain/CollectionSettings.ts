/** What a collection may be called, be said of and look like: the Hub's limits, said once for programs, files and command lines. */

export const themes = ["orange", "blue", "green", "purple", "pink", "indigo"] as const

/** Longest title and description, in characters as JavaScript (and the Hub) counts them. */
export const titleLimit = 60
export const descriptionLimit = 150

const tooLong = (text: string, limit: number): string | undefined =>
  text.length > limit ? `it has ${text.length} characters, and ${limit} are allowed` : undefined

/** A text as errors show it: enough to know it by. */
export const brief = (text: string): string => (text.length > titleLimit ? `${text.slice(0, 40)}…` : text)

const problems = {
  title: (text: string) => (text.trim() === "" ? "it is empty" : tooLong(text, titleLimit)),
  description: (text: string) => tooLong(text, descriptionLimit),
  theme: (text: string) => (themes.some((each) => each === text) ? undefined : `it must be one of ${themes.join(", ")}`)
}

/** What is not given is not looked at. */
export interface Texts {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly theme?: string | undefined
}

export interface Problem {
  readonly what: keyof Texts
  readonly value: string
  readonly reason: string
}

/** The first that the Hub would refuse, or `undefined`. */
export const problem = (texts: Texts): Problem | undefined => {
  for (const what of ["title", "description", "theme"] as const) {
    const value = texts[what]
    const reason = value === undefined ? undefined : problems[what](value)
    if (value !== undefined && reason !== undefined) return { what, value: brief(value), reason }
  }
  return undefined
}
