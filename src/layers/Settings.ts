/**
 * Reads every environment variable of the library, once, when the layer is built.
 *
 * Deviations from huggingface_hub 2.0.0, on purpose: an empty variable counts as unset, paths are absolute, and a number
 * that is none is an {@link InvalidInput} instead of a crash.
 */
import { dirname, join } from "node:path"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { InvalidInput } from "../domain/errors.ts"
import {
  type OidcSettings,
  type ProxySettings,
  Settings,
  type SettingsShape,
  type Variable
} from "../services/Settings.ts"
import { cleanToken } from "./auth/cleanToken.ts"
import * as Environment from "./Environment.ts"
import { isTrue } from "./variables.ts"

/** The Python client's name at huggingface.co: what one client stores the other renews. */
const pythonClientId = "26be6b09-91c5-47da-9861-d2d2bb7a7e36"

const stagingEndpoint = "https://hub-ci.huggingface.co"

const isHttp = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

/** `HUGGINGFACE_CO_STAGING` wins over `HF_ENDPOINT`. The word `embedded` stands for the Hub in this process. */
const readEndpoint = Effect.gen(function* () {
  if (yield* Environment.bool("HUGGINGFACE_CO_STAGING")) return stagingEndpoint
  const value = (yield* Environment.text("HF_ENDPOINT"))?.replace(/\/+$/, "") || "https://huggingface.co"
  if (value !== "embedded" && !isHttp(value)) {
    const reason = "it must be an http:// or https:// URL"
    return yield* new InvalidInput({ what: "value of HF_ENDPOINT", value, reason })
  }
  return value
})

