/** `set NAME VALUE` and `with NAME VALUE { … }`: which names there are, and what each may be. */
import * as Either from "effect/Either"
import { similar } from "../argv/similar.ts"
import { redact } from "../render/paint.ts"
import { type Choices, duration } from "./Session.ts"

type Changed = Either.Either<Choices, string>

const formats = {
  human: "human",
  json: "json",
  quiet: "quiet",
  agent: "agent",
  guide: "guide",
  table: "guide"
} as const

/** A Hub's address as settings have it; nothing secret belongs into one. */
const hubAt = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined
  const { hash, password, protocol, search, username } = new URL(text)
  const plain = username === "" && password === "" && search === "" && hash === ""
  return plain && /^https?:$/.test(protocol) ? text.replace(/\/+$/, "") : undefined
}

const whole = (text: string, least: number): number | undefined =>
  /^\d{1,6}$/.test(text) && Number(text) >= least ? Number(text) : undefined

type Setting = (choices: Choices, text: string) => Changed

const settings: Readonly<Record<string, Setting>> = {
  timeout: (choices, text) => {
    const timeout = duration(text)
    return timeout === undefined
      ? Either.left(`'${text}' is no time: write 30s, 2m or 1.5h, or default`)
      : Either.right({ ...choices, timeout })
  },
  retries: (choices, text) => {
    const retries = whole(text, 0)
    return retries === undefined
      ? Either.left(`'${text}' is no number of tries, nor default`)
      : Either.right({ ...choices, retries })
  },
  concurrency: (choices, text) => {
    const concurrency = whole(text, 1)
    return concurrency === undefined
      ? Either.left(`'${text}' is no number of files at once, nor default`)
      : Either.right({ ...choices, concurrency })
  },
  endpoint: (choices, text) => {
    const endpoint = text === "embedded" ? text : hubAt(text)
    return endpoint === undefined
      ? Either.left(`'${text}' is no Hub: write its http:// or https:// URL, embedded, or default`)
      : Either.right({ ...choices, endpoint })
  },
  token: (choices, text) =>
    redact(text) === text
      ? Either.right({ ...choices, token: text })
      : Either.left("a token itself does not belong here, but the name it is saved under (auth list)"),
  format: (choices, text) => {
    const format = Object.hasOwn(formats, text) ? formats[text as keyof typeof formats] : undefined
    return format === undefined
      ? Either.left(`'${text}' is none of ${Object.keys(formats).join(", ")}, default`)
      : Either.right({ ...choices, format })
  },
  "-e": (choices, text) =>
    text === "on" || text === "off"
      ? Either.right({ ...choices, stopAtFailure: text === "on" })
      : Either.left(`'${text}' is neither on nor off, nor default`)
}

/** As if it had never been chosen. */
const without = (choices: Choices, name: string): Choices => {
  const key = name === "-e" ? "stopAtFailure" : name
  return Object.fromEntries(Object.entries(choices).filter(([each]) => each !== key))
}

/** What can be offered as a value of setting `name`. */
export const valuesOf = (name: string | undefined): ReadonlyArray<string> => {
  const more: Readonly<Record<string, ReadonlyArray<string>>> = {
    format: Object.keys(formats),
    "-e": ["on", "off"],
    endpoint: ["embedded", "https://"]
  }
  return name === undefined || !names.includes(name) ? [] : [...(more[name] ?? []), "default"]
}

export const names = Object.keys(settings)

/** The choices with one of them changed, or why it cannot be. */
export const change = (choices: Choices, name: string, text: string): Changed => {
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined
  if (setting !== undefined) return text === "default" ? Either.right(without(choices, name)) : setting(choices, text)
  const [near] = similar(name, names)
  return Either.left(
    `there is no setting '${name}'${near === undefined ? "." : `; did you mean '${near}'?`} There are ${names.join(", ")}.`
  )
}
