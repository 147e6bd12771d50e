/** All tables. */
import type { Line } from "./Line.ts"
import { lines as auth } from "./lines/auth.ts"
import { lines as cache } from "./lines/cache.ts"
import { lines as collections } from "./lines/collections.ts"
import { lines as download } from "./lines/download.ts"
import { lines as endpoints } from "./lines/endpoints.ts"
import { lines as env } from "./lines/env.ts"
import { lines as jobs } from "./lines/jobs.ts"
import { lines as repos } from "./lines/repos.ts"
import { lines as upload } from "./lines/upload.ts"
import { lines as version } from "./lines/version.ts"

export const tables: Readonly<Record<string, ReadonlyArray<Line>>> = {
  auth,
  cache,
  collections,
  download,
  endpoints,
  env,
  jobs,
  repos,
  upload,
  version
}
