/** A small bounded map that forgets what was used longest ago. For immutable values, so it never has to be told to. */
export interface Lru<K, V> {
  readonly get: (key: K) => V | undefined
  readonly set: (key: K, value: V) => void
  readonly delete: (key: K) => void
}

/** `weigh` says how much of `capacity` a value takes; default: one each. */
export const make = <K, V>(capacity: number, weigh: (value: V) => number = () => 1): Lru<K, V> => {
  const entries = new Map<K, V>()
  let weight = 0
  // Asked for again and again while one repo is read; moving it to where it is costs microseconds each time.
  let newest: K | undefined
  const remove = (key: K) => {
    const value = entries.get(key)
    if (value === undefined) return
    entries.delete(key)
    weight -= weigh(value)
  }
  return {
    get: (key) => {
      const value = entries.get(key)
      if (value === undefined || key === newest) return value
      entries.delete(key)
      entries.set(key, value)
      newest = key
      return value
    },
    set: (key, value) => {
      remove(key)
      entries.set(key, value)
      newest = key
      weight += weigh(value)
      for (const oldest of entries.keys()) {
        if (weight <= capacity || entries.size === 1) break
        remove(oldest)
      }
    },
    delete: remove
  }
}
