/** What of the environment counts for completion: the rules of layers/Settings.ts, without Effect; what cannot be used is left out. */
import { readFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { expandHome, expandVariables, isTrue } from "../../layers/variables.ts"

export type Environment = Readonly<Record<string, string | undefined>>

export interface Surroundings {
  readonly cacheDir: string
  /** A folder as it was typed, made absolute. */
  readonly path: (text: string) => string
  readonly storedTokensPath: string
  /** The Hub that may be asked; `undefined` when none may. */
  readonly endpoint: URL | undefined
  /** The token to ask with: a secret, for the endpoint's origin alone. */
  readonly token: () => string | undefined
  /** How long the Hub, and how long the cache, may take in all. */
  readonly milliseconds: number
  /** PEM file of the certificates to trust instead of Node's. */
  readonly certFile: string | undefined
}

const firstOf = (env: Environment, ...names: ReadonlyArray<string>): string | undefined =>
  names.map((name) => env[name]).find((value) => value !== undefined && value !== "")

const switched = (env: Environment, ...names: ReadonlyArray<string>): boolean => isTrue(firstOf(env, ...names))

/** Behind a proxy nobody is asked: the way through it belongs to the gateway, and no way around it is ours to take. */
const isBehindProxy = (env: Environment, { hostname, protocol }: URL): boolean => {
  const either = (name: string) => firstOf(env, name, name.toUpperCase())
  if ((either(`${protocol.slice(0, -1)}_proxy`) ?? either("all_proxy")) === undefined) return false
  const excepted = (either("no_proxy") ?? "").split(",").map((entry) => entry.trim())
  return !excepted.includes("*") && !excepted.includes(hostname)
}

const endpointOf = (env: Environment): URL | undefined => {
  if (switched(env, "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")) return undefined
  if (switched(env, "HF_HUB_DISABLE_COMPLETION_NETWORK")) return undefined
  const text = switched(env, "HUGGINGFACE_CO_STAGING")
    ? "https://hub-ci.huggingface.co"
    : (firstOf(env, "HF_ENDPOINT") ?? "https://huggingface.co")
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && !isBehindProxy(env, url) ? url : undefined
}

const clean = (token: string): string | undefined => token.replace(/[\r\n]/g, "").trim() || undefined

const readToken = (env: Environment, path: string): string | undefined => {
  // A CI's token would have to be asked for first: too long for a key press.
  if (switched(env, "HF_HUB_DISABLE_IMPLICIT_TOKEN") || firstOf(env, "HF_OIDC_RESOURCE") !== undefined) return undefined
  for (const name of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]) {
    const token = clean(env[name] ?? "")
    if (token !== undefined) return token
  }
  try {
    return clean(readFileSync(path, "utf8"))
  } catch {
    // Not logged in, or not for us to read: public things can be asked for all the same.
    return undefined
  }
}

/** Whole seconds; `0` and whatever is no number stand for the default, for nobody could be told. */
const secondsOf = (env: Environment): number => {
  const text = firstOf(env, "HF_HUB_COMPLETION_TIMEOUT") ?? ""
  return (/^\d{1,3}$/.test(text) ? Number(text) : 0) || 1
}

export const read = (env: Environment): Surroundings => {
  const home = firstOf(env, process.platform === "win32" ? "USERPROFILE" : "HOME") ?? homedir()
  const path = (text: string) =>
    resolve(expandVariables(expandHome(text, home, undefined), (name) => env[name] || undefined))
  const base = path(
    firstOf(env, "HF_HOME") ?? join(firstOf(env, "XDG_CACHE_HOME") ?? join("~", ".cache"), "huggingface")
  )
  const tokenPath = path(firstOf(env, "HF_TOKEN_PATH") ?? join(base, "token"))
  const staging = path(join("~", ".cache", "huggingface_staging", "token"))
  const certFile = firstOf(env, "SSL_CERT_FILE")
  return {
    path,
    cacheDir: path(firstOf(env, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? join(base, "hub")),
    storedTokensPath: join(dirname(tokenPath), "stored_tokens"),
    endpoint: endpointOf(env),
    token: () => readToken(env, switched(env, "HUGGINGFACE_CO_STAGING") ? staging : tokenPath),
    milliseconds: secondsOf(env) * 1000,
    certFile: certFile === undefined ? undefined : path(certFile)
  }
}
