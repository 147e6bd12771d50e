/** The lines that stage the same once more, in a shell that knows nothing of it. Pure. */
import { format } from "../Place.ts"
import type { Change, Stage } from "./Stage.ts"

/** More than anybody pastes. */
const most = 50

const wordsOf = (path: string, change: Change): ReadonlyArray<string> => {
  switch (change._tag) {
    case "remove":
      return ["rm", `/${path}`]
    case "put":
      return ["put", change.location, `/${path}`]
    case "copy":
      return ["cp", format({ ...change.from, path: change.file.path }), `/${path}`]
  }
}

/** Commands as words, each read from the root of its repository; `undefined`: there are too many. What goes away makes room first. */
export const again = (stages: ReadonlyArray<Stage>): ReadonlyArray<ReadonlyArray<string>> | undefined => {
  if (stages.reduce((sum, { changes }) => sum + changes.size, 0) > most) return undefined
  return stages.flatMap(({ changes, place }) => {
    const all = [...changes]
    const going = all.filter(([, { _tag }]) => _tag === "remove")
    const coming = all.filter(([, { _tag }]) => _tag !== "remove")
    return [["cd", format(place)], ...[...going, ...coming].map(([path, change]) => wordsOf(path, change))]
  })
}
