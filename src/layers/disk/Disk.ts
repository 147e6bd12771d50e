/** Node's file system calls as effects: the error code becomes a reason, once, here. */
import * as fs from "node:fs"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"
import { DiskError } from "../../domain/errors.ts"
import { isFolder } from "./files.ts"

const reasons: Readonly<Record<string, DiskError["reason"]>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EACCES: "permission",
  EPERM: "permission",
  EROFS: "readOnly",
  ENOENT: "notFound",
  ENOTDIR: "notADirectory",
  EISDIR: "isADirectory",
  EEXIST: "exists",
  ENOTEMPTY: "exists",
  EBUSY: "busy",
  ETXTBSY: "busy",
  EMFILE: "tooManyFiles",
  ENFILE: "tooManyFiles"
}

/** The `code` of a Node error, when it is one. */
export const codeOf = (cause: unknown): string | undefined =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined

/** A message for people says "Cannot <operation> '<path>': <why>." */
export const toDiskError =
  (operation: string, path: string) =>
  (cause: unknown): DiskError =>
    cause instanceof DiskError
      ? cause
      : new DiskError({
          path,
          operation,
          reason: reasons[codeOf(cause) ?? ""] ?? "other",
          detail: cause instanceof Error ? cause.message : String(cause)
        })

/**
 * The folder and its parents, one by one: Node's own `recursive` never returns below a folder that takes no folders and says
 * "not found" (`/proc`). Throws what the disk throws.
 */
export const makeFolders = (path: string, mode?: number): void => {
  try {
    fs.mkdirSync(path, mode)
  } catch (cause) {
    if (isFolder(path)) return
    // "It exists" would be said of what is to be made in it.
    if (codeOf(cause) === "EEXIST") throw Object.assign(new Error(`not a folder: ${path}`), { code: "ENOTDIR" })
    if (codeOf(cause) !== "ENOENT" || dirname(path) === path) throw cause
    makeFolders(dirname(path), mode)
    try {
      fs.mkdirSync(path, mode)
    } catch (again) {
      // Somebody else was faster.
      if (!isFolder(path)) throw again
    }
  }
}

/** For calls so short that a thread's round trip would cost more than they do. */
export const attempt = <A>(operation: string, path: string, run: () => A): Effect.Effect<A, DiskError> =>
  Effect.try({ try: run, catch: toDiskError(operation, path) })

/** A callback call of `node:fs`. Cannot be stopped half-way, so interruption waits for it. */
export const callback = <A>(
  operation: string,
  path: string,
  run: (done: (error: NodeJS.ErrnoException | null, value: A) => void) => void
): Effect.Effect<A, DiskError> =>
  Effect.uninterruptible(
    Effect.async<A, DiskError>((resume) => {
      run((error, value) =>
        resume(error === null ? Effect.succeed(value) : Effect.fail(toDiskError(operation, path)(error)))
      )
    })
  )
