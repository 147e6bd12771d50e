/** Jobs and schedules as the Hub answers them. There must be no key `endpoint` in them: Python's client has its own. */
import { createHash } from "node:crypto"
import type { JobOwner, Job as WireJob, ScheduledJob as WireSchedule } from "../../domain/wire/Jobs.ts"
import type { AccountsShape } from "../accounts/Accounts.ts"
import type { StoredJob } from "./JobStore.ts"
import type { StoredSchedule } from "./ScheduleStore.ts"
import type { StoredSpec } from "./StoredSpec.ts"

const ownerOf = (accounts: AccountsShape, namespace: string): typeof JobOwner.Encoded => {
  const account = accounts.byName(namespace)
  return account === undefined
    ? // Nobody has the name, so it is the Hub's owner's: an id it keeps.
      {
        id: createHash("sha256").update(namespace.toLowerCase()).digest("hex").slice(0, 24),
        name: namespace,
        type: "org"
      }
    : { id: account.id, name: account.name, type: account.kind }
}

const seconds = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000))

const durations = ({ createdAt, finishedAt, startedAt }: StoredJob, now: string) => ({
  ...(startedAt === null
    ? {}
    : { schedulingSecs: seconds(createdAt, startedAt), runningSecs: seconds(startedAt, finishedAt ?? now) }),
  totalSecs: seconds(createdAt, finishedAt ?? now)
})

const wish = (spec: StoredSpec) => ({
  dockerImage: spec.dockerImage,
  spaceId: spec.spaceId,
  command: spec.command,
  arguments: spec.arguments,
  environment: spec.environment,
  secrets: spec.secrets,
  flavor: spec.flavor,
  volumes: spec.volumes.map((volume) => ({ ...volume })),
  timeout: spec.timeout
})

/** `now`: ISO 8601, for a job that is still at work. */
export const job = (accounts: AccountsShape, stored: StoredJob, now: string) =>
  ({
    type: "job",
    id: stored.id,
    createdAt: stored.createdAt,
    startedAt: stored.startedAt,
    finishedAt: stored.finishedAt,
    updatedAt: stored.finishedAt ?? stored.startedAt ?? stored.createdAt,
    createdBy: { id: stored.creatorId, name: accounts.byId(stored.creatorId)?.name ?? "" },
    ...wish(stored.spec),
    timeoutSeconds: stored.spec.timeout,
    arch: stored.spec.arch,
    attempts: stored.spec.attempts,
    labels: stored.labels,
    status: {
      stage: stored.stage,
      message: stored.message,
      // A port of a job is one of this machine.
      ...(stored.spec.ports.length === 0
        ? {}
        : { exposeUrls: stored.spec.ports.map((port) => `http://127.0.0.1:${port}`) })
    },
    durations: durations(stored, now),
    owner: ownerOf(accounts, stored.namespace),
    initiator: stored.initiator
  }) satisfies typeof WireJob.Encoded & Readonly<Record<string, unknown>>

export const schedule = (accounts: AccountsShape, stored: StoredSchedule) =>
  ({
    type: "scheduled-job",
    id: stored.id,
    createdAt: stored.createdAt,
    jobSpec: { ...wish(stored.spec), labels: stored.labels },
    schedule: stored.schedule,
    suspend: stored.suspend,
    concurrency: stored.concurrency,
    status: {
      ...(stored.last === null ? {} : { lastJob: stored.last }),
      nextJobRunAt: stored.nextAt === null ? null : new Date(stored.nextAt).toISOString()
    },
    owner: ownerOf(accounts, stored.namespace),
    initiator: { type: "user", id: stored.creatorId, name: accounts.byId(stored.creatorId)?.name ?? "" }
  }) satisfies typeof WireSchedule.Encoded & Readonly<Record<string, unknown>>
