/** The session's staged changes, by Hub, repo and revision. */
import * as Effect from "effect/Effect"
import * as Revision from "../../../domain/Revision.ts"
import { Hub } from "../../../services/Hub.ts"
import * as Place from "../Place.ts"
import { withHub } from "../places/hub.ts"
import { commitOf } from "../places/inRepo.ts"
import { misuse } from "../places/words.ts"
import { CurrentSession, type Session } from "../Session.ts"
import * as Stage from "./Stage.ts"

/** The Hub that is asked now: of another one the same names mean something else. */
const hubOf = ({ choices }: Session): string => `${choices.endpoint ?? ""} `

const keyOf = (session: Session, place: Place.RepoPlace): string => hubOf(session) + Stage.keyOf(place)

export const stageOf = (session: Session, place: Place.Place): Stage.Stage | undefined =>
  place._tag === "repo" ? session.stages.get(keyOf(session, place)) : undefined

/** All that is staged for the Hub that is asked now. */
export const allOf = (session: Session): ReadonlyArray<Stage.Stage> =>
  [...session.stages].flatMap(([key, stage]) => (key.startsWith(hubOf(session)) ? [stage] : []))

/** Branches move, and pull requests; what cannot is better known before there is something to commit. */
const checkMovable = Effect.fnUntraced(function* ({ repo, revision = Revision.main }: Place.RepoPlace) {
  if (Revision.isCommitHash(revision))
    return yield* misuse(`a commit stays what it is: name a branch or a pull request instead of @${revision}`)
  if (revision === Revision.main || revision.startsWith("refs/pr/")) return
  const { branches, tags } = yield* withHub(Effect.flatMap(Hub, ({ refs }) => refs.list(repo)))
  const isNamed = ({ name }: { readonly name: string }) => name === revision
  if (tags.some(isNamed) && !branches.some(isNamed))
    return yield* misuse(`'${revision}' is a tag: name a branch or a pull request instead`)
})

/** The changes to a place's repo; the first of them is made against what its branch is at now. */
export const opened = Effect.fnUntraced(function* (place: Place.RepoPlace) {
  const session = yield* CurrentSession
  const known = stageOf(session, place)
  if (known !== undefined) return known
  yield* checkMovable(place)
  return Stage.make(place, yield* commitOf(place))
})

/** Keeps a stage; one without changes is none. */
export const keep = (stage: Stage.Stage) =>
  Effect.map(CurrentSession, (session) => {
    const key = keyOf(session, stage.place)
    if (stage.changes.size === 0) session.stages.delete(key)
    else session.stages.set(key, stage)
  })

/** The place at the commit its changes are made against: what they are compared with. */
export const base = ({ parent, place }: Stage.Stage, path = ""): Place.RepoPlace => ({
  ...place,
  revision: Revision.make(parent),
  path
})

/** The stage of the repo one is in; elsewhere the only one there is. */
export const current = Effect.gen(function* () {
  const session = yield* CurrentSession
  if (session.place._tag === "repo") return stageOf(session, session.place)
  const all = allOf(session)
  const [only, another] = all
  if (another !== undefined)
    return yield* misuse(
      `there are changes to ${all.map(({ place }) => Place.format(place)).join(" and ")}: cd to one of them`
    )
  return only
})

/** What is lost with the session, in words without a full stop; `undefined`: nothing. */
export const unsaved = ({ stages }: Session): string | undefined => {
  const all = [...stages.values()]
  if (all.length === 0) return undefined
  const count = all.reduce((sum, { changes }) => sum + changes.size, 0)
  const where = all.map(({ place }) => Place.format(place)).join(", ")
  return `${count} staged change${count === 1 ? "" : "s"} to ${where} ${count === 1 ? "is" : "are"} not committed`
}
