/** Makes sure the repo and the branch are there. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Forbidden, Unauthorized } from "../../domain/errors.ts"
import type { Repo } from "../../domain/Repo.ts"
import * as RepoId from "../../domain/RepoId.ts"
import { isCommitHash, type Revision } from "../../domain/Revision.ts"
import { Hub } from "../../services/Hub.ts"

/** `…/ns/name`, of a web address or alone. */
const idOf = (text: string | undefined): Option.Option<RepoId.RepoId> =>
  Option.flatMap(Option.fromNullable(/(?:^|\/)([^/]+\/[^/?#]+)\/?$/.exec(text ?? "")?.[1]), (id) =>
    Option.getRight(RepoId.parse(id))
  )

/** The full name: the namespace of a bare one is the caller's own. */
const fullName = Effect.fnUntraced(function* (repo: Repo, said: string | undefined) {
  if (RepoId.namespace(repo.id) !== undefined) return repo
  const hub = yield* Hub
  const known = idOf(said)
  if (Option.isSome(known)) return { ...repo, id: known.value }
  const { name } = yield* hub.identity.whoami()
  return { ...repo, id: yield* RepoId.parse(`${name}/${repo.id}`) }
})

/**
 * Creates the repo unless it exists; who may not create it may still be allowed to write to it or to open a pull request.
 * Spaces start as Gradio apps.
 */
export const ensureRepo = Effect.fn("upload.ensureRepo")(function* (
  repo: Repo,
  options: { readonly private?: boolean | undefined }
) {
  const hub = yield* Hub
  const present = (refused: Forbidden | Unauthorized) =>
    Effect.mapBoth(hub.repos.info(repo), { onSuccess: (info) => info.id, onFailure: () => refused })
  const said = yield* hub.repos
    .create(repo, {
      ...(options.private === undefined
        ? {}
        : { visibility: options.private ? ("private" as const) : ("public" as const) }),
      ...(repo.type === "space" ? { sdk: "gradio" } : {})
    })
    .pipe(
      Effect.map((created) => created.name ?? created.url),
      Effect.catchTags({
        Conflict: (conflict) => Effect.succeed(conflict.existing),
        Forbidden: present,
        // The Hub's word for the token of a CI job, which creates nothing but may write.
        Unauthorized: (error) => (error.reason === "invalid" ? present(error) : Effect.fail(error))
      })
    )
  return yield* fullName(repo, said)
})

/** A named branch that is missing is created from `main`; a commit or a pull request cannot be. */
export const ensureRevision = Effect.fn("upload.ensureRevision")(function* (repo: Repo, revision: Revision) {
  const hub = yield* Hub
  yield* hub.repos.info(repo, revision).pipe(
    Effect.asVoid,
    Effect.catchTag("RevisionNotFound", (missing) =>
      isCommitHash(revision) || revision.startsWith("refs/")
        ? Effect.fail(missing)
        : Effect.zipRight(
            Effect.logInfo(`Branch '${revision}' not found. Creating it...`),
            // Someone else was faster: that is the branch that was wanted.
            Effect.catchTag(hub.refs.createBranch(repo, revision), "Conflict", () => Effect.void)
          )
    )
  )
})