/** Python's constant ends in `/v2`: both spellings mean the same. */
const readInferenceEndpoints = Effect.gen(function* () {
  const what = "HF_INFERENCE_ENDPOINTS_ENDPOINT"
  const value = (yield* Environment.text(what))?.replace(/(\/v2)?\/*$/, "")
  if (value === undefined || value === "") return Option.none()
  if (isHttp(value)) return Option.some(value)
  return yield* new InvalidInput({ what: `value of ${what}`, value, reason: "it must be an http:// or https:// URL" })
})

const readPaths = Effect.gen(function* () {
  const home = yield* Environment.path(
    (yield* Environment.text("HF_HOME")) ??
      join((yield* Environment.text("XDG_CACHE_HOME")) ?? join("~", ".cache"), "huggingface")
  )
  const inHome = (name: string, ...variables: ReadonlyArray<string>) =>
    Effect.flatMap(Environment.firstOf(...variables), (value) => Environment.path(value ?? join(home, name)))

  const tokenPath = yield* inHome("token", "HF_TOKEN_PATH")
  const staging = yield* Environment.bool("HUGGINGFACE_CO_STAGING")
  return {
    home,
    cacheDir: yield* inHome("hub", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"),
    assetsDir: yield* inHome("assets", "HF_ASSETS_CACHE", "HUGGINGFACE_ASSETS_CACHE"),
    xetDir: yield* inHome("xet", "HF_XET_CACHE"),
    // On staging the active token moves and the store stays: huggingface_hub computes the latter first.
    tokenPath: staging ? yield* Environment.path(join("~", ".cache", "huggingface_staging", "token")) : tokenPath,
    storedTokensPath: join(dirname(tokenPath), "stored_tokens")
  }
})

const readToken = Effect.gen(function* () {
  for (const variable of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]) {
    const token = Option.map(cleanToken((yield* Environment.text(variable)) ?? ""), Redacted.make)
    if (Option.isSome(token)) return Option.some({ variable, token: token.value })
  }
  return Option.none()
})

const readSecret = (variable: string) =>
  Effect.map(Environment.text(variable), (value) => Option.map(cleanToken(value ?? ""), Redacted.make))

const readOidc = Effect.gen(function* () {
  const resource = yield* Environment.text("HF_OIDC_RESOURCE")
  if (resource === undefined) return Option.none()
  const url = yield* Environment.text("ACTIONS_ID_TOKEN_REQUEST_URL")
  const onGitHub = (yield* Environment.text("GITHUB_ACTIONS")) === "true" && url !== undefined
  return Option.some({
    resource,
    idToken: yield* readSecret("HF_OIDC_ID_TOKEN"),
    github: onGitHub
      ? Option.map(yield* readSecret("ACTIONS_ID_TOKEN_REQUEST_TOKEN"), (token) => ({ url, token }))
      : Option.none()
  } satisfies OidcSettings)
})

/** `http_proxy` wins over `HTTP_PROXY`, and an empty one removes it; under CGI only lower case is trusted. */
const readProxy = Effect.gen(function* () {
  const cgi = (yield* Environment.text("REQUEST_METHOD")) !== undefined
  const read = Effect.fnUntraced(function* (lower: string) {
    for (const name of cgi && lower === "http_proxy" ? [lower] : [lower, lower.toUpperCase()]) {
      const value = yield* Environment.raw(name)
      if (value !== undefined) return value === "" ? undefined : { name, value }
    }
    return undefined
  })
  const all = yield* read("all_proxy")
  const http = (yield* read("http_proxy")) ?? all
  const https = (yield* read("https_proxy")) ?? all
  const url = (from: Variable | undefined) =>
    Option.map(Option.fromNullable(from), ({ value }) => (value.includes("://") ? value : `http://${value}`))
  const noProxy = ((yield* read("no_proxy"))?.value ?? "").split(",").map((entry) => entry.trim())
  return {
    http: url(http),
    https: url(https),
    from: { http, https },
    noProxy: noProxy.filter((entry) => entry !== "")
  } satisfies ProxySettings
})

const readSwitches = Effect.gen(function* () {
  const bars = Option.fromNullable(yield* Environment.text("HF_HUB_DISABLE_PROGRESS_BARS"))
  const columns = Number(yield* Environment.text("COLUMNS"))
  const telemetry = ["HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK"]
  return {
    disableImplicitToken: yield* Environment.bool("HF_HUB_DISABLE_IMPLICIT_TOKEN"),
    // `HF_HUB_OFFLINE=0` masks the older variable.
    offline: isTrue(yield* Environment.firstOf("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")),
    disableSymlinks: yield* Environment.bool("HF_HUB_DISABLE_SYMLINKS"),
    disableSymlinksWarning: yield* Environment.bool("HF_HUB_DISABLE_SYMLINKS_WARNING"),
    disableSharedBlobs: yield* Environment.bool("HF_HUB_DISABLE_SHARED_BLOBS"),
    disableXet: yield* Environment.bool("HF_HUB_DISABLE_XET"),
    disableProgressBars: Option.map(bars, isTrue),
    disableExperimentalWarning: yield* Environment.bool("HF_HUB_DISABLE_EXPERIMENTAL_WARNING"),
    disableTelemetry: (yield* Effect.forEach(telemetry, Environment.bool)).includes(true),
    userAgentOrigin: Option.fromNullable(yield* Environment.text("HF_HUB_USER_AGENT_ORIGIN")),
    debug: yield* Environment.bool("HF_DEBUG"),
    noColor: (yield* Environment.text("NO_COLOR")) !== undefined,
    columns: columns > 0 && Number.isInteger(columns) ? Option.some(columns) : Option.none()
  }
})

const certificates = (name: string) =>
  Effect.flatMap(Environment.text(name), (value) =>
    value === undefined ? Effect.succeedNone : Effect.asSome(Environment.path(value))
  )

const make: Effect.Effect<SettingsShape, InvalidInput> = Effect.gen(function* () {
  return {
    endpoint: yield* readEndpoint,
    inferenceEndpoints: yield* readInferenceEndpoints,
    ...(yield* readPaths),
    environmentToken: yield* readToken,
    oidc: yield* readOidc,
    oauthClientId: (yield* Environment.text("HF_DEVICE_CODE_OAUTH_CLIENT_ID")) ?? pythonClientId,
    ...(yield* readSwitches),
    metadataTimeout: Duration.seconds(yield* Environment.wholeNumber("HF_HUB_ETAG_TIMEOUT", 10)),
    inactivityTimeout: Duration.seconds(yield* Environment.wholeNumber("HF_HUB_DOWNLOAD_TIMEOUT", 10)),
    proxy: yield* readProxy,
    certFile: yield* certificates("SSL_CERT_FILE"),
    certDir: yield* certificates("SSL_CERT_DIR"),
    extraCertFile: yield* certificates("NODE_EXTRA_CA_CERTS")
  }
})

/** From the current `ConfigProvider` (the environment). `InvalidInput` names the variable that cannot be used. */
export const layer: Layer.Layer<Settings, InvalidInput> = Layer.effect(Settings, make)

/** The environment, with what an option or a test says instead. */
export const layerWith = (overrides: Partial<SettingsShape>): Layer.Layer<Settings, InvalidInput> =>
  Layer.effect(
    Settings,
    Effect.map(make, (settings) => ({ ...settings, ...overrides }))
  )
