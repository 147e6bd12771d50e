/** Where jobs live below the data folder. */
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { storage } from "../HubError.ts"

export const jobsDir = (dataDir: string): string => join(dataDir, "jobs")

export interface JobFolder {
  /** One JSON object a line. Stays when the job is over. */
  readonly log: string
  /** Everything else: goes when the job is over. */
  readonly scratch: string
  readonly work: string
  readonly home: string
  readonly tmp: string
  /** What the job sees as `/`, as far as volumes are concerned. */
  readonly root: string
}

export const of = (dataDir: string, id: string): JobFolder => {
  const base = join(jobsDir(dataDir), id)
  const scratch = join(base, "scratch")
  return {
    log: join(base, "log"),
    scratch,
    work: join(scratch, "work"),
    home: join(scratch, "home"),
    tmp: join(scratch, "tmp"),
    root: join(scratch, "root")
  }
}

/** For the Hub's user alone. */
export const create = ({ home, root, tmp, work }: JobFolder) =>
  Effect.tryPromise({
    try: async () => {
      for (const folder of [work, home, tmp, root]) await mkdir(folder, { recursive: true, mode: 0o700 })
    },
    catch: storage("make a job's folder")
  })

export const clear = ({ scratch }: JobFolder) =>
  Effect.tryPromise({
    try: () => rm(scratch, { recursive: true, force: true }),
    catch: storage("clear a job's folder")
  })
