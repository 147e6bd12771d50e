/** `.gitattributes`: which paths are LFS. Pure. */

interface Rule {
  readonly matches: RegExp
  readonly lfs: boolean
}

export interface Attributes {
  /** Does the last rule that speaks of it give the path `filter=lfs`? */
  readonly isLfs: (path: string) => boolean
}

const escape = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

/** Git's wildmatch as a regular expression. Without a slash a pattern speaks of base names, with one of whole paths. */
const compile = (pattern: string): RegExp | undefined => {
  const anchored = pattern.replace(/^\//, "")
  let source = pattern.includes("/") ? "^" : "(?:^|/)"
  for (let i = 0; i < anchored.length; i++) {
    const char = anchored[i] ?? ""
    if (anchored.startsWith("**/", i)) {
      source += "(?:.*/)?"
      i += 2
    } else if (anchored.startsWith("**", i)) {
      source += ".*"
      i += 1
    } else if (char === "*") source += "[^/]*"
    else if (char === "?") source += "[^/]"
    else if (char === "[") {
      const set = /^\[(!|\^)?((?:\[:[a-z]+:\]|\\.|[^\]\\])+)\]/.exec(anchored.slice(i))
      if (set === null) source += "\\["
      else {
        const inside = (set[2] ?? "")
          .replace("[:space:]", "\\s")
          .replace("[:digit:]", "0-9")
          .replace("[:alpha:]", "a-zA-Z")
        source += `[${set[1] === undefined ? "" : "^"}${inside}]`
        i += set[0].length - 1
      }
    } else if (char === "\\" && i + 1 < anchored.length) source += escape(anchored[++i] ?? "")
    else source += escape(char)
  }
  try {
    return new RegExp(`${source}$`)
  } catch {
    return undefined
  }
}

const parseLine = (line: string): Rule | undefined => {
  const trimmed = line.trim()
  if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith("!")) return undefined
  const quoted = /^"((?:[^"\\]|\\.)*)"\s+(.*)$/.exec(trimmed)
  const [pattern = "", ...attributes] =
    quoted === null
      ? trimmed.split(/\s+/)
      : [(quoted[1] ?? "").replace(/\\(.)/g, "$1"), ...(quoted[2] ?? "").split(/\s+/)]
  const filter = attributes.filter((each) => /^[-!]?filter(=|$)/.test(each)).at(-1)
  const matches = filter === undefined ? undefined : compile(pattern)
  return matches === undefined ? undefined : { matches, lfs: filter === "filter=lfs" }
}

export const parse = (text: string): Attributes => {
  const rules = text
    .split("\n")
    .flatMap((line) => parseLine(line) ?? [])
    .reverse()
  return { isLfs: (path) => rules.find((rule) => rule.matches.test(path))?.lfs ?? false }
}

/** The line that makes exactly this path LFS. */
export const lineFor = (path: string): string =>
  `${path.replace(/[\\*?[]/g, "\\$&").replace(/\s/g, "[[:space:]]")} filter=lfs diff=lfs merge=lfs -text`

const common = `*.7z *.arrow *.bin *.bz2 *.ckpt *.ftz *.gz *.h5 *.joblib *.lfs.* *.mlmodel *.model *.msgpack *.npy *.npz *.onnx *.ot
  *.parquet *.pb *.pickle *.pkl *.pt *.pth *.rar *.safetensors saved_model/**/* *.tar.* *.tar *.tflite *.tgz *.wasm *.xz *.zip
  *.zst *tfevents*`
const media = `*.lz4 *.mds *.pcm *.sam *.raw *.aac *.flac *.mp3 *.ogg *.wav *.bmp *.gif *.png *.tiff *.jpg *.jpeg *.webp *.mp4
  *.webm`

/** What a new repo starts with (Hub API). */
export const seed = (type: string): string =>
  `${type === "dataset" ? `${common} ${media}` : common}`
    .split(/\s+/)
    .map((pattern) => `${pattern} filter=lfs diff=lfs merge=lfs -text\n`)
    .join("")
