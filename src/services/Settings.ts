/** What the environment says, read once: directories, endpoint, time-outs, switches. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"

export interface SettingsShape {
  /** Where the Hub is, without trailing slash: `https://huggingface.co`, or `HF_ENDPOINT`. */
  readonly endpoint: string
  /** `HF_INFERENCE_ENDPOINTS_ENDPOINT`: another Inference Endpoints service than the Hub's own, without trailing slash. */
  readonly inferenceEndpoints: Option.Option<string>
  /** `HF_HOME`, absolute. */
  readonly home: string
  /** `HF_HUB_CACHE`, absolute. */
  readonly cacheDir: string
  readonly assetsDir: string
  readonly xetDir: string
  /** `HF_TOKEN_PATH`; `storedTokensPath` always sits beside it. */
  readonly tokenPath: string
  readonly storedTokensPath: string
  /** The token of `HF_TOKEN` (or the legacy variable), cleaned, with the variable's name. */
  readonly environmentToken: Option.Option<{ readonly variable: string; readonly token: Redacted.Redacted }>
  /** `HF_OIDC_RESOURCE`: the token is exchanged for a CI's identity token, whatever else is set. */
  readonly oidc: Option.Option<OidcSettings>
  /** `--token`, or an argument of a program: outranks every other source. Never read from the environment. */
  readonly argumentToken?: Redacted.Redacted
  /** `HF_HUB_DISABLE_IMPLICIT_TOKEN`: send no token unless one is given explicitly. */
  readonly disableImplicitToken: boolean
  /** `HF_DEVICE_CODE_OAUTH_CLIENT_ID`: as whom we log in by browser and renew such logins. */
  readonly oauthClientId: string
  /** `HF_HUB_OFFLINE`: no request leaves the process. */
  readonly offline: boolean
  /** `HF_HUB_ETAG_TIMEOUT`: for an answer's headers, unless it is a file; default 10 s. */
  readonly metadataTimeout: Duration.Duration
  /** `HF_HUB_DOWNLOAD_TIMEOUT`: without a byte of a body, of a file also its first; default 10 s. */
  readonly inactivityTimeout: Duration.Duration
  /** `HF_HUB_DISABLE_SYMLINKS` */
  readonly disableSymlinks: boolean
  readonly disableSymlinksWarning: boolean
  /** `HF_HUB_DISABLE_SHARED_BLOBS` */
  readonly disableSharedBlobs: boolean
  readonly disableXet: boolean
  /** `HF_HUB_DISABLE_PROGRESS_BARS`: unset, or a definite yes or no. */
  readonly disableProgressBars: Option.Option<boolean>
  readonly disableExperimentalWarning: boolean
  readonly disableTelemetry: boolean
  readonly userAgentOrigin: Option.Option<string>
  /** `HF_DEBUG` */
  readonly debug: boolean
  /** `NO_COLOR`, non-empty. */
  readonly noColor: boolean
  /** `COLUMNS` */
  readonly columns: Option.Option<number>
  readonly proxy: ProxySettings
  /** `SSL_CERT_FILE` / `SSL_CERT_DIR`: replace the system's trust store. */
  readonly certFile: Option.Option<string>
  readonly certDir: Option.Option<string>
  /** `NODE_EXTRA_CA_CERTS`: Node trusts them itself, and they stay trusted when the system's are asked for. */
  readonly extraCertFile: Option.Option<string>
}

export interface OidcSettings {
  /** `org/name`, `datasets/org/name` … or a user's name. */
  readonly resource: string
  /** `HF_OIDC_ID_TOKEN` */
  readonly idToken: Option.Option<Redacted.Redacted>
  /** Where GitHub Actions gives identity tokens, and what for. */
  readonly github: Option.Option<{ readonly url: string; readonly token: Redacted.Redacted }>
}

/** A variable and its words, as they are. */
export interface Variable {
  readonly name: string
  readonly value: string
}

export interface ProxySettings {
  /** URLs. */
  readonly http: Option.Option<string>
  readonly https: Option.Option<string>
  /** Which variables they stand in: for messages. */
  readonly from?: { readonly http?: Variable | undefined; readonly https?: Variable | undefined }
  /** Entries of `NO_PROXY`, trimmed. */
  readonly noProxy: ReadonlyArray<string>
}

export class Settings extends Context.Tag("hf/Settings")<Settings, SettingsShape>() {}
