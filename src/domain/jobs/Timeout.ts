/**
 * How long a job may take, as people write it: whole seconds, or a number with `s`, `m`, `h` or `d` behind (`1.5h`, huggingface_hub
 * 2.0.0).
 */
import * as Either from "effect/Either"
import { InvalidInput } from "../errors.ts"

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

const value = (text: string): number | undefined => {
  const last = text.at(-1) ?? ""
  const unit = Object.hasOwn(units, last) ? units[last] : undefined
  if (unit === undefined) return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
  const amount = text.slice(0, -1).trim()
  return number.test(amount) ? Number(amount) * unit : undefined
}

const refused = (value: string, reason: string) => Either.left(new InvalidInput({ what: "timeout", value, reason }))

/** Whole seconds; empty text stands for the Hub's own limit, as 0 does. */
export const parse = (text: string): Either.Either<number | undefined, InvalidInput> => {
  const trimmed = text.trim()
  if (trimmed === "") return Either.right(undefined)
  const amount = value(trimmed)
  const seconds = Math.trunc(amount ?? -1)
  if (amount === undefined || amount < 0 || !Number.isSafeInteger(seconds))
    return refused(text, "write whole seconds, or a number with s, m, h or d behind it, as in '90', '30m' or '1.5h'")
  // It would be cut to 0, which is no limit of one's own.
  if (amount > 0 && seconds === 0) return refused(text, "a limit is a second or more")
  return Either.right(seconds)
}
