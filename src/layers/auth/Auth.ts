import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { InvalidInput, Unauthorized } from "../../domain/errors.ts"
import { Auth, type AuthShape } from "../../services/Auth.ts"
import { Credentials } from "../../services/Credentials.ts"
import { Hub } from "../../services/Hub.ts"
import { Settings } from "../../services/Settings.ts"
import { TokenStore } from "../../services/TokenStore.ts"
import { cleanToken, usable } from "./cleanToken.ts"

/** The token as it will be stored. Organisation tokens were retired by the Hub and cannot log in. */
const checked = (given: Redacted.Redacted): Effect.Effect<Redacted.Redacted, InvalidInput> => {
  const refuse = (reason: string) => Effect.fail(new InvalidInput({ what: "token", value: "<hidden>", reason }))
  const token = Option.getOrElse(cleanToken(Redacted.value(given)), () => "")
  if (token === "") return refuse("it is empty")
  if (token.startsWith("api_org")) return refuse("tokens of organizations cannot log in; use a personal one")
  return usable.test(token) ? Effect.succeed(Redacted.make(token)) : refuse("it has characters that no token has")
}

const make = Effect.gen(function* () {
  const settings = yield* Settings
  const { current } = yield* Credentials
  const store = yield* TokenStore
  const { identity } = yield* Hub
  const variable = Option.map(settings.environmentToken, ({ variable }) => variable)

  const whoami = Effect.flatMap(
    current,
    Option.match({
      onNone: () => Effect.fail(new Unauthorized({ url: `${settings.endpoint}/api/whoami-v2`, reason: "missing" })),
      onSome: ({ token }) => identity.whoami(token)
    })
  ).pipe(Effect.withSpan("Auth.whoami"))

  const login: AuthShape["login"] = Effect.fn("Auth.login")(function* (given, renewal) {
    const token = yield* checked(given)
    const { auth, name: user } = yield* identity.whoami(token)
    // The Hub names tokens; those of a browser login have no name of their own.
    const name = auth?.accessToken?.displayName ?? `oauth-${user}`
    yield* store.save(name, token, renewal)
    return { name, user, role: Option.fromNullable(auth?.accessToken?.role), outrankedBy: variable }
  })

  const logout: AuthShape["logout"] = Effect.fn("Auth.logout")(function* (name) {
    const done = yield* name === undefined ? store.clear : store.remove(name)
    return { done, stillBy: variable }
  })

  const switchTo: AuthShape["switch"] = Effect.fn("Auth.switch")(function* (name) {
    const tokens = yield* store.list
    const found = tokens.find((stored) => stored.name === name)
    if (found === undefined || !(yield* store.activate(name))) {
      const names = tokens.map((stored) => `'${stored.name}'`).join(", ")
      const reason = names === "" ? "no token is stored; log in first" : `the stored ones are ${names}`
      return yield* new InvalidInput({ what: "token name", value: name, reason })
    }
    const other = Option.filter(
      settings.environmentToken,
      ({ token }) => Redacted.value(token) !== Redacted.value(found.token)
    )
    return { token: found.token, outrankedBy: Option.map(other, ({ variable }) => variable) }
  })

  const list = Effect.gen(function* () {
    const used = Option.map(yield* current, ({ token }) => Redacted.value(token))
    const tokens = yield* store.list
    return tokens.map((stored) => ({ ...stored, active: Option.contains(used, Redacted.value(stored.token)) }))
  }).pipe(Effect.withSpan("Auth.list"))

  return { current, whoami, login, switch: switchTo, logout, list } satisfies AuthShape
})

export const layer: Layer.Layer<Auth, never, Settings | Credentials | TokenStore | Hub> = Layer.effect(Auth, make)
