import * as Effect from "effect/Effect"
import type { Repo } from "../../domain/Repo.ts"
import type { Revision } from "../../domain/Revision.ts"
import { Hub } from "../../services/Hub.ts"
import { checkRef } from "./branches.ts"

export interface TagOptions {
  /** Default: `main`. */
  readonly revision?: Revision
  readonly message?: string
}

/** `Conflict` when it exists. */
export const createTag = Effect.fn("createTag")(function* (repo: Repo, tag: string, options: TagOptions = {}) {
  yield* checkRef("tag", tag)
  const { refs } = yield* Hub
  yield* refs.createTag(repo, tag, options)
})

/** In the order the Hub lists them. */
export const listTags = Effect.fn("listTags")(function* (repo: Repo) {
  const { refs } = yield* Hub
  const { tags } = yield* refs.list(repo)
  return tags
})

/** `RevisionNotFound` when there is none. */
export const deleteTag = Effect.fn("deleteTag")(function* (repo: Repo, tag: string) {
  yield* checkRef("tag", tag)
  const { refs } = yield* Hub
  yield* refs.deleteTag(repo, tag)
})
