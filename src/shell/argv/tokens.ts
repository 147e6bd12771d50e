/**
 * Splits a leaf's tokens into options and positionals with the grammar of huggingface_hub 2.0.0: options anywhere, `--x=v`,
 * glued short values, bundles, last one wins, `--` ends options. Nothing is converted here.
 */
import type { LeafRow, OptionRow } from "../spec/Row.ts"
import { type Hit, helpRow, type Lookup, lookup, takesValue } from "./lookup.ts"
import { isModeFlag, Modes } from "./modes.ts"

/** A command line that cannot be understood; `bare` ones are told without the usage header. */
export interface Problem {
  readonly message: string
  readonly bare?: true
  /** The spelling that no option has: brings the list of options and suggestions. */
  readonly unknownOption?: string
}

export interface Scanned {
  /** Values in the order given; `true`/`false` for flags. Keys in the order of first occurrence. */
  readonly values: ReadonlyMap<string, ReadonlyArray<string | boolean>>
  readonly positionals: ReadonlyArray<string>
  readonly modes: Modes
  readonly help: boolean
  readonly problem: Problem | undefined
  /** Of a command that is passed on: words behind its beginning that were taken for options of ours. */
  readonly taken: ReadonlyArray<string>
}

const number = /^-\.?\d/
const bool = /^(true|false)$/i

class Scanner {
  readonly values = new Map<string, Array<string | boolean>>()
  readonly positionals: Array<string> = []
  readonly taken: Array<string> = []
  readonly modes: Modes
  help = false
  problem: Problem | undefined
  private at = 0
  private readonly leaf: LeafRow
  private readonly tokens: ReadonlyArray<string>
  private readonly hits: Lookup

  constructor(leaf: LeafRow, tokens: ReadonlyArray<string>) {
    this.leaf = leaf
    this.tokens = tokens
    this.modes = new Modes(leaf.listing)
    this.hits = lookup(leaf.options)
  }

  scan(): Scanned {
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at++] ?? ""
      if (token === "--") {
        this.positionals.push(...this.tokens.slice(this.at))
        break
      }
      if (this.leaf.modes && isModeFlag(token, this.leaf.listing)) {
        this.took(token)
        this.at += this.modes.take(token, this.tokens[this.at]) - 1
      } else if (token.startsWith("--")) {
        this.long(token)
      } else if (
        token.length > 1 &&
        token.startsWith("-") &&
        !(number.test(token) && !this.hits.has(token.slice(0, 2)))
      ) {
        this.short(token)
      } else {
        this.positionals.push(token)
        if (this.leaf.passThrough === "rest") {
          this.positionals.push(...this.tokens.slice(this.at))
          break
        }
      }
    }
    if (this.modes.csv) this.values.set("csv", [true])
    return this
  }

  /** Its first words are what to run it in; behind them begins what is passed on. */
  private own(): number {
    return this.leaf.args.filter(({ arity }) => arity === "one").length
  }

  private took(token: string): void {
    if (this.leaf.passThrough === "unknown" && this.positionals.length > this.own()) this.taken.push(token)
  }

  /** Of a command that is not there yet no option can be. */
  private passes(): boolean {
    return this.leaf.passThrough === "unknown" && this.positionals.length >= this.own()
  }

  private fail(problem: Problem): void {
    this.problem ??= problem
  }

  private set(row: OptionRow, value: string | boolean): void {
    if (row === helpRow) {
      this.help = true
      return
    }
    const known = this.values.get(row.key)
    if (known === undefined) this.values.set(row.key, [value])
    else if (row.repeat) known.push(value)
    else known[0] = value
  }

  /** The token after `spelling` is its value, whatever it looks like: only a mode flag there is refused. */
  private setNext(row: OptionRow, spelling: string): void {
    const value = this.tokens[this.at]
    if (value === undefined || (this.leaf.modes && isModeFlag(value, this.leaf.listing))) {
      this.fail({ message: `Option '${spelling}' requires an argument.`, bare: true })
      return
    }
    this.at++
    this.set(row, value)
  }

  private long(token: string): void {
    const equals = token.indexOf("=")
    const name = equals === -1 ? token : token.slice(0, equals)
    const value = equals === -1 ? undefined : token.slice(equals + 1)
    const hit = this.hits.get(name)
    if (hit !== undefined) this.took(name)
    if (hit === undefined) this.unknown(token, name)
    else if (takesValue(hit.row)) {
      if (value === undefined) this.setNext(hit.row, name)
      else this.set(hit.row, value)
    } else if (value === undefined) this.switch(hit, true)
    else this.switchTo(hit, name, value)
  }

  /** A flag without a value; a toggle that reads words takes `true` or `false` from behind it. */
  private switch(hit: Hit, mayRead: boolean): void {
    const next = this.tokens[this.at]
    if (mayRead && hit.on && hit.row.words && next !== undefined && bool.test(next)) {
      this.at++
      this.set(hit.row, next.toLowerCase() === "true")
    } else this.set(hit.row, hit.on)
  }

  private switchTo(hit: Hit, name: string, value: string): void {
    if (!hit.on || !hit.row.words) {
      this.fail({ message: `Option '${name}' does not take a value.`, bare: true })
    } else if (!bool.test(value)) {
      this.fail({ message: `Invalid value for '${name}': '${value}' is not a valid boolean.` })
    } else this.set(hit.row, value.toLowerCase() === "true")
  }

  private short(token: string): void {
    const unknown: Array<string> = []
    const letters = Array.from(token.slice(1))
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i] ?? ""
      const name = `-${letter}`
      const hit = this.hits.get(name)
      if (hit === undefined) {
        if (!this.passes()) {
          this.fail({ message: `No such option '${name}'.`, unknownOption: name })
          return
        }
        unknown.push(letter)
        continue
      }
      this.took(name)
      if (takesValue(hit.row)) {
        const rest = letters.slice(i + 1).join("")
        if (rest === "") this.setNext(hit.row, name)
        else this.set(hit.row, rest)
        break
      } else this.switch(hit, i === letters.length - 1)
    }
    if (unknown.length > 0) this.positionals.push(`-${unknown.join("")}`)
  }

  private unknown(token: string, name: string): void {
    if (this.passes()) this.positionals.push(token)
    else this.fail({ message: `No such option '${name}'.`, unknownOption: name })
  }
}

export const scan = (leaf: LeafRow, tokens: ReadonlyArray<string>): Scanned => new Scanner(leaf, tokens).scan()
