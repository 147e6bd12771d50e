/** When a scheduled job runs: one of the aliases, or five CRON fields, in UTC (Hub API). */
import * as Cron from "effect/Cron"
import * as Either from "effect/Either"
import { InvalidInput } from "../errors.ts"

const aliases: Readonly<Record<string, string>> = {
  "@annually": "0 0 1 1 *",
  "@yearly": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@hourly": "0 * * * *"
}

const fields = (text: string): string | undefined => {
  const word = text.startsWith("@") ? text : `@${text}`
  if (Object.hasOwn(aliases, word)) return aliases[word]
  return text.split(/\s+/).length === 5 ? text : undefined
}

const refused = (text: string, why?: string) =>
  new InvalidInput({
    what: "schedule",
    value: text,
    reason:
      why === undefined
        ? `use ${Object.keys(aliases).join(", ")}, or five CRON fields such as '0 9 * * 1'`
        : why.replace(/\.$/, "")
  })

/** Field 7 of the day of the week is Sunday, as 0 is. */
const sundays = (text: string): string => {
  const parts = text.split(/\s+/)
  return [...parts.slice(0, 4), (parts[4] ?? "").replace(/(?<![\d/-])7(?![\d-])/g, "0")].join(" ")
}

/** The moments `text` names; fails before anything is sent. */
export const parse = (text: string): Either.Either<Cron.Cron, InvalidInput> => {
  const five = fields(text.trim())
  if (five === undefined) return Either.left(refused(text))
  return Either.mapLeft(Cron.parse(sundays(five), "UTC"), (error) => refused(text, error.message))
}

/** Horizon beyond which a date counts as never (30 February). */
const horizon = 9 * 366 * 86_400_000

/** The first moment after `now` (milliseconds since 1970), or `undefined` when there is none in sight. */
export const next = (cron: Cron.Cron, now: number): number | undefined => {
  const found = Either.try(() => Cron.next(cron, new Date(now)).getTime())
  return Either.isRight(found) && found.right - now < horizon ? found.right : undefined
}
