/**
 * The guide as a transcript: a line `>>> COMMAND` is typed into a real shell, the lines below it are its whole stdout, `[exit N]`
 * is how it ended when not with 0. The Hub plays https://huggingface.co, `~` is the home folder, `COMMIT` any commit hash,
 * `ID` any id of the Hub's making, `TIME` any time.
 *
 * With `HF_GUIDE=shell` all of it is played once more inside `hf shell -f`: lines as they are typed, without their `hf`, neighbours
 * in one shell; what a line of bash's own (a pipe, a redirection, a variable before it) calls `hf` with, word by word.
 */
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Build from "../support/Build.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Images from "./Images.ts"

export const tokens = {
  wauplin: "hf_WauplinWriteTokenWauplinWrite00001",
  reader: "hf_WauplinReadTokenWauplinRead000002",
  guest: "hf_GuestWriteTokenGuestWriteToken0003"
} as const

/** `orgs`: organizations Wauplin writes to beside those that `whoami` lists in the guide. */
const accounts = (orgs: ReadonlyArray<string>) => ({
  users: [
    {
      name: "Wauplin",
      tokens: [
        { token: tokens.wauplin, role: "write", displayName: "laptop" },
        { token: tokens.reader, role: "read", displayName: "reader" }
      ]
    },
    { name: "guest", tokens: [{ token: tokens.guest, role: "write" }] }
  ],
  orgs: ["huggingface", "eu-test", "hf-accelerate", ...orgs, "bigcode", "MyCoolOrganization"].map((name) => ({
    name,
    members: name === "bigcode" || name === "MyCoolOrganization" ? [] : [{ user: "Wauplin", role: "write" }]
  }))
})

const inShell = process.env["HF_GUIDE"] === "shell"

/** Between what two lines of one shell print. */
const mark = "- - - 8< - - -"

/** The transcript's commands, those together that one shell can run: lines of it alone that end with 0. */
const batches = (transcript: string): ReadonlyArray<string | ReadonlyArray<string>> => {
  const found: Array<string | Array<string>> = []
  for (const part of transcript.split(/^(?=>>> )/m).filter((each) => each.startsWith(">>> "))) {
    const line = part.slice(4, part.indexOf("\n"))
    const last = found[found.length - 1]
    if (!isPlain(line) || /^\[exit \d+\]$/m.test(part)) found.push(line)
    else if (typeof last === "object") last.push(line)
    else found.push([line])
  }
  return found
}

