/** A repository's card, checked before anything is sent. */
import * as Effect from "effect/Effect"
import { InvalidInput } from "../../domain/errors.ts"
import type { Repo } from "../../domain/Repo.ts"
import { Hub } from "../../services/Hub.ts"
import type { ClientError } from "../../services/HubClients.ts"
import { Workspace } from "../../services/Workspace.ts"
import { textLimit } from "./decide.ts"
import type { Addition } from "./source.ts"

/** What the Hub itself would only refuse after everything was sent. */
export const checkCard = Effect.fnUntraced(function* (repo: Repo, files: ReadonlyArray<Addition>) {
  const readme = files.find(({ path, file }) => path === "README.md" && file.size <= textLimit)
  if (readme === undefined) return
  const { commits } = yield* Hub
  const workspace = yield* Workspace
  const content = new TextDecoder().decode(yield* workspace.bytes(readme.file))
  yield* Effect.catchAll(
    commits.validateYaml(repo, content),
    (error): Effect.Effect<void, ClientError | InvalidInput> => {
      if (error._tag !== "BadRequest") return Effect.fail(error)
      // A Hub without this route still checks the card when the commit comes.
      if (error.status === 404) return Effect.logDebug("The Hub does not check cards in advance.")
      const reason = (error.serverMessage ?? error.message).replace(/\.$/, "")
      return Effect.fail(new InvalidInput({ what: "metadata in", value: "README.md", reason }))
    }
  )
})
