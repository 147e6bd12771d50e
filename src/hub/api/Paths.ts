/** Which file names a repo may hold. Pure. */

/** Why no file may have this name, or `undefined` when one may. What clients do with odd names is theirs to guard. */
export const problem = (path: string): string | undefined => {
  if (path === "" || path.startsWith("/") || path.endsWith("/")) return `Invalid path: "${path}"`
  if (path.includes("\0")) return "Invalid path: it contains NUL"
  if (/^\.\.[\\/]/.test(path)) return `Invalid path: "${path}"`
  const segments = path.split("/")
  if (segments.some((each) => each === "" || each === "." || each === ".." || each === ".git"))
    return `Invalid path: "${path}"`
  return path.length > 4096 ? "Invalid path: it is too long" : undefined
}
