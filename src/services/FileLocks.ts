/** Locks between processes, the same ones the Python client takes: `flock(2)` on a file whose mere existence means nothing. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { DiskError } from "../domain/errors.ts"

export interface HeldLock {
  /**
   * False where the file system or platform has no locks: fibers of this process still exclude one another, other processes
   * do not. Work then on files of your own and rename.
   */
  readonly exclusive: boolean
}

export interface LockOptions {
  /** Of the lock file, whatever the umask; default 0664, as Python leaves it. */
  readonly mode?: number
}

export interface FileLocksShape {
  /** Waits for as long as it takes (interruptible) and holds until the scope closes. Makes the folder if need be. */
  readonly acquire: (path: string, options?: LockOptions) => Effect.Effect<HeldLock, DiskError, Scope.Scope>
  /** None when somebody else holds it. */
  readonly tryAcquire: (path: string) => Effect.Effect<Option.Option<HeldLock>, DiskError, Scope.Scope>
  /**
   * Locks without an effect for each, for thousands of small files: a function that holds the lock and answers how to let go of it,
   * or `undefined` when it is not to be had at once. None where that cannot be done on this machine.
   */
  readonly immediate: Effect.Effect<Option.Option<(path: string) => (() => void) | undefined>>
}

export class FileLocks extends Context.Tag("hf/FileLocks")<FileLocks, FileLocksShape>() {}
