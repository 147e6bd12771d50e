/** Small questions about URLs. */

const parse = (url: string): URL | undefined => {
  try {
    return new URL(url)
  } catch {
    return undefined
  }
}

/** Scheme, host and port. An opaque or malformed URL has none. */
export const origin = (url: string): string | undefined => {
  const value = parse(url)?.origin
  return value === "null" ? undefined : value
}

/** Longer than any name people give: a signature, as in the embedded Hub's URLs of blobs. */
const signature = /(?<=\/)[^/]{129,}(?=\/)/g

/** Without query, fragment, user, password and signed segments: what opens doors stays out of messages and traces. */
export const presentable = (url: string): string => {
  const parsed = parse(url)
  if (parsed === undefined) return url.replace(/[?#].*$/s, "")
  const host = parsed.origin === "null" ? `${parsed.protocol}//${parsed.host}` : parsed.origin
  return host + parsed.pathname.replace(signature, "…")
}

/** Everything encoded: a blank is `%20`, as every peer writes it. */
export const withQuery = (url: string, query: ReadonlyArray<readonly [string, string]> | undefined): string => {
  if (query === undefined || query.length === 0) return url
  const text = query.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&")
  return `${url}${url.includes("?") ? "&" : "?"}${text}`
}
