/** Trusted certificates named by `SSL_CERT_FILE`, else `SSL_CERT_DIR`: they replace the default trust store. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as Option from "effect/Option"
import type { SettingsShape } from "../../services/Settings.ts"

/** PEM text; `undefined` when neither variable is set. Throws what `node:fs` throws. Entries of the folder that are no PEM are left out. */
export const read = (settings: Pick<SettingsShape, "certFile" | "certDir">): string | undefined => {
  if (Option.isSome(settings.certFile)) return readFileSync(settings.certFile.value, "utf8")
  if (Option.isNone(settings.certDir)) return undefined
  const folder = settings.certDir.value
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory())
  const texts = files.flatMap(({ name }) => {
    // A dangling link in a certificate folder is common and harms nobody.
    try {
      return [readFileSync(join(folder, name), "utf8")]
    } catch {
      return []
    }
  })
  return [...new Set(texts.filter((text) => text.includes("BEGIN CERTIFICATE")))].join("\n")
}
