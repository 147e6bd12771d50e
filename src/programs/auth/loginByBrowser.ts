import * as Effect from "effect/Effect"
import { Auth } from "../../services/Auth.ts"
import { type DeviceCode, DeviceLogin } from "../../services/DeviceLogin.ts"
import { Progress } from "../../services/Progress.ts"

/**
 * Gets a code from the Hub, `show`s it, waits until somebody confirmed it there (or `LoginFailed`), and stores the token with what
 * renews it.
 */
export const loginByBrowser = <E, R>(show: (code: DeviceCode) => Effect.Effect<void, E, R>) =>
  Effect.gen(function* () {
    const auth = yield* Auth
    const browser = yield* DeviceLogin
    const progress = yield* Progress
    const code = yield* browser.start
    yield* show(code)
    const waiting = Effect.zipRight(progress.task("Waiting for you to confirm it"), browser.wait(code))
    const { token, ...renewal } = yield* Effect.scoped(waiting)
    return { ...(yield* auth.login(token, renewal)), token, ...renewal }
  })
