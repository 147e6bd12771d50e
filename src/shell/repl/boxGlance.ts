/**
 * What Tab asks a Hub in this process: there is no socket to look through. Whoever asks is no Effect (completion is loaded without it), so questions wait in a
 * queue for a fiber of the session.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type { Glance } from "../../layers/http/Glance.ts"
import { Gateway } from "../../services/Gateway.ts"
import type { AccessShape } from "../Access.ts"

/** Longer than this nobody waits with a finger on a key. */
const patience = Duration.seconds(1)

interface Question {
  readonly path: string
  readonly answer: (value: unknown) => void
}

const ask = (path: string) =>
  Effect.flatMap(Gateway, (gateway) => gateway.json({ method: "GET", url: path }, Schema.Unknown))

/** Answers as long as the scope is open; every failure is no answer. */
export const make = (access: AccessShape) =>
  Effect.gen(function* () {
    const questions = yield* Queue.unbounded<Question>()
    const one = ({ answer, path }: Question) =>
      ask(path).pipe(
        Effect.provide(access.layer(undefined)),
        Effect.timeout(patience),
        Effect.matchCause({ onFailure: () => answer(undefined), onSuccess: answer })
      )
    yield* Effect.forkScoped(Effect.forever(Effect.flatMap(Queue.take(questions), one)))
    return {
      get: (path) =>
        new Promise((resolve) => {
          if (!Queue.unsafeOffer(questions, { path, answer: resolve })) resolve(undefined)
        }),
      isOver: () => false
    } satisfies Glance
  })
