import { existsSync } from "node:fs"
import { arch, platform, release } from "node:os"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { version } from "../../domain/Version.ts"
import { whoami } from "../../programs/auth/whoami.ts"
import type { Verdict } from "../../services/Checkup.ts"
import type { OutputValue } from "../../services/Output.ts"
import { Output } from "../../services/Output.ts"
import { Policies } from "../../services/Policies.ts"
import { Settings, type SettingsShape } from "../../services/Settings.ts"
import { withHub } from "../Access.ts"
import { diskCheckup } from "../diskCheckup.ts"
import { configured } from "../gitCredential.ts"
import { str } from "../render/python.ts"
import { leaf } from "../spec/command.ts"

const notHere = "N/A"

/** Without what is secret about them. */
const proxies = ({ proxy }: SettingsShape): string => {
  const named = [
    ["http", proxy.http],
    ["https", proxy.https]
  ] as const
  const used = named.flatMap(([scheme, url]) => (Option.isSome(url) ? [`${scheme} by ${bare(url.value)}`] : []))
  return used.length === 0 ? "none" : used.join(", ")
}

const bare = (url: string): string => (URL.canParse(url) ? new URL(url).host : "an unreadable address")

/** The lines of both the guide and the current Python `hf`, in their order; what only Python has is `N/A`. */
const facts = (
  settings: SettingsShape,
  hasToken: boolean,
  me: Option.Option<string>,
  helpers: ReadonlyArray<string>,
  disk: ReadonlyArray<Verdict>
): ReadonlyArray<readonly [string, OutputValue]> => [
  ["huggingface_hub version", notHere],
  ["hf-effect version", version],
  ["Platform", `${platform()}-${release()}-${arch()}`],
  ["Node.js version", process.versions.node],
  ["Proxy", proxies(settings)],
  ["Cache file system", disk.map(({ check, detail }) => `${check}: ${detail}`).join("; ")],
  ["Python version", notHere],
  ["Running in iPython ?", "No"],
  ["Running in notebook ?", "No"],
  ["Running in Google Colab ?", "No"],
  ["Running in Google Colab Enterprise ?", "No"],
  ["Token path ?", settings.tokenPath],
  ["Has saved token ?", hasToken],
  ...Option.match(me, { onNone: () => [], onSome: (name) => [["Who am I ?", name] as const] }),
  ["Configured git credential helpers", helpers.join(", ")],
  ["Run by AI agent ?", "No"],
  ["Installation method", "npm"],
  ["Torch", notHere],
  ["httpx", notHere],
  ["hf_xet", notHere],
  ["gradio", notHere],
  ["tensorboard", notHere],
  ["pydantic", notHere],
  ["ENDPOINT", settings.endpoint],
  ["HF_HUB_CACHE", settings.cacheDir],
  ["HF_ASSETS_CACHE", settings.assetsDir],
  ["HF_TOKEN_PATH", settings.tokenPath],
  ["HF_STORED_TOKENS_PATH", settings.storedTokensPath],
  ["HF_HUB_OFFLINE", settings.offline],
  ["HF_HUB_DISABLE_TELEMETRY", settings.disableTelemetry],
  ["HF_HUB_DISABLE_PROGRESS_BARS", Option.getOrNull(settings.disableProgressBars)],
  ["HF_HUB_DISABLE_SYMLINKS", settings.disableSymlinks],
  ["HF_HUB_DISABLE_SYMLINKS_WARNING", settings.disableSymlinksWarning],
  ["HF_HUB_DISABLE_EXPERIMENTAL_WARNING", settings.disableExperimentalWarning],
  ["HF_HUB_DISABLE_IMPLICIT_TOKEN", settings.disableImplicitToken],
  ["HF_HUB_DISABLE_XET", settings.disableXet],
  ["HF_HUB_DISABLE_SHARED_BLOBS", settings.disableSharedBlobs],
  ["HF_HUB_ETAG_TIMEOUT", Duration.toSeconds(settings.metadataTimeout)],
  ["HF_HUB_DOWNLOAD_TIMEOUT", Duration.toSeconds(settings.inactivityTimeout)],
  ["HF_XET_HIGH_PERFORMANCE", false]
]

/** A bug report does not wait for a Hub that does not answer. */
const patience = Duration.seconds(3)

/** Who the token in use belongs to, if that is known soon. */
const name = withHub(undefined, whoami).pipe(
  Effect.map(({ name }) => name),
  Effect.timeout(patience),
  // What keeps us from asking is often the very thing the report is about.
  Effect.option,
  Effect.provideService(Policies, { ...Policies.defaults, retries: 0 })
)

export const command = leaf(
  {
    name: "env",
    help: "Print what a bug report needs to know about this machine.",
    topic: "Help",
    params: {},
    examples: ["hf env"]
  },
  () =>
    Effect.gen(function* () {
      const output = yield* Output
      const settings = yield* Settings
      const saved = yield* Effect.sync(() => existsSync(settings.tokenPath))
      const hasToken = saved || Option.isSome(settings.environmentToken)
      const asked = hasToken ? name : Effect.succeedNone
      const [me, helpers, disk] = yield* Effect.all([asked, configured, diskCheckup], { concurrency: 3 })
      const features = disk.filter(({ check }) => ["links", "locks", "case"].includes(check))
      const lines = facts(settings, hasToken, me, helpers, features).map(([key, value]) => `- ${key}: ${str(value)}`)
      yield* output.raw(["", "Copy-and-paste the text below in your GitHub issue.", "", ...lines, "", ""].join("\n"))
    })
)
