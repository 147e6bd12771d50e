/** One way to look at all places: what stands there, what is below it. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import * as HfUri from "../../../domain/HfUri.ts"
import { address } from "../../commands/target.ts"
import { Misuse } from "../../Misuse.ts"
import type { Failure, Needs } from "../Failure.ts"
import * as Place from "../Place.ts"
import { CurrentSession } from "../Session.ts"
import type { Entry } from "./Entry.ts"
import * as inCache from "./inCache.ts"
import * as inRepo from "./inRepo.ts"
import * as onDisk from "./onDisk.ts"

const isWeb = (text: string): boolean => /^https?:\/\//i.test(text)

/** What a word names, from where the shell is; pages of the Hub are understood, too. */
export const placed = Effect.fnUntraced(function* (text: string) {
  const { place } = yield* CurrentSession
  const uri = isWeb(text) ? yield* address(text) : undefined
  const resolved = Place.resolve(place, uri === undefined ? text : HfUri.render(uri))
  return Either.isRight(resolved) ? resolved.right : yield* new Misuse({ reason: `'${text}': ${resolved.left}` })
})

export const root: Entry = {
  path: "",
  type: "directory",
  size: 0,
  digest: undefined,
  large: false,
  key: undefined,
  bytes: () => Stream.empty
}

/** What stands there; nothing is a failure. */
export const at = (place: Place.Place): Effect.Effect<Entry, Failure, Needs> => {
  switch (place._tag) {
    case "disk":
      return onDisk.at(place)
    case "cached":
      return inCache.at(place)
    case "cache":
      return Effect.succeed(root)
    case "repo":
      return inRepo.at(place)
  }
}

/** The same, of what can be read or listed; `word` is how it was called. */
export const readable = Effect.fnUntraced(function* (place: Place.Place, word: string) {
  const entry = yield* at(place)
  if (entry.type !== "unknown") return entry
  return yield* place._tag === "disk"
    ? onDisk.special(place.folder)
    : new Misuse({ reason: `'${word}' is neither a file nor a folder` })
})

/** What is in a folder, as it is found. */
export const below = (place: Place.Place, recursive: boolean): Stream.Stream<Entry, Failure, Needs> => {
  switch (place._tag) {
    case "disk":
      return onDisk.below(place, recursive)
    case "cached":
      return inCache.below(place, recursive)
    case "cache":
      return inCache.all(recursive)
    case "repo":
      return inRepo.below(place, recursive)
  }
}

/** The same place, for as long as a command reads there: a branch that moves meanwhile does not move it. */
export const steady = (place: Place.Place): Effect.Effect<Place.Place, Failure, Needs> =>
  place._tag === "repo" ? inRepo.pinned(place) : Effect.succeed(place)
