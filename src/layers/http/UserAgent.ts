import * as Option from "effect/Option"
import { version } from "../../domain/Version.ts"

const runtime = typeof process === "object" && process.versions?.node !== undefined ? process.versions.node : undefined

/** `hf-effect/0.1.0; node/20.20.2; origin/NAME`: product tokens, nothing about the person or the machine. */
export const userAgent = (origin: Option.Option<string>): string =>
  [
    `hf-effect/${version}`,
    ...(runtime === undefined ? [] : [`node/${runtime}`]),
    ...Option.match(origin, { onNone: () => [], onSome: (name) => [`origin/${name}`] })
  ].join("; ")
