/** How long the Hub asks to wait (Hub API). */

const integer = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined

/**
 * Seconds until the next try is welcome: on 429 the window of `RateLimit: "api";r=0;t=55`, else an integer `Retry-After` (the date
 * form is ignored, as every peer does). One second is added to a window: it ends somewhere within its last second.
 */
export const wait = (status: number, headers: Readonly<Record<string, string>>): number | undefined => {
  const limit = headers["ratelimit"]
  if (status === 429 && limit !== undefined && integer(/;\s*r=(\d+)/.exec(limit)?.[1]) === 0) {
    const seconds = integer(/;\s*t=(\d+)/.exec(limit)?.[1])
    if (seconds !== undefined) return seconds + 1
  }
  return integer(headers["retry-after"])
}
