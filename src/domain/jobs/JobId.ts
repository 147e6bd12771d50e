/** A job on a command line: `id`, or `namespace/id`. */
import * as Either from "effect/Either"
import { InvalidInput } from "../errors.ts"

export interface JobRef {
  /** Absent: the caller's own. */
  readonly namespace?: string | undefined
  readonly id: string
}

const refused = (value: string, reason: string) => new InvalidInput({ what: "job id", value, reason })

const part = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

export const parse = (text: string, namespace: string | undefined): Either.Either<JobRef, InvalidInput> => {
  if (text === "") return Either.left(refused(text, "it is empty"))
  const parts = text.split("/")
  const [first = "", second] = parts
  if (parts.length > 2 || !parts.every((each) => part.test(each)))
    return Either.left(refused(text, "it must be 'id' or 'namespace/id'"))
  if (second === undefined) return Either.right({ namespace, id: first })
  return namespace !== undefined && namespace !== first
    ? Either.left(refused(text, `it is not in the namespace '${namespace}'`))
    : Either.right({ namespace: first, id: second })
}

/** Several ids; a namespace that one names counts for those behind it. */
export const parseAll = (
  texts: ReadonlyArray<string>,
  namespace: string | undefined
): Either.Either<ReadonlyArray<JobRef>, InvalidInput> =>
  Either.gen(function* () {
    const all: Array<JobRef> = []
    for (const text of texts) all.push(yield* parse(text, all.at(-1)?.namespace ?? namespace))
    return all
  })
