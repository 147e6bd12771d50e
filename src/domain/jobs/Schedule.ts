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

/** Horizon beyond which a date counts as never: from one 29 February to the next it can be eight years. */
const horizon = 9 * 366 * 86_400_000

/** The first moment after `now` (milliseconds since 1970), or `undefined` when there is none in sight. */
export const next = (cron: Cron.Cron, now: number): number | undefined => {
  const found = Either.try(() => Cron.next(cron, new Date(now)).getTime())
  return Either.isRight(found) && found.right - now < horizon ? found.right : undefined
}

/** What each of the five is, and its smallest and largest number. */
const fieldNames = [
  ["minute", "0 to 59"],
  ["hour", "0 to 23"],
  ["day of the month", "1 to 31"],
  ["month", "1 to 12, or JAN to DEC"],
  ["day of the week", "0 (Sunday) to 6, or SUN to SAT"]
] as const

/** The first of the five that cannot be read, read alone. */
const culprit = (five: string): string | undefined => {
  const parts = five.split(/\s+/)
  const at = parts.findIndex((part, i) =>
    Either.isLeft(Cron.parse(parts.map((_, j) => (i === j ? part : "*")).join(" ")))
  )
  const [name, numbers] = fieldNames[at] ?? []
  return name === undefined
    ? undefined
    : `its ${name}, '${parts[at]}', cannot be read: ${numbers}, with lists (1,3), ranges (1-5) and steps (*/5), or '*'`
}

/** Any moment does: what comes around at all comes within the horizon. */
const epoch = Date.UTC(2000, 0, 1)

/** The moments `text` names; fails before anything is sent, also when there are none (30 February). */
export const parse = (text: string): Either.Either<Cron.Cron, InvalidInput> => {
  const five = fields(text.trim())
  if (five === undefined) return Either.left(refused(text))
  const days = sundays(five)
  const read = Either.mapLeft(Cron.parse(days, "UTC"), (error) => refused(text, culprit(days) ?? error.message))
  return Either.filterOrLeft(
    read,
    (cron) => next(cron, epoch) !== undefined,
    () => refused(text, "there is no such day")
  )
}
