/** What an embedded Hub is told when it starts. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"

export interface HubOptions {
  /** Folder that holds everything: database, blobs, the owner's token. Created when missing, mode 0700. */
  readonly dataDir: string
  /** JSON with users, their tokens and organizations; read at every start. */
  readonly accountsFile?: string | undefined
  /** User who owns this Hub, made at the first start. Default `local`. */
  readonly ownerName?: string | undefined
  /** Origin of every URL the Hub emits. Default: the one each client used (its `Host` header). */
  readonly origin?: string | undefined
  /** LFS objects of at least this many bytes are uploaded in parts. Default 1 GiB. */
  readonly multipartThreshold?: number | undefined
  /** Bytes a part; the last one may be smaller. Default 64 MiB. */
  readonly partSize?: number | undefined
  /** Runs jobs: commands on this machine, with the rights of this process. Absent: it does not. */
  readonly jobs?: JobsOptions | undefined
  /** How long a signed blob or upload URL works. Default 1 hour (uploads: 24 times as long). */
  readonly signedUrlTtl?: Duration.DurationInput | undefined
  /** How long somebody who logs in by browser may take to say yes. Default 15 minutes. */
  readonly deviceCodeTtl?: Duration.DurationInput | undefined
  /** How often a client may ask whether somebody did. Default 5 seconds. */
  readonly deviceInterval?: Duration.DurationInput | undefined
  /** How long the token of a login by browser works; it can be renewed for three times as long. Default 30 days. */
  readonly loginTtl?: Duration.DurationInput | undefined
}

export interface JobsOptions {
  /** Jobs at work at once; the others wait for their turn. Default 4. */
  readonly atOnce?: number | undefined
  /** What becomes of jobs when the Hub is closed: they are ended (the default), or it waits for them. */
  readonly whenClosed?: "stop" | "finish" | undefined
  /** Whether schedules start jobs when they are due. Default: they do. */
  readonly schedules?: boolean | undefined
}

export interface HubConfigShape {
  readonly jobs: Required<{ readonly [K in keyof JobsOptions]: NonNullable<JobsOptions[K]> }> | undefined
  readonly dataDir: string
  readonly ownerName: string
  readonly origin: string | undefined
  readonly multipartThreshold: number
  readonly partSize: number
  readonly downloadTtlMillis: number
  readonly uploadTtlMillis: number
  readonly deviceCodeTtlMillis: number
  readonly deviceIntervalMillis: number
  readonly loginTtlMillis: number
}

export class HubConfig extends Context.Tag("hf/hub/HubConfig")<HubConfig, HubConfigShape>() {}

const MiB = 1024 * 1024

export const layer = (options: HubOptions): Layer.Layer<HubConfig> => {
  const ttl = Duration.toMillis(options.signedUrlTtl ?? "1 hour")
  return Layer.succeed(HubConfig, {
    dataDir: options.dataDir,
    jobs:
      options.jobs === undefined
        ? undefined
        : {
            atOnce: options.jobs.atOnce ?? 4,
            whenClosed: options.jobs.whenClosed ?? "stop",
            schedules: options.jobs.schedules ?? true
          },
    ownerName: options.ownerName ?? "local",
    origin: options.origin?.replace(/\/+$/, ""),
    multipartThreshold: options.multipartThreshold ?? 1024 * MiB,
    partSize: options.partSize ?? 64 * MiB,
    downloadTtlMillis: ttl,
    uploadTtlMillis: ttl * 24,
    deviceCodeTtlMillis: Duration.toMillis(options.deviceCodeTtl ?? "15 minutes"),
    deviceIntervalMillis: Duration.toMillis(options.deviceInterval ?? "5 seconds"),
    loginTtlMillis: Duration.toMillis(options.loginTtl ?? "30 days")
  })
}
