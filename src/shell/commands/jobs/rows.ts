/** Jobs as rows: keys and order as the Python client has them. */
import { text } from "../../../domain/Open.ts"
import type { Job, ScheduledJob, Volume } from "../../../domain/wire/Jobs.ts"
import type { OutputValue } from "../../../services/Output.ts"

type Row = Readonly<Record<string, OutputValue>>

/** `2026-01-02T03:04:05.678Z` → `2026-01-02 03:04:05` */
export const moment = (text: string | null | undefined): string =>
  text == null || text === "" ? "N/A" : text.slice(0, 19).replace("T", " ")

/** As Python spells a time with its zone. */
const iso = (text: string | null | undefined): string | null =>
  text == null
    ? null
    : text
        .replace(/(\.\d{3})Z$/, "$1000Z")
        .replace(/\.000000Z$/, "Z")
        .replace(/Z$/, "+00:00")

export const runtime = (seconds: number | null | undefined): string => {
  if (seconds == null) return "--"
  const whole = Math.trunc(seconds)
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.trunc(whole / 60)}m ${whole % 60}s`
  return `${Math.trunc(whole / 3600)}h ${Math.trunc((whole % 3600) / 60)}m`
}

const given = (row: Readonly<Record<string, OutputValue | undefined>>): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, value] as const]
    )
  )

const volume = (each: Volume): OutputValue =>
  given({
    type: each.type,
    source: each.source,
    mount_path: each.mountPath,
    revision: each.revision,
    read_only: each.readOnly,
    path: each.path
  })

const secretNames = (secrets: Job["secrets"]): OutputValue | undefined =>
  secrets == null ? undefined : Array.isArray(secrets) ? (secrets as ReadonlyArray<string>) : Object.keys(secrets)

const wish = (
  spec: Partial<
    Pick<
      Job,
      "dockerImage" | "spaceId" | "command" | "arguments" | "environment" | "secrets" | "flavor" | "labels" | "volumes"
    >
  >
) => ({
  docker_image: spec.dockerImage,
  space_id: spec.spaceId,
  command: spec.command,
  arguments: spec.arguments,
  environment: spec.environment,
  secrets: secretNames(spec.secrets),
  flavor: spec.flavor,
  labels: spec.labels,
  volumes: spec.volumes?.map(volume)
})

/** Everything about a job; its name first when it has one. */
export const job = (found: Job, endpoint: string): Row =>
  given({
    name: found.labels?.["name"],
    id: found.id,
    created_at: iso(found.createdAt),
    started_at: iso(found.startedAt),
    finished_at: iso(found.finishedAt),
    ...wish(found),
    status: given({
      stage: text(found.status.stage),
      message: found.status.message,
      expose_urls: found.status.exposeUrls,
      ssh_url: found.status.sshUrl
    }),
    durations:
      found.durations == null
        ? undefined
        : given({
            scheduling_secs: found.durations.schedulingSecs,
            running_secs: found.durations.runningSecs,
            total_secs: found.durations.totalSecs
          }),
    owner: given({ id: found.owner.id, name: found.owner.name, type: found.owner.type }),
    initiator:
      found.initiator == null
        ? undefined
        : given({ type: found.initiator.type, id: found.initiator.id, name: found.initiator.name }),
    endpoint,
    url: `${endpoint}/jobs/${found.owner.name}/${found.id}`
  })

const commandOf = (command: ReadonlyArray<string> | null | undefined): string =>
  command == null || command.length === 0 ? "N/A" : command.join(" ")

export const listed = (found: Job, endpoint: string): Row => ({
  ...job(found, endpoint),
  job_id: found.id,
  name: found.labels?.["name"] || "N/A",
  "image/space": found.dockerImage || found.spaceId || "N/A",
  command: commandOf(found.command),
  created: moment(found.createdAt),
  status: text(found.status.stage),
  runtime: runtime(found.durations?.runningSecs)
})

export const schedule = (found: ScheduledJob): Row =>
  given({
    name: found.jobSpec.labels?.["name"],
    id: found.id,
    created_at: iso(found.createdAt),
    job_spec: given({ ...wish(found.jobSpec), timeout: found.jobSpec.timeout }),
    schedule: found.schedule,
    suspend: found.suspend,
    concurrency: found.concurrency,
    status: given({
      last_job:
        found.status.lastJob == null
          ? undefined
          : given({ id: found.status.lastJob.id, at: iso(found.status.lastJob.at) }),
      next_job_run_at: iso(found.status.nextJobRunAt)
    }),
    owner: given({ id: found.owner.id, name: found.owner.name, type: found.owner.type })
  })

export const listedSchedule = (found: ScheduledJob): Row => ({
  ...schedule(found),
  name: found.jobSpec.labels?.["name"] || "N/A",
  "image/space": found.jobSpec.dockerImage || found.jobSpec.spaceId || "N/A",
  command: commandOf(found.jobSpec.command),
  last_run: moment(found.status.lastJob?.at),
  next_run: moment(found.status.nextJobRunAt),
  suspend: found.suspend ?? false
})

/** Headings of rows that have none of their own: their keys, empty columns left out. */
export const columns = (rows: ReadonlyArray<Row>): ReadonlyArray<{ readonly key: string }> =>
  [...new Set(rows.flatMap((row) => Object.keys(row)))].map((key) => ({ key }))
