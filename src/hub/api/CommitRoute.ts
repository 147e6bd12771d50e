/** `POST …/commit/{rev}`: a commit's lines become a tree and a commit. */
import * as Effect from "effect/Effect"
import type { CommitAnswer } from "../../domain/wire/Uploads.ts"
import { Commits, type HeadMoved, type NewCommit } from "../store/Commits.ts"
import { Refs } from "../store/Refs.ts"
import type { StoredRepo } from "../store/Repos.ts"
import type { ChangeRefused } from "../store/TreeEdit.ts"
import { flag, type RepoCall, type Routes, webUrl } from "./Call.ts"
import * as CommitBody from "./CommitBody.ts"
import * as Contribute from "./Contribute.ts"
import * as Http from "./Http.ts"
import * as Refusal from "./Refusal.ts"
import { revisionOnly } from "./Target.ts"

const refused = (error: ChangeRefused) =>
  error.reason === "missing"
    ? Refusal.entryNotFound(undefined, `A file with this name doesn't exist: ${error.path}`)
    : Refusal.badRequest(`A file or folder stands in the way of ${error.path}`)

const moved = (_: HeadMoved) => Refusal.branchMoved()

/** The head a parent (5 digits or more of its hash) names, when it is the head. */
const expectedHead = (head: string, parent: string | null | undefined) =>
  parent === null || parent === undefined || parent === ""
    ? Effect.succeed(undefined)
    : parent.length >= 5 && head.startsWith(parent.toLowerCase())
      ? Effect.succeed(head)
      : Effect.fail(Refusal.branchMoved())

const baseOf = Effect.fnUntraced(function* (repo: StoredRepo, head: string, parent: string | null | undefined) {
  if (parent === null || parent === undefined || parent === "") return head
  const base = yield* (yield* Refs).resolve(repo, parent)
  return base ?? (yield* Refusal.revisionNotFound(parent))
})

const commit = Effect.fnUntraced(function* (call: RepoCall) {
  const asPullRequest = flag(call.query, "create_pr")
  const { repo, viewer } = yield* Contribute.allowed(call, asPullRequest)
  const ref = yield* Contribute.writableRef(repo, revisionOnly(call.target.rest))
  const { changes, header } = yield* CommitBody.read(call.request, repo)
  const commits = yield* Commits
  const base = asPullRequest ? yield* baseOf(repo, ref.head, header.parentCommit) : ref.head
  const fresh: NewCommit = {
    repo,
    author: viewer.account,
    title: header.summary.trim(),
    body: (header.description ?? "").trim(),
    changes
  }
  const url = webUrl(call, repo)
  const answer = (oid: string): typeof CommitAnswer.Encoded => ({
    success: true,
    commitOid: oid,
    commitUrl: `${url}/commit/${oid}`,
    hookOutput: ""
  })
  if (asPullRequest) {
    const opened = yield* commits.open(fresh, base).pipe(Effect.catchTag("ChangeRefused", refused))
    return Http.json({ ...answer(opened.commit.oid), pullRequestUrl: `${url}/discussions/${opened.number}` })
  }
  // The head was read again after the body: what counts is where the branch is when the commit is written.
  const { head } = yield* Contribute.writableRef(repo, ref.name)
  const expected = yield* expectedHead(head, header.parentCommit)
  const added = yield* commits
    .append(ref.name, fresh, expected)
    .pipe(Effect.catchTags({ ChangeRefused: refused, HeadMoved: moved }))
  return Http.json(answer(added.oid))
})

export const routes: Routes = { "POST commit": commit }
