/** Which lines hold a secret: those are not kept. A line too many that is forgotten does no harm. */
import { redact } from "../render/paint.ts"

const secret = [
  // A token's beginning where a word begins, however short: part of a repository's name it may be.
  /(^|[\s=:"'])(hf|api_org)_\w/,
  // Options by their names, shortened ones too; `--token-file` and the like name no secret.
  /(^|\s)--(tok|toke|token|pass(word|wd)?|passphrase|secrets?|api[-_]?key|access[-_]?key)(=|\s+)["']?[^\s"'-]/i,
  // `-s NAME=value`: a job's or a Space's secret.
  /(^|\s)-s\s*["']?\w+=\S/,
  // Variables: HF_TOKEN=…, DB_PASSWORD=…, OPENAI_API_KEY: …
  /(token|passw(or)?d|passphrase|secret|api_?key|access_?key|credentials?)["']?\s*[=:]\s*["']?[^\s"']/i,
  /\b(bearer|basic)\s+[\w+/.~-]{8,}/i,
  // user:password@host
  /\/\/[^\s/:@]+:[^\s/@]+@/
]

export const holdsSecret = (line: string): boolean => redact(line) !== line || secret.some((each) => each.test(line))
