/** `commit`: what is staged becomes one commit, or stays staged. */
import * as Effect from "effect/Effect"
import { exitCodes } from "../../../domain/errorKinds.ts"
import * as RepoPath from "../../../domain/RepoPath.ts"
import { isCommitHash, main } from "../../../domain/Revision.ts"
import { type CommitStagedInput, commitStaged, dryRun } from "../../../programs/commitStaged.ts"
import { Output } from "../../../services/Output.ts"
import type { Builtin } from "../Builtin.ts"
import * as Place from "../Place.ts"
import { withHub } from "../places/hub.ts"
import { misuse, taken } from "../places/words.ts"
import { Stopped } from "../Stopped.ts"
import { rowsOf, type Value } from "../values.ts"
import * as Stage from "./Stage.ts"
import { current, keep } from "./stages.ts"

interface Wanted {
  readonly message: string
  readonly description: string | undefined
  readonly pullRequest: boolean
  readonly force: boolean
}

const inputOf = Effect.fnUntraced(function* (stage: Stage.Stage, wanted: Wanted) {
  const puts: Array<CommitStagedInput["puts"][number]> = []
  const copies: Array<CommitStagedInput["copies"][number]> = []
  const deleted: Array<string> = []
  for (const [path, change] of stage.changes) {
    if (change._tag === "remove") {
      deleted.push(path)
      continue
    }
    const to = yield* RepoPath.parse(path)
    if (change._tag === "put") puts.push({ path: to, location: change.location })
    else if (isCommitHash(change.from.revision))
      copies.push({ repo: change.from.repo, commit: change.from.revision, file: change.file, to })
  }
  const { repo, revision = main } = stage.place
  return {
    repo,
    revision,
    parent: wanted.force ? undefined : stage.parent,
    puts,
    copies,
    deleted,
    message: wanted.message,
    description: wanted.description,
    createPr: wanted.pullRequest
  } satisfies CommitStagedInput as CommitStagedInput
})

const moved = (reason: string) =>
  new Stopped({
    code: exitCodes.conflict,
    lines: [
      `Error: ${reason}`,
      "Hint: What is staged is kept. `commit --force -m …` puts it on top of what is there now, `commit --pr -m …` opens a pull request from where it began, `reset` forgets it."
    ]
  })

/** What would happen to each file: how it is stored, or that it is there already, or left out by `.gitignore`. */
const rehearsed = (stage: Stage.Stage, input: CommitStagedInput) =>
  Effect.map(withHub(dryRun(input)), (files): Value => {
    const how = new Map<string, string>(files.map((file) => [file.path, file.how]))
    const size = new Map<string, number>(files.map((file) => [file.path, file.size]))
    const rows = [...stage.changes].map(([path, change]) => ({
      change: Stage.wordOf(change),
      path,
      size: size.get(path) ?? Stage.sizeOf(change),
      how: how.get(path) ?? (change._tag === "copy" ? "copied" : null)
    }))
    return rowsOf(rows, [{ key: "change" }, { key: "path" }, { key: "size", align: "right" }, { key: "how" }], "path")
  })

const made = Effect.fnUntraced(function* (stage: Stage.Stage, input: CommitStagedInput) {
  const output = yield* Output
  const result = yield* withHub(commitStaged(input)).pipe(
    Effect.catchTag("PreconditionFailed", ({ message }) => Effect.fail(moved(message))),
    Effect.tapError((error) => (error._tag === "Stopped" ? Effect.void : output.log("What is staged is kept.")))
  )
  yield* keep({ ...stage, changes: new Map() })
  const ignored = result.files.filter(({ how }) => how === "ignored").map(({ path }) => path)
  if (ignored.length > 0)
    yield* output.warning(`Left out, for the repository's .gitignore says so: ${ignored.join(", ")}.`)
  return { _tag: "text", text: result.pullRequestUrl ?? result.commit.url } satisfies Value as Value
})

const commit: Builtin = {
  takes: {
    most: 0,
    flags: ["--pr", "--create-pr", "--dry-run", "--force"],
    texts: ["-m", "--message", "--commit-message", "--description"]
  },
  ofStage: true,
  usage: "commit -m MESSAGE [--description TEXT] [--pr] [--dry-run] [--force]",
  help: "Make one commit of what is staged, or with --pr a pull request. Files are read now; when the branch moved meanwhile it is refused, unless --force.",
  run: (words) =>
    Effect.gen(function* () {
      const { has, text } = yield* taken(words, commit)
      const message = text("-m") ?? text("--message") ?? text("--commit-message") ?? ""
      const stage = yield* current
      if (stage === undefined)
        return yield* misuse("nothing is staged; put, rm, mv and cp in a repository stage changes")
      if (message.trim() === "" && !has("--dry-run"))
        return yield* misuse(`a message is expected: commit -m "what changed in ${Place.format(stage.place)}"`)
      const input = yield* inputOf(stage, {
        message,
        description: text("--description"),
        pullRequest: has("--pr") || has("--create-pr"),
        force: has("--force")
      })
      return yield* has("--dry-run") ? rehearsed(stage, input) : made(stage, input)
    })
}

export const committing: Readonly<Record<string, Builtin>> = { commit }
