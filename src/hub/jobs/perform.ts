/** One job from its folder to its end. */
import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { Stage } from "../../domain/jobs/Stage.ts"
import type { HubStorageError } from "../HubError.ts"
import type { Checkin } from "./Checkin.ts"
import type { Checkout } from "./Checkout.ts"
import * as Command from "./command.ts"
import * as Folders from "./folders.ts"
import * as Hardware from "./Hardware.ts"
import type { JobLog } from "./JobLog.ts"
import * as JobProcess from "./JobProcess.ts"
import type { StoredJob } from "./JobStore.ts"
import type { Secrets } from "./StoredSpec.ts"
import * as ScriptAddress from "./scriptAddress.ts"

/** Why a job is ended from outside. */
export type Reason = "cancel" | "stop"

export interface Outcome {
  readonly stage: Stage
  readonly message: string | null
}

export interface Performance {
  readonly job: StoredJob
  readonly secrets: Secrets
  readonly dataDir: string
  readonly log: JobLog
  readonly checkout: Checkout
  readonly checkin: Checkin
  /** Somebody wants it to end. */
  readonly ending: Deferred.Deferred<Reason>
  /** It runs, as this process; `note` is what is to be known about how. */
  readonly onRunning: (pid: number, note: string | null) => Effect.Effect<void, HubStorageError>
}

/** How long a process may take to end when it is asked to. */
const grace = "3 seconds"
/** How long what it printed may take to arrive once the group is gone. */
const rest = "2 seconds"

const failed = (message: string): Outcome => ({ stage: "ERROR", message })

/** Never the Hub's own environment: what is in it is nobody's business. */
const environment = ({ dataDir, job, secrets }: Performance, folder: Folders.JobFolder): Record<string, string> => {
  const inherited = ["PATH", "LANG", "LC_ALL", "TZ"].flatMap((key) => {
    const value = process.env[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return {
    ...Object.fromEntries(inherited),
    HOME: folder.home,
    TMPDIR: folder.tmp,
    HF_ENDPOINT: job.origin,
    HF_VOLUME_ROOT: folder.root,
    UV_CACHE_DIR: join(Folders.jobsDir(dataDir), "uv-cache"),
    // Lines arrive when they are printed and not when the job is over.
    PYTHONUNBUFFERED: "1",
    ...Hardware.environment(job.spec.flavor),
    ...job.spec.environment,
    ...secrets,
    JOB_ID: job.id
  }
}

/** Mount paths are below the job's own folder: words of the command that begin with one are moved there. */
const moved = (words: ReadonlyArray<string>, mounts: ReadonlyArray<string>, root: string): ReadonlyArray<string> =>
  words.map((word) =>
    mounts.some((mount) => word === mount || word.startsWith(`${mount}/`)) ? `${root}${word}` : word
  )

const noteOf = ({ spec }: StoredJob, program: string): string | null =>
  spec.dockerImage === null ? null : `${spec.dockerImage} was not pulled: ${program} of the Hub's own machine runs`

const prepare = Effect.fnUntraced(function* ({ checkout, job }: Performance, folder: Folders.JobFolder) {
  yield* Folders.create(folder)
  if (job.spec.spaceId !== null) yield* checkout({ type: "space", source: job.spec.spaceId }, folder.work)
  for (const volume of job.spec.volumes) yield* checkout(volume, join(folder.root, volume.mountPath))
})

/** Nobody waits for an answer once the job is to end. */
const scriptProblem = ({ ending }: Performance, command: ReadonlyArray<string>): Effect.Effect<string | undefined> => {
  const address = ScriptAddress.find(command)
  return address === undefined
    ? Effect.succeed(undefined)
    : Effect.raceFirst(ScriptAddress.problem(address), Effect.as(Deferred.await(ending), undefined))
}

/** Waits for the end, whoever brings it. */
const watch = Effect.fnUntraced(function* ({ ending, job }: Performance, child: JobProcess.Started) {
  const end = yield* child.exit.pipe(
    Effect.map((code) => ({ by: "itself", code }) as const),
    Effect.raceFirst(Effect.map(Deferred.await(ending), (by) => ({ by }) as const)),
    Effect.timeoutTo({
      duration: Duration.seconds(job.spec.timeout),
      onSuccess: (found) => found,
      onTimeout: () => ({ by: "time" }) as const
    })
  )
  if (end.by !== "itself") {
    yield* child.terminate
    yield* Effect.timeoutOption(child.exit, grace)
  }
  // As a container would: with the first process end all it has started.
  yield* child.kill
  yield* child.exit
  switch (end.by) {
    case "itself":
      return end.code === 0
        ? ({ stage: "COMPLETED", message: null } satisfies Outcome)
        : failed(`Job failed with exit code: ${end.code}`)
    case "time":
      return failed("Job timeout")
    case "cancel":
      return { stage: "CANCELED", message: null } satisfies Outcome
    case "stop":
      return failed("The Hub was stopped while the job was running")
  }
})

const run = Effect.fnUntraced(function* (performance: Performance, folder: Folders.JobFolder) {
  const { job, log } = performance
  const prepared = yield* prepare(performance, folder).pipe(
    Effect.as(undefined),
    Effect.catchTag("CheckoutFailed", ({ reason }) => Effect.succeed(reason))
  )
  if (prepared !== undefined) return failed(prepared)
  const env = environment(performance, folder)
  const mounts = job.spec.volumes.map(({ mountPath }) => mountPath)
  const command = [...job.spec.command, ...job.spec.arguments]
  const [word = "", ...args] = moved(command, mounts, folder.root)
  const program = yield* Command.program(word, env["PATH"] ?? "", folder.work)
  if (program === undefined) return failed(Command.missing(word))
  const unreachable = yield* scriptProblem(performance, command)
  if (unreachable !== undefined) {
    yield* log.append([unreachable])
    return failed(unreachable)
  }
  const started = yield* Effect.either(JobProcess.start({ program, args, cwd: folder.work, env }))
  if (started._tag === "Left") return failed(`Cannot start ${word}: ${started.left}`)
  const child = started.right
  const note = noteOf(job, program)
  const now = new Date(yield* Clock.currentTimeMillis).toISOString().slice(0, 19).replace("T", " ")
  // Clients leave lines out that begin like this.
  yield* log.append([
    `===== Job started at ${now} =====`,
    ...(note === null ? [] : [`===== Job started without its image: ${note} =====`])
  ])
  yield* performance.onRunning(child.pid, note)
  const printing = yield* Effect.fork(Stream.runForEachChunk(child.lines, (lines) => log.append([...lines])))
  const outcome = yield* watch(performance, child)
  // Somebody who left the group may hold the pipes open.
  yield* Effect.timeoutOption(Fiber.join(printing), rest)
  yield* Fiber.interruptFork(printing)
  for (const volume of job.spec.volumes) yield* performance.checkin(volume, join(folder.root, volume.mountPath))
  return outcome
})

/** Runs `performance.job`. What the Hub's own disk does to it is its end, too. */
export const perform = (performance: Performance): Effect.Effect<Outcome> => {
  const folder = Folders.of(performance.dataDir, performance.job.id)
  return run(performance, folder).pipe(
    Effect.catchAll((error) =>
      Effect.as(Effect.logError(error.message), failed("The Hub could not run the job: its disk failed"))
    ),
    Effect.tap(() => Effect.ignoreLogged(Folders.clear(folder)))
  )
}
