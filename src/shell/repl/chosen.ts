/** What `set` lists: how commands behave that are run now, and who decided that. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import { Policies } from "../../services/Policies.ts"
import type { SettingsShape } from "../../services/Settings.ts"
import type { Choices } from "./Session.ts"
import { type Row, rowsOf, type Value } from "./values.ts"
import type { Way } from "./Ways.ts"

type Environment = Readonly<Record<string, string | undefined>>

const row = (name: string, value: string | number | null, from: string): Row => ({ name, value, from })

const seconds = (time: Duration.Duration): string => `${Duration.toSeconds(time)}s`

/** Those of the variables that are there. */
const from = (env: Environment, ...names: ReadonlyArray<string>): string => {
  const there = names.filter((name) => (env[name] ?? "") !== "")
  return there.length === 0 ? "default" : there.join(", ")
}

const timeout = (
  { timeout }: Choices,
  { inactivityTimeout, metadataTimeout }: SettingsShape,
  env: Environment
): Row => {
  if (timeout !== undefined) return row("timeout", seconds(timeout), "set")
  const [answer, body] = [seconds(metadataTimeout), seconds(inactivityTimeout)]
  const value = answer === body ? answer : `${answer}, files ${body}`
  return row("timeout", value, from(env, "HF_HUB_ETAG_TIMEOUT", "HF_HUB_DOWNLOAD_TIMEOUT"))
}

const endpoint = (choices: Choices, { access, settings }: Way, env: Environment): Row => {
  if (choices.endpoint !== undefined) return row("endpoint", choices.endpoint, "set")
  const variable = from(env, "HUGGINGFACE_CO_STAGING", "HF_ENDPOINT")
  if (!access.local) return row("endpoint", settings.endpoint, variable)
  return row("endpoint", "embedded", env["HF_ENDPOINT"] === "embedded" ? variable : "--local")
}

/** Its name at most. */
const token = (choices: Choices, { settings }: Way): Row => {
  if (choices.token !== undefined) return row("token", choices.token, "set")
  if (settings.disableImplicitToken) return row("token", null, "none is sent")
  return row(
    "token",
    null,
    Option.match(settings.environmentToken, { onNone: () => "default", onSome: ({ variable }) => variable })
  )
}

export const chosen = (choices: Choices, way: Way, env: Environment): Value => {
  const { concurrency, format, retries, stopAtFailure } = choices
  const { defaults } = Policies
  const one = (name: string, value: string | number | undefined, otherwise: string | number) =>
    row(name, value ?? otherwise, value === undefined ? "default" : "set")
  return rowsOf(
    [
      timeout(choices, way.settings, env),
      one("retries", retries, defaults.retries),
      one("concurrency", concurrency, defaults.concurrency),
      one("format", format, "guide"),
      endpoint(choices, way, env),
      token(choices, way),
      one("-e", stopAtFailure === undefined ? undefined : stopAtFailure ? "on" : "off", "on")
    ],
    [{ key: "name" }, { key: "value", align: "left" }, { key: "from" }],
    "name"
  )
}
