/** Opens a page for the person in front of this machine, if there is one. Nobody depends on it: the address is shown, too. */
import { spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import * as Environment from "../layers/Environment.ts"

/** What opens a URL: `BROWSER`, or the desktop's own way. None where there is no desktop: a text browser would take the terminal. */
const opener = Effect.gen(function* () {
  const named = yield* Environment.raw("BROWSER")
  if (named !== undefined) return named === "" ? undefined : [named]
  if (process.platform === "darwin") return ["open"]
  // Not `cmd /c start`: that is a shell, and the address comes from a server.
  if (process.platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"]
  const desktop = yield* Environment.firstOf("DISPLAY", "WAYLAND_DISPLAY")
  return desktop === undefined ? undefined : ["xdg-open"]
})

/** Web addresses only; goes on at once, whatever becomes of it. */
export const open = (url: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return
    const [command, ...args] = (yield* opener) ?? []
    if (command === undefined) return
    yield* Effect.sync(() => {
      const child = spawn(command, [...args, new URL(url).href], { stdio: "ignore", detached: true })
      child.on("error", () => {})
      child.unref()
    })
  }).pipe(Effect.ignore)
