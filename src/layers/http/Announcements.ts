import * as Effect from "effect/Effect"

/** Logs what the Hub wants its users to know (`X-HF-Warning: topic; message`), each topic once. Repeated headers arrive joined. */
export const announce = (known: Set<string>, header: string | undefined): Effect.Effect<void> => {
  if (header === undefined) return Effect.void
  return Effect.forEach(
    header.split(/,\s*(?=[\w .-]*;)/),
    (warning) => {
      const at = warning.indexOf(";")
      const topic = warning.slice(0, Math.max(at, 0)).trim()
      if (known.has(topic)) return Effect.void
      known.add(topic)
      return Effect.logWarning(
        warning
          .slice(at + 1)
          .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
          .trim()
      )
    },
    { discard: true }
  )
}