/** Whether bash has nothing to do in it but to part words. */
const isPlain = (command: string): boolean =>
  command.startsWith("hf ") && !/[|&;<>]|\$\(/.test(command.replaceAll(/'[^']*'|"[^"]*"/g, "''"))

const plain = `#!/bin/sh
exec "${process.execPath}" "${Build.bin}" "$@"
`

const quoting = `#!/bin/bash
script=$(mktemp -p "\${0%/*}")
quote="'\\\\''"
for word in "$@"; do printf "'%s' " "\${word//"'"/$quote}"; done >"$script"
exec "${process.execPath}" "${Build.bin}" shell -f "$script"
`

export interface Session {
  /** Folder the commands are typed in. */
  readonly cwd: string
  /** Plays a transcript and compares it with what happens. */
  readonly play: (transcript: string) => Effect.Effect<void, Process.ProcessTooSlow>
  /** Types one line; what it prints is made comparable as in a transcript. */
  readonly run: (command: string) => Effect.Effect<Process.Finished, Process.ProcessTooSlow>
}

/** What a transcript types, in order. */
const commands = (transcript: string): ReadonlyArray<string> =>
  transcript
    .split("\n")
    .filter((line) => line.startsWith(">>> "))
    .map((line) => line.slice(4))

export class Guide extends Context.Tag("test/Guide")<
  Guide,
  {
    /** Where the Hub listens. */
    readonly url: string
    /** Somebody at a shell with an empty home; Wauplin by `HF_TOKEN` unless told otherwise. */
    readonly session: (
      env?: Readonly<Record<string, string | undefined>>
    ) => Effect.Effect<Session, never, import("effect/Scope").Scope>
  }
>() {
  static readonly layerWith = (orgs: ReadonlyArray<string>) =>
    Layer.scoped(
      Guide,
      Effect.gen(function* () {
        const root = yield* TempDir.make("guide")
        const accountsFile = join(root, "accounts.json")
        yield* Effect.promise(async () => {
          await mkdir(join(root, "bin"))
          await writeFile(accountsFile, JSON.stringify(accounts(orgs)), { mode: 0o600 })
          for (const name of ["hf", "huggingface-cli"]) {
            await writeFile(join(root, "bin", name), inShell && name === "hf" ? quoting : plain, { mode: 0o755 })
          }
        })
        const serve = [
          "hub",
          "serve",
          "--jobs",
          "--port",
          "0",
          "--data",
          join(root, "data"),
          "--accounts",
          accountsFile
        ]
        yield* Images.write(join(root, "images"))
        // Programs of images that this machine has not installed.
        const env = { PATH: `${join(root, "images")}:${process.env["PATH"]}` }
        const hub = yield* Process.start(process.execPath, [Build.bin, ...serve], { env })
        const [, url = ""] = yield* hub.line(/Hub listening at (http:\/\/\S+)/)

        const session = (more: Readonly<Record<string, string | undefined>> = {}) =>
          Effect.map(TempDir.make("home"), (home): Session => {
            const env = {
              HOME: home,
              PATH: `${join(root, "bin")}:${process.env["PATH"]}`,
              HF_ENDPOINT: url,
              HF_TOKEN: tokens.wauplin,
              XDG_CONFIG_HOME: undefined,
              ...more
            }
            const seen = (text: string) =>
              text
                .replaceAll(url, "https://huggingface.co")
                .replaceAll(home, "~")
                .replace(/\b[0-9a-f]{40}\b/g, "COMMIT")
                .replace(/\b[0-9a-f]{24}\b/g, "ID")
                .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
            const type = (command: string) =>
              inShell && isPlain(command)
                ? Effect.scoped(
                    Effect.gen(function* () {
                      const script = join(yield* TempDir.make("line"), "line.hfsh")
                      yield* Effect.promise(() => writeFile(script, command.slice("hf ".length)))
                      return yield* Process.run(process.execPath, [Build.bin, "shell", "-f", script], {
                        cwd: home,
                        env
                      })
                    })
                  )
                : Process.run("bash", ["-c", command], { cwd: home, env })
            const say = (command: string) =>
              Effect.map(type(command), ({ code, stdout }) =>
                seen(`>>> ${command}\n${stdout}${code === 0 ? "" : `[exit ${code}]\n`}`)
              )
            /** Lines that end well, one after the other in one shell. */
            const batch = (lines: ReadonlyArray<string>) =>
              Effect.scoped(
                Effect.gen(function* () {
                  const script = join(yield* TempDir.make("lines"), "lines.hfsh")
                  const text = lines.map((line) => `${line.slice("hf ".length)}\necho '${mark}'\n`).join("")
                  yield* Effect.promise(() => writeFile(script, text))
                  const { code, stderr, stdout } = yield* Process.run(
                    process.execPath,
                    [Build.bin, "shell", "-f", script],
                    { cwd: home, env }
                  )
                  const said = stdout.split(`${mark}\n`)
                  const typed = lines.map((line, at) => seen(`>>> ${line}\n${said[at] ?? ""}`)).join("")
                  return code === 0 ? typed : `${typed}[exit ${code}]\n${stderr}`
                })
              )
            return {
              cwd: home,
              run: (command) => Effect.map(type(command), (end) => ({ ...end, stdout: seen(end.stdout) })),
              play: (transcript) =>
                Effect.map(
                  Effect.forEach(inShell ? batches(transcript) : commands(transcript), (each) =>
                    typeof each === "string" ? say(each) : batch(each)
                  ),
                  (said) => assert.strictEqual(said.join(""), transcript.replace(/^\n/, ""))
                )
            }
          })
        return { url, session }
      })
    )
  static readonly layer = Guide.layerWith([])
}
