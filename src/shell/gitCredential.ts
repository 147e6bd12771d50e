/** Hands a token to git's own credential helpers, so that `git clone` and `git push` use it, too. */
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { InvalidInput } from "../domain/errors.ts"
import { codeOf } from "../layers/disk/Disk.ts"
import * as Environment from "../layers/Environment.ts"

interface Ran {
  readonly code: number
  readonly stdout: string
}

const failed = (words: ReadonlyArray<string>, reason: string) =>
  new InvalidInput({ what: "git command", value: `git ${words.join(" ")}`, reason })

/** Runs git without a shell. */
const git = (words: ReadonlyArray<string>, stdin = ""): Effect.Effect<Ran, InvalidInput> =>
  Effect.async((resume) => {
    const child = spawn("git", words, { stdio: ["pipe", "pipe", "ignore"] })
    let stdout = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text
    })
    child.on("error", (error) => {
      const reason = codeOf(error) === "ENOENT" ? "there is no git in PATH" : error.message
      resume(Effect.fail(failed(words, reason)))
    })
    child.on("close", (code) => resume(Effect.succeed({ code: code ?? 1, stdout })))
    // Git that ends before it has read everything says so by its code.
    child.stdin.on("error", () => {})
    child.stdin.end(stdin)
    return Effect.sync(() => child.kill())
  })

const named = /^credential\.helper\s*=\s*([\w\-/]+)(?=\s|$)/gim

/** The helpers git knows by name, sorted; none where there is no git (huggingface_hub 2.0.0). */
export const configured: Effect.Effect<ReadonlyArray<string>> = git(["config", "--list"]).pipe(
  Effect.map(({ stdout }) => [...new Set([...stdout.matchAll(named)].map(([, name = ""]) => name))].sort()),
  // A machine without git has no helpers either.
  Effect.orElseSucceed(() => [])
)

/** The helpers git has been told to use, most general first. */
const helpers = Effect.map(git(["config", "--get-all", "credential.helper"]), ({ stdout }) =>
  stdout.split("\n").filter((line) => line !== "")
)

/** Whether git finds the program of a helper that it knows by name. */
export const isInstalled = (helper: string): Effect.Effect<boolean> =>
  Effect.zipWith(Environment.text("PATH"), git(["--exec-path"]), (path = "", { stdout }) =>
    [...path.split(delimiter), stdout.trim()].some((folder) =>
      ["", ".exe"].some((ending) => existsSync(join(folder, `git-credential-${helper}${ending}`)))
    )
  ).pipe(Effect.orElseSucceed(() => false))

/** `configured`: whatever git has; `store`: that, or git's plain file where it has none; `huggingface`: the keyring helper. */
export type Helper = "configured" | "store" | "huggingface"

/** Stores `token` for `endpoint`; the names of the helpers that have it now, none when git has no helper. */
export const approve = (
  helper: Helper,
  endpoint: string,
  token: Redacted.Redacted
): Effect.Effect<ReadonlyArray<string>, InvalidInput> =>
  Effect.gen(function* () {
    const before = yield* helpers
    const wanted = helper === "huggingface" ? !before.includes(helper) : helper === "store" && before.length === 0
    const config = ["config", "--global", "--add", "credential.helper", helper]
    if (wanted && (yield* git(config)).code !== 0) return yield* failed(config, "git refused it")
    const after = yield* helpers
    if (after.length === 0) return after
    const secret = Redacted.value(token)
    const { code } = yield* git(["credential", "approve"], `url=${endpoint}\nusername=hf_user\npassword=${secret}\n\n`)
    if (code !== 0) return yield* failed(["credential", "approve"], "git refused it")
    return after
  })

/** Makes git's helpers forget the token for `endpoint`. */
export const reject = (endpoint: string): Effect.Effect<void> =>
  // Without git there is nothing to forget.
  Effect.ignore(git(["credential", "reject"], `url=${endpoint}\nusername=hf_user\n\n`))
