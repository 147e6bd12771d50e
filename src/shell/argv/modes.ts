/**
 * The output-mode flags every leaf takes (huggingface_hub 2.0.0): matched as whole tokens, never inside a bundle.
 */
import type { OutputMode } from "../../services/Output.ts"

const values = ["agent", "auto", "human", "json", "quiet"] as const
const listingValues = [...values, "csv", "table"] as const

/** Whether `token`, where an option may stand, is one of the mode flags; `listing`: of a command that lists. */
export const isModeFlag = (token: string, listing = false): boolean =>
  (listing && token === "--q") ||
  token === "--json" ||
  token === "-q" ||
  token === "--quiet" ||
  token === "--format" ||
  token.startsWith("--format=") ||
  token === "--no-truncate" ||
  token.startsWith("--no-truncate=")

/** Mode flags seen so far. Two of them are an error, even the same one twice; the first error is the one told. */
export class Modes {
  mode: OutputMode = "guide"
  /** Whoever runs the plan decides between `agent` and `mode`. */
  auto = false
  truncate = true
  /** `--format csv` of a command that lists. */
  csv = false
  error: string | undefined
  private seen: string | undefined
  private readonly listing: boolean

  constructor(listing = false) {
    this.listing = listing
  }

  /** Takes the mode flag `token`; `next` is the token after it. Returns how many tokens were used up. */
  take(token: string, next: string | undefined): 1 | 2 {
    if (token === "--no-truncate") {
      this.truncate = false
      return 1
    }
    if (token.startsWith("--no-truncate=")) {
      this.error ??= "Option '--no-truncate' does not take a value."
      return 1
    }
    const equals = token.indexOf("=")
    const name = equals === -1 ? token : token.slice(0, equals)
    const used = name === "--format" && equals === -1 && next !== undefined ? 2 : 1
    if (this.seen !== undefined) {
      this.error ??= `'${this.seen}' and '${name}' are mutually exclusive.`
      return used
    }
    this.seen = name
    if (name === "--json") this.mode = "json"
    else if (name !== "--format") this.mode = "quiet"
    else this.format(equals === -1 ? next : token.slice(equals + 1))
    return used
  }

  private format(value: string | undefined): void {
    const allowed: ReadonlyArray<(typeof listingValues)[number]> = this.listing ? listingValues : values
    const known = allowed.find((each) => each === value)
    if (value === undefined) this.error ??= "Option '--format' requires an argument."
    else if (known === undefined) {
      this.error ??= `Invalid value for '--format': '${value}'. Valid values: ${allowed.join(", ")}.`
    } else if (known === "csv") this.csv = true
    else if (known === "table") this.mode = "human"
    else {
      this.auto = known === "auto"
      this.mode = known === "auto" ? "human" : known
    }
  }
}
