/** {@link Hasher} on one thread of its own, started when the first large file comes and ended with the layer. */
import { statSync } from "node:fs"
import { Worker } from "node:worker_threads"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Content } from "../../domain/Content.ts"
import type { DiskError } from "../../domain/errors.ts"
import { Hasher, type HasherShape } from "../../services/Hasher.ts"
import * as Disk from "../disk/Disk.ts"
import { hashWorker } from "./hashWorker.ts"

interface Job {
  readonly path: string
  readonly answer: Deferred.Deferred<string, DiskError>
}

interface Answer {
  readonly id: number
  readonly digest?: string
  readonly error?: string
  readonly code?: string
}

/** What precedes the bytes in the hash: git ids start with a header. */
export const prefix = (content: Content): string =>
  content.digest.algorithm === "git-sha1" ? `blob ${content.size}\0` : ""

/** The name Node knows the algorithm by. */
export const algorithm = (content: Content): string => (content.digest.algorithm === "git-sha1" ? "sha1" : "sha256")

const make = Effect.gen(function* () {
  const jobs = new Map<number, Job>()
  let lastId = 0
  let worker: Worker | undefined

  const settle = (id: number, outcome: Effect.Effect<string, DiskError>) => {
    const job = jobs.get(id)
    if (job !== undefined) Deferred.unsafeDone(job.answer, outcome)
  }

  const fail = (id: number, cause: unknown) => {
    const job = jobs.get(id)
    if (job !== undefined) settle(id, Effect.fail(Disk.toDiskError("read back", job.path)(cause)))
  }

  const start = (): Worker => {
    const thread = new Worker(hashWorker, { eval: true, name: "hf-hash", execArgv: [] })
    thread.on("message", (answer: Answer) => {
      if (answer.digest !== undefined) settle(answer.id, Effect.succeed(answer.digest))
      else fail(answer.id, Object.assign(new Error(answer.error), { code: answer.code }))
    })
    thread.on("error", (cause) => {
      worker = undefined
      for (const id of jobs.keys()) fail(id, cause)
    })
    return thread
  }

  yield* Effect.addFinalizer(() => Effect.promise(async () => void (await worker?.terminate())))

  const follow = Effect.fnUntraced(function* (path: string, content: Content) {
    const id = ++lastId
    const answer = yield* Deferred.make<string, DiskError>()
    const thread = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const thread = worker ?? start()
        worker = thread
        jobs.set(id, { path, answer })
        // While a file is being followed the thread keeps the process alive, otherwise not.
        thread.ref()
        thread.postMessage({ id, open: path, algorithm: algorithm(content), prefix: prefix(content) })
        return thread
      }),
      (thread) =>
        Effect.sync(() => {
          jobs.delete(id)
          thread.postMessage({ id, close: true })
          if (jobs.size === 0) thread.unref()
        })
    )
    let told = 0
    const advance = (offset: number) => {
      if (offset <= told) return
      told = offset
      thread.postMessage({ id, upTo: offset })
    }
    return {
      advance,
      finish: Effect.suspend(() => {
        advance(content.size)
        thread.postMessage({ id, finish: true })
        return Deferred.await(answer)
      })
    }
  })

  const digest: HasherShape["digest"] = (path, content) =>
    Effect.scoped(Effect.flatMap(follow(path, content), (file) => file.finish))

  return Hasher.of({
    follow,
    digest,
    digestAsIs: (path, content) =>
      Effect.flatMap(
        Disk.attempt("read", path, () => statSync(path).size),
        (size) => digest(path, { ...content, size })
      )
  })
})

export const layer: Layer.Layer<Hasher> = Layer.scoped(Hasher, make)
