/** What a block leaves in the background. */
import type { Pipeline, Statement } from "./syntax.ts"

/** The first statement with a `&` behind it, in blocks within as well. */
export const leaving = (body: ReadonlyArray<Statement>): Pipeline | undefined => {
  for (const statement of body) {
    const within =
      statement._tag === "with"
        ? [statement.body]
        : statement._tag === "let"
          ? []
          : statement.stages.flatMap((stage) => (stage._tag === "each" ? [stage.body] : []))
    const found =
      statement._tag === "pipeline" && statement.background ? statement : within.map(leaving).find((each) => each)
    if (found !== undefined) return found
  }
  return undefined
}
