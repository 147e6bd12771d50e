/** What a job was asked to do, as it is kept: of its secrets only the names. */
import * as Schema from "effect/Schema"
import { type JobSpec, Volume } from "../../domain/wire/Jobs.ts"

const strings = Schema.Record({ key: Schema.String, value: Schema.String })

export const StoredSpec = Schema.Struct({
  dockerImage: Schema.NullOr(Schema.String),
  spaceId: Schema.NullOr(Schema.String),
  command: Schema.Array(Schema.String),
  arguments: Schema.Array(Schema.String),
  environment: strings,
  secrets: Schema.Array(Schema.String),
  flavor: Schema.String,
  /** Seconds. */
  timeout: Schema.Number,
  volumes: Schema.Array(Volume),
  ports: Schema.Array(Schema.Number),
  arch: Schema.String,
  attempts: Schema.Number
})
export type StoredSpec = typeof StoredSpec.Type

export type Secrets = Readonly<Record<string, string>>

/** The limit of a job that was given none, in seconds. */
const usualTimeout = 30 * 60

const texts = (values: (typeof JobSpec.Type)["environment"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)] as const]))
  )

/** Splits a request into what is kept and what is not. */
export const split = (spec: JobSpec): { readonly spec: StoredSpec; readonly secrets: Secrets } => {
  const secrets = texts(spec.secrets ?? {})
  return {
    secrets,
    spec: {
      dockerImage: spec.dockerImage ?? null,
      spaceId: spec.spaceId ?? null,
      command: spec.command,
      arguments: spec.arguments,
      environment: texts(spec.environment),
      secrets: Object.keys(secrets),
      flavor: spec.flavor,
      timeout: spec.timeoutSeconds || usualTimeout,
      volumes: spec.volumes ?? [],
      ports: spec.expose?.ports ?? [],
      arch: spec.arch ?? "amd64",
      attempts: spec.attempts ?? 1
    }
  }
}
