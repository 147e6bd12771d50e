/** No token gets into a recording: neither what looks like one, nor those that this machine knows. */
import * as fs from "node:fs"
import { join } from "node:path"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as StoredTokens from "../../../layers/auth/StoredTokens.ts"
import type { SettingsShape } from "../../../services/Settings.ts"
import { dataDir } from "../../Access.ts"
import { redact } from "../../render/paint.ts"

const contentOf = (path: string): string => {
  try {
    return fs.readFileSync(path, "utf8")
  } catch {
    // Nobody is logged in, or it is not ours to read: then we cannot have printed it either.
    return ""
  }
}

const stored = (path: string): ReadonlyArray<string> =>
  Either.match(StoredTokens.parse(contentOf(path)), {
    onLeft: () => [],
    onRight: (sections) =>
      StoredTokens.entries(sections).flatMap(({ refreshToken = "", token }) => [token, refreshToken])
  })

type Places = Pick<SettingsShape, "environmentToken" | "home" | "storedTokensPath" | "tokenPath">

const known = ({ environmentToken, home, storedTokensPath, tokenPath }: Places): ReadonlyArray<string> =>
  [
    Option.match(environmentToken, { onNone: () => "", onSome: ({ token }) => Redacted.value(token) }),
    contentOf(tokenPath),
    contentOf(join(dataDir(home), "owner.token")),
    ...stored(storedTokensPath)
  ]
    .map((token) => token.trim())
    // Shorter ones are words.
    .filter((token) => token.length >= 6)
    .sort((a, b) => b.length - a.length)

/** Reads what there is now, for texts that are printed from now on. */
export const censor = (settings: Places): ((text: string) => string) => {
  const tokens = known(settings)
  return (text) => redact(tokens.reduce((rest, token) => rest.replaceAll(token, "****"), text))
}
