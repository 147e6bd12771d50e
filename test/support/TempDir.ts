/** A folder of one's own that is gone when the scope closes. */
import { mkdtemp, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** An empty folder below the system's temporary folder (or `parent`), as a real path. */
export const make = (
  label = "test",
  parent = process.env["HF_TEST_TMP"] ?? tmpdir()
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => realpath(await mkdtemp(join(parent, `hf-effect-${label}-`)))),
    // A killed process may still be letting go of its files; rm's own retries cover that.
    (dir) => Effect.promise(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }))
  )
