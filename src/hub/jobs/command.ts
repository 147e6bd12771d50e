/** Which program of this machine a job's first word names: images are not pulled, what is installed here runs. */
import { constants } from "node:fs"
import { access, stat } from "node:fs/promises"
import { delimiter, isAbsolute, join, resolve } from "node:path"
import * as Effect from "effect/Effect"

/** What goes by another name outside of images. */
const otherNames: Readonly<Record<string, ReadonlyArray<string>>> = { python: ["python3"], pip: ["pip3"] }

const isProgram = (path: string) =>
  Effect.promise(() =>
    access(path, constants.X_OK)
      .then(() => stat(path))
      .then(
        (found) => found.isFile(),
        () => false
      )
  )

const search = Effect.fnUntraced(function* (word: string, folders: ReadonlyArray<string>) {
  for (const name of [word, ...(otherNames[word] ?? [])])
    for (const folder of folders) {
      const path = join(folder, name)
      if (yield* isProgram(path)) return path
    }
  return undefined
})

/** The program's path, or `undefined` when this machine has none. */
export const program = (word: string, path: string, cwd: string): Effect.Effect<string | undefined> => {
  if (!word.includes("/")) return search(word, path.split(delimiter).filter(isAbsolute))
  const file = resolve(cwd, word)
  return Effect.map(isProgram(file), (found) => (found ? file : undefined))
}

/** Why there is none, in the words of the job's message. */
export const missing = (word: string): string =>
  word === "uv"
    ? "Command not found: uv. This Hub runs jobs on its own machine, and uv is not installed there (https://docs.astral.sh/uv)"
    : `Command not found: ${word}. This Hub runs jobs on its own machine and pulls no images`
