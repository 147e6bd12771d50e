/** What comes from a Hub is shown on a terminal, never obeyed: planted wherever a stranger can plant it, looked for in the very bytes that arrive there. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { serve } from "../layers/http/servers.ts"
import * as Pty from "../shell/repl/editor/Pty.ts"
import * as Build from "../support/Build.ts"
import * as TempDir from "../support/TempDir.ts"
import { environment, hf } from "./hf.ts"

/** A title, a colour, a screen cleared; the same in C1; bells and what overwrites; what turns the direction of writing. */
const orders = [
  "\u001b]0;owned\u0007",
  "\u001b[7777m",
  "\u001bc",
  "\u001bP+q\u001b\\",
  "\u009b7777m",
  "\u009d0;owned\u009c",
  "\u0007",
  "\b",
  "\r",
  "\u202e",
  "\u2066",
  "\u061c",
  "\u007f"
]

/** Each behind a mark that nothing of ours writes. */
const evil = `${orders.map((order) => `%%${order}`).join("")}.`

const obeyed = /%%[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

const assertHarmless = (sent: string) => {
  const found = obeyed.exec(sent)
  assert.isNull(
    found,
    `it came through: ${JSON.stringify(found === null ? "" : sent.slice(found.index - 60, found.index + 20))}`
  )
}

const json = (value: unknown) => ({ type: "application/json", body: JSON.stringify(value) })

/** A Hub that means no good. */
const hostile = serve(({ method, url }, _, response) => {
  const path = url.split("?", 1)[0] ?? ""
  const answer = (status: number, { body, type }: { readonly type: string; readonly body: string }) =>
    response
      .writeHead(status, {
        "content-type": type,
        // All that a header may hold of it.
        "x-hf-warning": "warned; %%\u009b7777m%%\u009d0;owned."
      })
      .end(body)
  if (path === "/api/whoami-v2")
    return answer(
      200,
      json({ type: "user", id: evil, name: evil, fullname: evil, email: evil, orgs: [{ name: evil }] })
    )
  if (path === "/api/settings/repositories")
    return answer(200, json([{ id: evil, type: evil, updatedAt: evil, visibility: evil, storage: 1 }]))
  if (path.endsWith("/refs"))
    return answer(
      200,
      json({
        branches: [{ name: evil, ref: evil, targetCommit: evil }],
        tags: [{ name: evil, ref: evil, targetCommit: evil }],
        converts: []
      })
    )
  if (path.startsWith("/api/models/x/named/tree"))
    return answer(200, json([{ type: "file", path: `a${evil}`, size: 1, oid: "0".repeat(40) }]))
  if (path.startsWith("/api/models/x/named/revision"))
    return answer(200, json({ id: "x/named", sha: "1".repeat(40), siblings: [] }))
  if (path.startsWith("/api/jobs")) return answer(200, json([]))
  return answer(method === "GET" ? 404 : 400, json({ error: `no ${evil}` }))
})

const toHostile = [
  "auth whoami",
  "auth whoami --json",
  "auth whoami -q",
  "repos ls",
  "repos ls -q",
  "repos ls --format human",
  "repos ls --format agent",
  "repos tag list x/named",
  "repos create x/refused",
  "download x/named",
  "download x/none",
  "collections info x/none-0123456789abcdef01234567",
  "jobs ps -a",
  `collections create '${evil.replaceAll("\r", "")}'`
]

const toBox = (slug: string, home: string) => [
  `collections info ${slug}`,
  `collections info ${slug} -q`,
  `collections info ${slug} --format human`,
  `collections export ${slug}`,
  "collections ls --owner local",
  "cp hf://local/evil/README.md -",
  "download local/evil README.md",
  `jobs run ubuntu sh ${join(home, "evil.sh")}`
]

const terminal = (home: string, env: Readonly<Record<string, string>>) => ({
  ...environment(home, env),
  TERM: "xterm-256color"
})

/** Each as a process of its own, one after the other, on one terminal. */
const asCommands = (home: string, lines: ReadonlyArray<string>, env: Readonly<Record<string, string>>, before = "") =>
  Effect.gen(function* () {
    const script = join(home, "all.sh")
    writeFileSync(
      script,
      `cd '${home}'\n${lines.map((line) => `"${process.execPath}" "${Build.bin}" ${before} ${line}`).join("\n")}\necho all done\n`
    )
    const pty = yield* Pty.run({ columns: 400, rows: 200 }, `sh '${script}'`, terminal(home, env))
    yield* pty.ended
    return pty.sent()
  })

/** The same at the prompt. */
const asSession = (home: string, lines: ReadonlyArray<string>, env: Readonly<Record<string, string>>, words = "") =>
  Effect.gen(function* () {
    const line = `"${process.execPath}" "${Build.bin}" shell ${words}`
    const pty = yield* Pty.run({ columns: 400, rows: 200 }, line, terminal(home, env))
    const ready = (screen: { readonly rows: ReadonlyArray<string> }) =>
      /^(?:hf:\S+ )?hf>$/.test(screen.rows.at(-1) ?? "")
    yield* pty.until(ready)
    for (const [n, each] of [`cd '${home}'`, ...lines].entries()) {
      pty.type(`\u001b[200~${each}\u001b[201~\r`)
      pty.type(`echo line ${n} is done\r`)
      yield* pty.until((screen) => screen.rows.includes(`line ${n} is done`) && ready(screen))
    }
    pty.type("exit\r")
    yield* pty.ended
    return pty.sent()
  })

/** A Hub in a box with everything in it that it lets in. */
const box = Effect.gen(function* () {
  const home = yield* TempDir.make("escapes")
  mkdirSync(join(home, "repo"))
  writeFileSync(join(home, "repo", "README.md"), `# ${evil}\n`)
  writeFileSync(join(home, "evil.sh"), `printf '%s\\n' '${evil}'\n`)
  chmodSync(join(home, "evil.sh"), 0o755)
  const run = (...words: ReadonlyArray<string>) => Effect.promise(() => hf(["--local", ...words], { home, cwd: home }))
  yield* run("upload", "local/evil", "repo", "--commit-message", evil)
  const { stdout } = yield* run("collections", "create", `C ${evil.slice(0, 24)}`, "--description", evil, "-q")
  const slug = stdout.trim()
  assert.notStrictEqual(slug, "")
  yield* run("collections", "add-item", slug, "local/evil", "model", "--note", evil)
  return { home, slug, run }
})

describe.skipIf(process.platform !== "linux")("escape sequences of a Hub", () => {
  it.scopedLive(
    "reach no terminal from a hostile Hub: names, lists, errors, warnings",
    () =>
      Effect.gen(function* () {
        const home = yield* TempDir.make("escapes")
        const server = yield* hostile
        const env = { HF_ENDPOINT: server.url, HF_TOKEN: "hf_token" }
        const plain = yield* asCommands(home, toHostile, env)
        assert.include(plain, "all done")
        assertHarmless(plain)
        assert.include(plain, "%%\\x1b]0;owned")
        const session = yield* asSession(
          home,
          [
            ...toHostile,
            "repos ls | select id",
            "repos ls | json",
            "repos ls | where id ~ owned | csv",
            'echo @1 $_ "$(repos ls -q)"',
            "repos ls | !cat",
            "repos ls -q | !tee /dev/stderr",
            "let it = repos ls; echo $it.id",
            "explain",
            "hf",
            "cd hf://x/named; ls; tree"
          ],
          env
        )
        assertHarmless(session)
        assert.include(session, "%%\\x1b]0;owned")
      }),
    180_000
  )

  it.scopedLive(
    "reach no terminal from what people keep on a Hub: files, titles, notes, logs",
    () =>
      Effect.gen(function* () {
        const { home, run, slug } = yield* box
        const lines = toBox(slug, home)
        const plain = yield* asCommands(home, lines, {}, "--local")
        assert.include(plain, "all done")
        assertHarmless(plain)
        assert.isAtLeast(plain.split("%%\\x1b]0;owned").length, 5)
        const session = yield* asSession(
          home,
          [
            ...lines,
            `let c = collections info ${slug}; echo $c.title $c.description`,
            "cd hf://local/evil; cat README.md; ls",
            `get README.md '${home}'; cd ~; cat README.md`,
            `record '${join(home, "session.jsonl")}'; cat README.md`,
            "cat README.md; echo other",
            `replay '${join(home, "session.jsonl")}'`
          ],
          {},
          "--local"
        )
        assertHarmless(session)
        assert.isAtLeast(session.split("%%\\x1b]0;owned").length, 8)
        // Where no terminal is, a file is a file and a log is a log.
        const piped = yield* run("cp", "hf://local/evil/README.md", "-")
        assert.strictEqual(piped.stdout, `# ${evil}\n`)
        const within = yield* run("shell", "-c", "cd hf://local/evil; cat README.md")
        assert.strictEqual(within.stdout, `# ${evil}\n`)
        const log = yield* run("jobs", "run", "ubuntu", "sh", join(home, "evil.sh"))
        assert.include(log.stdout, "\u001b]0;owned\u0007")
      }),
    180_000
  )
})
