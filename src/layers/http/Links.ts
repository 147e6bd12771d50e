/** Relations of a `Link` header: `<URL>; rel="next", <URL>; rel="xet-auth"`. */
export const link = (header: string | undefined, relation: string): string | undefined => {
  for (const match of (header ?? "").matchAll(/<([^>]*)>((?:\s*;\s*[^;,=\s]+=(?:"[^"]*"|[^;,"\s]*))*)/g)) {
    const relations = /;\s*rel="?([^";,]*)"?/i.exec(match[2] ?? "")?.[1]?.split(/\s+/) ?? []
    if (relations.includes(relation)) return match[1]
  }
  return undefined
}
