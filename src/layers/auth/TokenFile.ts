/** The file of the active token: the token itself and nothing else, not even a line break (huggingface_hub 2.0.0). */
import { readFileSync, statSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { DiskError } from "../../domain/errors.ts"
import * as Disk from "../disk/Disk.ts"
import { cleanToken } from "./cleanToken.ts"

const readIfThere = (path: string): Option.Option<Redacted.Redacted> =>
  // Asking first is cheaper than an exception with every anonymous request; a file that vanishes in between is handled below.
  statSync(path, { throwIfNoEntry: false }) === undefined
    ? Option.none()
    : Option.map(cleanToken(readFileSync(path, "utf8")), Redacted.make)

/** None when there is no file, or nothing in it. */
export const read = (path: string): Effect.Effect<Option.Option<Redacted.Redacted>, DiskError> =>
  // Synchronous: it is asked for with every request, and a small cached file is read faster than a thread is woken.
  Disk.attempt("read", path, () => readIfThere(path)).pipe(
    Effect.catchIf(
      (error) => error.reason === "notFound",
      () => Effect.succeedNone
    )
  )
