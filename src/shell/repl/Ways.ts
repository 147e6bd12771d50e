/**
 * The ways to a Hub that one session keeps open: one for each Hub and each token it acts with, made when it is needed first. What the machine
 * and its environment know of tokens is for the origin that the shell was started with, and for no other: elsewhere only a token that `set token` or
 * `--token` names is sent.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { InvalidInput } from "../../domain/errors.ts"
import { origin } from "../../layers/http/Urls.ts"
import { Settings, type SettingsShape } from "../../services/Settings.ts"
import { TokenStore } from "../../services/TokenStore.ts"
import { Access, type AccessShape, embedded, network, type Services } from "../Access.ts"
import type { Choices } from "./Session.ts"

/** A way, and the settings that go with it: those of the start, and what is different. */
export interface Way {
  readonly access: AccessShape
  readonly settings: SettingsShape
  readonly different: Partial<SettingsShape>
}

/** The way that the choices of a session lead to. */
export class Ways extends Context.Tag("hf/shell/Ways")<
  Ways,
  { readonly to: (choices: Pick<Choices, "endpoint" | "token">) => Way }
>() {}

/** What Tab asks, and as whom: it reads the environment, and knows of no session. */
export const environmentOf = (env: NodeJS.ProcessEnv, { access, settings }: Way, moved: boolean): NodeJS.ProcessEnv =>
  access.local || moved
    ? {
        ...env,
        HUGGINGFACE_CO_STAGING: "",
        HF_ENDPOINT: access.local ? "embedded" : settings.endpoint,
        ...(settings.disableImplicitToken ? { HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" } : {})
      }
    : env

const estranged = {
  environmentToken: Option.none(),
  oidc: Option.none(),
  disableImplicitToken: true,
  inferenceEndpoints: Option.none()
} satisfies Partial<SettingsShape>

/** Is `endpoint` where the saved token and HF_TOKEN belong? */
export const isHome = (settings: Pick<SettingsShape, "endpoint">, endpoint: string): boolean => {
  const home = origin(settings.endpoint)
  return home !== undefined && home === origin(endpoint)
}

/** Loaded when a name is given: it brings the locks of the files with it. */
const tokenStore = Layer.unwrapEffect(
  Effect.map(
    Effect.promise(() =>
      Promise.all([import("../../layers/auth/TokenStore.ts"), import("../../layers/disk/FileLocks.ts")])
    ),
    ([store, locks]) => Layer.provide(store.layer, locks.layer)
  )
)

const savedAs = (name: string) =>
  Effect.gen(function* () {
    const found = (yield* (yield* TokenStore).list).find((each) => each.name === name)
    const reason = "no token is saved under it (hf auth list)"
    return found === undefined
      ? yield* new InvalidInput({ what: "token name", value: name, reason })
      : Redacted.value(found.token)
  }).pipe(Effect.provide(tokenStore))

export const make = Effect.gen(function* () {
  const start = yield* Access
  const settings = yield* Settings
  const scope = yield* Effect.scope

  /** Kept until the session ends, unless making it fails or is interrupted: then it is made anew the next time. */
  const lasting = (access: AccessShape): AccessShape => {
    const alone = Effect.unsafeMakeSemaphore(1)
    const built = new Map<string | undefined, Context.Context<Services>>()
    let memo: Layer.MemoMap | undefined
    const open = (token: string | undefined) =>
      Effect.gen(function* () {
        const before = built.get(token)
        if (before !== undefined) return before
        memo ??= yield* Layer.makeMemoMap
        const context = yield* Layer.buildWithMemoMap(access.layer(token), memo, scope)
        built.set(token, context)
        return context
      }).pipe(
        Effect.onError(() =>
          Effect.sync(() => {
            // It remembers failures, too.
            if (built.size === 0) memo = undefined
          })
        ),
        alone.withPermits(1)
      )
    return {
      ...access,
      // A token on the line has its own way over the network, which ends with the line; the Hub in the box cannot be opened twice.
      layer: (token) =>
        token !== undefined && !access.local
          ? access.layer(token)
          : Layer.unwrapEffect(Effect.map(open(token), Layer.succeedContext))
    }
  }

  const acting = (access: AccessShape, name: string): AccessShape =>
    lasting({
      ...access,
      layer: (token) =>
        token !== undefined
          ? access.layer(token)
          : Layer.unwrapEffect(
              Effect.map(Effect.provideService(savedAs(name), Settings, settings), (saved) => access.layer(saved))
            )
    })

  const home: Way = { access: lasting(start), settings, different: {} }
  const way = (access: AccessShape, different: Partial<SettingsShape>): Way => ({
    access: lasting(access),
    settings: { ...settings, ...different },
    different
  })
  const ways = new Map<string, Way>()

  const elsewhere = (endpoint: string): Way => {
    if (endpoint === "embedded") return start.local ? home : way(embedded(settings.home), { endpoint })
    const different = isHome(settings, endpoint) ? { endpoint } : { ...estranged, endpoint }
    return way(network(different), different)
  }

  const known = (key: string, make: () => Way): Way => {
    const way = ways.get(key) ?? make()
    ways.set(key, way)
    return way
  }

  return Ways.of({
    to: ({ endpoint, token }) => {
      const way = endpoint === undefined ? home : known(endpoint, () => elsewhere(endpoint))
      return token === undefined
        ? way
        : known(`${endpoint ?? ""} ${token}`, () => ({ ...way, access: acting(way.access, token) }))
    }
  })
})
