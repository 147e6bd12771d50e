/**
 * Answers remembered until the thing changes. The data folder belongs to one process, so what was read stays true until that
 * process writes; an answer that was on its way while something was written is not remembered.
 */
import * as Effect from "effect/Effect"
import * as Lru from "./Lru.ts"

export interface Known<V> {
  readonly get: <E>(key: string, load: Effect.Effect<V | undefined, E>) => Effect.Effect<V | undefined, E>
  /** To be called after the write is committed. */
  readonly forget: (key: string) => void
}

export const make = <V>(capacity: number, weigh?: (value: V) => number): Known<V> => {
  const values = Lru.make<string, V>(capacity, weigh)
  let generation = 0
  return {
    get: (key, load) =>
      Effect.suspend(() => {
        const value = values.get(key)
        if (value !== undefined) return Effect.succeed(value)
        const started = generation
        return Effect.tap(load, (loaded) => {
          if (loaded !== undefined && started === generation) values.set(key, loaded)
          return Effect.void
        })
      }),
    forget: (key) => {
      generation++
      values.delete(key)
    }
  }
}
