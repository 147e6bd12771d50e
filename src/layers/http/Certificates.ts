/**
 * Whom to trust: the certificates named by `SSL_CERT_FILE`, else `SSL_CERT_DIR`, in place of all others; without either, Node's own,
 * and where they do not do the operating system's (Python trusts those first; Node does not look at them by itself).
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { rootCertificates } from "node:tls"
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

/** Where systems keep their bundle: Debian and Alpine, Fedora and RHEL, openSUSE, BSD and macOS. */
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem"
]

const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}

/** Node's certificates, those of `NODE_EXTRA_CA_CERTS`, and the first bundle of the system that can be read. */
export const all = (extra: Option.Option<string>, bundles: ReadonlyArray<string> = systemBundles): Array<string> => {
  const system = bundles.reduce<string | undefined>((found, path) => found ?? readIfThere(path), undefined)
  const more = Option.getOrUndefined(Option.flatMapNullable(extra, readIfThere))
  return [...rootCertificates, ...[system, more].filter((text) => text !== undefined)]
}

const untrusted =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/

/** Could a connection fail so because nobody we know vouches for the server? */
export const isUntrusted = (error: Error): boolean => "code" in error && untrusted.test(String(error.code))
