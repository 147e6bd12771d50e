import * as Effect from "effect/Effect"
import { VerificationFailed } from "../../../domain/errors.ts"
import { type Verified, verify } from "../../../programs/cache/verify.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { Misuse } from "../../Misuse.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as shared from "../params.ts"
import { resolve } from "../target.ts"
import * as params from "./params.ts"

interface Judgement {
  readonly failed: boolean
  readonly lines: ReadonlyArray<string>
  readonly warnings: ReadonlyArray<string>
}

const judge = (found: Verified, failOnMissing: boolean, failOnExtra: boolean): Judgement => {
  const wrong = found.mismatches.map(
    ({ actual, algorithm, expected, path }) => `  - ${path}: expected ${expected} (${algorithm}), got ${actual}`
  )
  const list = (headline: string, paths: ReadonlyArray<string>) => [headline, ...paths.map((path) => `  - ${path}`)]
  const missing = found.missing.length
  const extra = found.extra.length
  return {
    failed: wrong.length > 0 || (missing > 0 && failOnMissing) || (extra > 0 && failOnExtra),
    lines: [
      ...(wrong.length === 0 ? [] : ["❌ Checksum verification failed for the following file(s):", ...wrong]),
      ...(missing > 0 && failOnMissing
        ? list("❌ Missing files (present remotely, absent locally):", found.missing)
        : []),
      ...(extra > 0 && failOnExtra ? list("❌ Extra files (present locally, absent remotely):", found.extra) : [])
    ],
    warnings: [
      ...(missing > 0 && !failOnMissing
        ? [`${missing} remote file(s) are missing locally. Use --fail-on-missing-files for details.`]
        : []),
      ...(extra > 0 && !failOnExtra
        ? [`${extra} local file(s) do not exist on the remote repo. Use --fail-on-extra-files for details.`]
        : [])
    ]
  }
}

export const command = leaf(
  {
    name: "verify",
    help: "Compare the checksums of a cached revision, or of a folder, with the Hub's.",
    params: {
      repoId: shared.repoId(),
      type: shared.typeIfGiven,
      revision: shared.revision,
      cacheDir: params.cacheDir,
      localDir: opt.text(["--local-dir"], { help: "Verify this folder instead of the cache.", completes: "dir" }),
      failOnMissing: opt.flag(["--fail-on-missing-files"], { help: "A file that only the Hub has is a failure." }),
      failOnExtra: opt.flag(["--fail-on-extra-files"], { help: "A file that the Hub does not have is a failure." }),
      token: shared.token
    },
    examples: [
      "hf cache verify openai-community/gpt2",
      "hf cache verify karpathy/fineweb-edu-100b-shuffle --repo-type dataset",
      "hf cache verify openai-community/gpt2 --local-dir ./gpt2 --fail-on-extra-files"
    ]
  },
  ({ cacheDir, failOnExtra, failOnMissing, localDir, token, ...named }) =>
    Effect.gen(function* () {
      const output = yield* Output
      if (localDir !== undefined && cacheDir !== undefined)
        return yield* new Misuse({ reason: "Cannot pass both --local-dir and --cache-dir. Use one or the other." })
      const { repo, revision } = yield* resolve(named)
      const found = yield* withHub(token, verify({ repo, revision, cacheDir, localDir }))
      const { failed, lines, warnings } = judge(found, failOnMissing, failOnExtra)
      if (lines.length > 0) yield* output.text(lines.join("\n"))
      yield* Effect.forEach(warnings, output.warning, { discard: true })
      if (failed)
        return yield* new VerificationFailed({
          repo: repo.id,
          type: repo.type,
          path: found.path,
          revision: found.revision,
          localDir,
          cacheDir,
          different: found.mismatches.map(({ path }) => path),
          missing: failOnMissing ? found.missing : [],
          extra: failOnExtra ? found.extra : []
        })
      const { checked, path } = found
      yield* output.result(
        `✅ Verified ${checked} file(s) for '${repo.id}' (${repo.type}) in ${path}\n  All checksums match.`,
        `Verified ${checked} file(s) for ${repo.type} '${repo.id}'. All checksums match.`,
        [
          ["repo_id", repo.id],
          ["repo_type", repo.type],
          ["checked", checked],
          ["path", path]
        ]
      )
    })
)
