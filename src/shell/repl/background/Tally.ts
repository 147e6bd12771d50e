/**
 * Progress that is counted and not drawn: how far a program in the background is. Whoever brings it to the foreground lets a
 * drawing one see the same for a while ({@link Tally.mirror}).
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { ProgressShape, ProgressTask } from "../../../services/Progress.ts"
import { Meter } from "../../progress/Meter.ts"

/** What nobody knows is undefined. */
export interface Figures {
  readonly bytes: number | undefined
  readonly total: number | undefined
  readonly files: number | undefined
  readonly totalFiles: number | undefined
  /** Bytes a second; undefined before there is anything to tell, and when it is over. */
  readonly rate: number | undefined
}

interface Counted {
  readonly label: string
  bytes: number
  files: number
  totalBytes: number | undefined
  totalFiles: number | undefined
  readonly seenBy: Map<ProgressShape, { readonly task: ProgressTask; readonly scope: Scope.CloseableScope }>
}

/** The rate is an average over seconds: more samples than that tell nothing more. */
const every = 200

export const sum = (values: ReadonlyArray<number | undefined>): number | undefined =>
  values.some((value) => value !== undefined) ? values.reduce<number>((all, value) => all + (value ?? 0), 0) : undefined

export class Tally implements ProgressShape {
  private readonly open = new Set<Counted>()
  private last: Counted | undefined
  private readonly viewers = new Map<ProgressShape, Scope.Scope>()
  private meter = new Meter()
  private sampled = Number.NEGATIVE_INFINITY

  readonly task: ProgressShape["task"] = (label, total) =>
    Effect.map(
      Effect.acquireRelease(
        Effect.suspend(() => this.begin(label, total)),
        (counted) => this.end(counted)
      ),
      (counted): ProgressTask => ({
        advance: (done) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            counted.bytes += done.bytes ?? 0
            counted.files += done.files ?? 0
            this.sample(now)
            return told(counted, (task) => task.advance(done))
          }),
        expect: (expected) =>
          Effect.suspend(() => {
            counted.totalBytes = expected.bytes ?? counted.totalBytes
            counted.totalFiles = expected.files ?? counted.totalFiles
            return told(counted, (task) => task.expect(expected))
          })
      })
    )

  /** Until the scope closes, `viewer` shows what is counted here. */
  mirror(viewer: ProgressShape): Effect.Effect<void, never, Scope.Scope> {
    return Effect.gen(this, function* () {
      const scope = yield* Effect.scope
      yield* Effect.acquireRelease(
        Effect.sync(() => this.viewers.set(viewer, scope)),
        () =>
          Effect.sync(() => {
            this.viewers.delete(viewer)
            for (const { seenBy } of this.open) seenBy.delete(viewer)
          })
      )
      yield* Effect.forEach([...this.open], (counted) => show(counted, viewer, scope), { discard: true })
    })
  }

  /** Of what is under way; when nothing is, of what was last. */
  figures(now: number, running: boolean): Figures {
    const all = this.open.size > 0 ? [...this.open] : this.last === undefined ? [] : [this.last]
    if (running) this.sample(now)
    return {
      bytes: sum(all.map(({ bytes }) => bytes)),
      total: sum(all.map(({ totalBytes }) => totalBytes)),
      files: sum(all.map(({ files }) => files)),
      totalFiles: sum(all.map(({ totalFiles }) => totalFiles)),
      rate: running ? this.meter.rate : undefined
    }
  }

  private sample(now: number): void {
    if (now - this.sampled < every) return
    this.sampled = now
    let bytes = 0
    for (const counted of this.open) bytes += counted.bytes
    this.meter.sample(now, bytes)
  }

  private begin(label: string, total: Parameters<ProgressShape["task"]>[1]): Effect.Effect<Counted> {
    return Effect.gen(this, function* () {
      const counted: Counted = {
        label,
        bytes: 0,
        files: 0,
        totalBytes: total?.bytes,
        totalFiles: total?.files,
        seenBy: new Map()
      }
      this.open.add(counted)
      this.again(yield* Clock.currentTimeMillis)
      for (const [viewer, scope] of this.viewers) yield* show(counted, viewer, scope)
      return counted
    })
  }

  private end(counted: Counted): Effect.Effect<void> {
    return Effect.gen(this, function* () {
      this.open.delete(counted)
      this.last = counted
      this.again(yield* Clock.currentTimeMillis)
      for (const { scope } of counted.seenBy.values()) yield* Scope.close(scope, Exit.void)
    })
  }

  /** Other things are counted now: what was measured before says nothing of them. */
  private again(now: number): void {
    this.meter = new Meter()
    this.sampled = Number.NEGATIVE_INFINITY
    this.sample(now)
  }
}

/** `viewer` sees it from now on; `within` ends that at the latest. */
const show = (counted: Counted, viewer: ProgressShape, within: Scope.Scope) =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(within, ExecutionStrategy.sequential)
    const { bytes, files, label, totalBytes, totalFiles } = counted
    const task = yield* Scope.extend(
      viewer.task(label, {
        ...(totalBytes === undefined ? {} : { bytes: totalBytes }),
        ...(totalFiles === undefined ? {} : { files: totalFiles })
      }),
      scope
    )
    counted.seenBy.set(viewer, { task, scope })
    yield* task.advance({ bytes, files })
  })

const told = (counted: Counted, tell: (task: ProgressTask) => Effect.Effect<void>): Effect.Effect<void> =>
  counted.seenBy.size === 0
    ? Effect.void
    : Effect.forEach([...counted.seenBy.values()], ({ task }) => tell(task), { discard: true })
