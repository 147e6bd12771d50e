/** What mends what `hf cache verify` found. */
import * as Enumeration from "../domain/Enumeration.ts"
import type { VerificationFailed } from "../domain/errors.ts"
import * as Revision from "../domain/Revision.ts"
import * as ShellWords from "../domain/ShellWords.ts"

/** `hf download` would read it as an option or a pattern. */
const isNoName = (path: string): boolean => /^-|[*?[\]]/.test(path)

/** The folder as it was typed; a cache has a revision's files at its commit only. */
const placeOf = ({ cacheDir, localDir, revision }: VerificationFailed): ReadonlyArray<string> => {
  const at = ["--revision", revision]
  if (localDir !== undefined) return [...(revision === Revision.main ? [] : at), "--local-dir", localDir]
  return [...at, ...(cacheDir === undefined ? [] : ["--cache-dir", cacheDir])]
}

/** A command that fetches the files, and whether others come with them. */
const download = (error: VerificationFailed) => {
  const { different, missing, repo, type } = error
  const files = [...different, ...missing]
  const all = files.length > Enumeration.most || files.some(isNoName)
  const words = [
    ...["hf", "download", repo, ...(all ? [] : files)],
    ...(type === "model" ? [] : ["--type", type]),
    ...placeOf(error),
    // What is there is taken for right without it.
    ...(different.length === 0 ? [] : ["--force-download"])
  ]
  return { all, command: words.map(ShellWords.quote).join(" ") }
}

export const repair = (error: VerificationFailed): ReadonlyArray<string> => {
  const { different, extra, missing } = error
  const count = different.length + missing.length
  const { all, command } = download(error)
  const what =
    different.length === 0 ? "what is missing" : all ? "all of it anew" : count === 1 ? "it anew" : "them anew"
  return [
    ...(count === 0 ? [] : [`This fetches ${what}: ${command}`]),
    ...(extra.length === 0 ? [] : ["What is not on the Hub stays until you delete it."])
  ]
}
