/** Small questions about URLs. */

/** Scheme, host and port. An opaque or malformed URL has none and therefore equals no other. */
export const origin = (url: string): string | undefined => {
  if (!URL.canParse(url)) return undefined
  const value = new URL(url).origin
  return value === "null" ? undefined : value
}

export const sameOrigin = (a: string, b: string): boolean => {
  const left = origin(a)
  return left !== undefined && left === origin(b)
}

/** Without query, fragment, user and password: signatures and secrets stay out of messages and traces. */
export const presentable = (url: string): string => {
  if (!URL.canParse(url)) return url.replace(/[?#].*$/s, "")
  const { origin, pathname, protocol, host } = new URL(url)
  return (origin === "null" ? `${protocol}//${host}` : origin) + pathname
}

/** Everything encoded: a blank is `%20`, as every peer writes it. */
export const withQuery = (url: string, query: ReadonlyArray<readonly [string, string]> | undefined): string => {
  if (query === undefined || query.length === 0) return url
  const text = query.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&")
  return `${url}${url.includes("?") ? "&" : "?"}${text}`
}
