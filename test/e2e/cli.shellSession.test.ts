/** What a session of `hf shell` chooses, tells and reaches: policies, Hubs and tokens, `explain`, `hf`. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { serve } from "../layers/http/servers.ts"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import { World } from "../support/World.ts"

const shell = (who: Hf.Who, line: string, ...before: ReadonlyArray<string>) =>
  Hf.run(who, ...before, "shell", "-c", line)

const shellOk = (who: Hf.Who, line: string, ...before: ReadonlyArray<string>) =>
  Hf.ok(who, ...before, "shell", "-c", line)

/** A Hub that has nothing and remembers who asked. */
const stranger = serve((_, __, response) => {
  response.writeHead(200, { "content-type": "application/json" }).end("[]")
})

describe("a session", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "120 seconds" })((it) => {
    it.scoped("tries as often as it was set to, and explains each try", () =>
      Effect.gen(function* () {
        const world = yield* World
        const proxy = yield* world.proxy
        const who = yield* world.who({ endpoint: proxy.url })
        const down = { path: /^\/api\/settings/, action: { _tag: "Answer", status: 503 }, times: 99 } as const
        yield* proxy.inject(down)
        const once = yield* shell(who, "set -e off; with retries 0 { repos ls }; explain | where status >= 400 | count")
        assert.deepStrictEqual([once.code, once.stdout], [6, "1\n"], once.stderr)
        assert.strictEqual(proxy.seen({ path: down.path }).length, 1)
        const twice = yield* shell(who, "set -e off; set retries 1; repos ls; explain | select attempt status | json")
        assert.deepStrictEqual(JSON.parse(twice.stdout), [
          { attempt: 1, status: 503 },
          { attempt: 2, status: 503 }
        ])
        assert.strictEqual(proxy.seen({ path: down.path }).length, 3)
      })
    )

    it.scoped("downloads as many files at once as it was set to, unless the line says otherwise", () =>
      Effect.gen(function* () {
        const world = yield* World
        const names = Array.from({ length: 9 }, (_, n) => `${n}.txt`)
        const repo = yield* world.repo("at-once", Object.fromEntries(names.map((name) => [name, name.repeat(10)])))
        const proxy = yield* world.proxy
        const download = (line: string) =>
          Effect.gen(function* () {
            const who = yield* world.who({ endpoint: proxy.url })
            yield* proxy.reset
            yield* proxy.inject({ path: /\.txt$/, action: { _tag: "Slow", bytesPerSecond: 250 }, times: 99 })
            yield* shellOk(who, line)
            return proxy.atOnce()
          })
        assert.strictEqual(yield* download(`set concurrency 1; download ${repo}`), 1)
        assert.strictEqual(yield* download(`with concurrency 3 { download ${repo} }`), 3)
        assert.strictEqual(yield* download(`set concurrency 3; download ${repo} --max-workers 2`), 2)
      })
    )

    it.scoped("gives up on a Hub that says nothing after the time it was set to", () =>
      Effect.gen(function* () {
        const silent = yield* serve(() => {})
        const who = yield* (yield* World).who({ endpoint: silent.url })
        const ran = yield* shell(who, "set retries 0; with timeout 200ms { repos ls }")
        assert.strictEqual(ran.code, 6)
        assert.match(ran.stderr, /within 0\.2 s/)
        assert.match(
          ran.stderr,
          /HF_HUB_ETAG_TIMEOUT.*\nHint: In this shell: set timeout 60s, or with timeout 60s \{ … \} for some commands\.\n/
        )
      })
    )

    it.scoped("lists what it was set to, and what else holds, and takes each back", () =>
      Effect.gen(function* () {
        const start = yield* (yield* World).who()
        const listed = (line: string, env: Readonly<Record<string, string>> = {}) =>
          Effect.map(
            shellOk({ ...start, env }, `${line === "" ? "" : `${line}; `}set | select value from | json`),
            (text) => (JSON.parse(text) as ReadonlyArray<object>).map((row) => Object.values(row).join(" from "))
          )
        const first = [
          ...["10s from default", "5 from default", "8 from default", "guide from default"],
          ...[`${start.endpoint} from HF_ENDPOINT`, " from HF_TOKEN", "on from default"]
        ]
        assert.deepStrictEqual(yield* listed(""), first)
        const chosen = {
          timeout: "90s",
          retries: "2",
          concurrency: "3",
          format: "human",
          endpoint: "embedded",
          token: "laptop",
          "-e": "off"
        }
        const set = Object.entries(chosen).map(([name, value]) => `set ${name} ${value}`)
        const back = Object.keys(chosen).map((name) => `set ${name} default`)
        assert.deepStrictEqual(
          yield* listed(set.join("; ")),
          Object.values(chosen).map((value) => `${value} from set`)
        )
        assert.deepStrictEqual(yield* listed([...set, ...back].join("; ")), first)
        const within = "set retries 0; with retries default { set | where name = retries | select value | csv }"
        assert.match(yield* shellOk(start, within), /^value\r?\n5$/)
        assert.include(yield* listed("", { HF_HUB_ETAG_TIMEOUT: "7" }), "7s, files 10s from HF_HUB_ETAG_TIMEOUT")
      })
    )

    it.scoped("sends a token to the Hub it was started with and to no other, unless it is named", () =>
      Effect.gen(function* () {
        const world = yield* World
        const other = yield* stranger
        const who = yield* world.who()
        const asked = () => other.seen.splice(0).map(({ headers }) => headers.authorization)
        // Saved, and in the environment.
        yield* Hf.ok(who, "auth", "login", "--token", Accounts.tokens.alice)
        yield* shellOk(who, `set endpoint ${other.url}/; repos ls; auth list`)
        assert.deepStrictEqual(asked(), [undefined])
        const home = yield* shellOk(who, `with endpoint ${other.url} { repos ls }; auth whoami -q`)
        assert.match(home, /alice$/)
        assert.deepStrictEqual(asked(), [undefined])
        yield* shellOk(who, `set endpoint ${other.url}; set token laptop; repos ls`)
        assert.deepStrictEqual(asked(), [`Bearer ${Accounts.tokens.alice}`])
        yield* shell(who, `set endpoint ${other.url}; repos ls --token own-token`)
        assert.deepStrictEqual(asked(), ["Bearer own-token"])
        const unknown = yield* shell(who, "set token nobody; auth whoami")
        assert.strictEqual(unknown.code, 1)
        assert.match(unknown.stderr, /Invalid token name 'nobody': no token is saved under it/)
        const login = yield* shell(who, `set endpoint ${other.url}; auth login --token ${Accounts.tokens.bob}`)
        assert.strictEqual(login.code, 2)
        assert.match(login.stderr, /^Error: a login is for the Hub the shell was started with/m)
        assert.deepStrictEqual(asked(), [])
        const pasted = yield* shell(who, `set token ${Accounts.tokens.alice}`)
        assert.match(pasted.stderr, /^Error: a token itself does not belong here/)
        // The other way round: what belongs to the first Hub is not what the box is entered with.
        const box = yield* shellOk(who, "set endpoint embedded; auth whoami -q; set endpoint default; auth whoami -q")
        assert.match(box, /local\n.*alice$/s)
      })
    )

    it.scoped("refuses what is no Hub", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        for (const text of ["ftp://example.org", "https://me:secret@example.org", "https://example.org?a=b", "hub"]) {
          const ran = yield* shell(who, `set endpoint '${text}'`)
          assert.strictEqual(ran.code, 2)
          assert.match(ran.stderr, /is no Hub: write its http:\/\/ or https:\/\/ URL, embedded, or default/)
        }
      })
    )

    it.scoped("opens the Hub in the box once, whoever acts", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who({ endpoint: "embedded" })
        const { token: _, ...nobody } = who
        const ran = yield* shellOk(nobody, "repos create mine -q; repos ls -q; repos ls --token none -q")
        assert.strictEqual(ran, "local/mine\nlocal/mine\nlocal/mine")
      })
    )

    it.scoped("explains the last command: all it asked for, inside of pipes and blocks too, and nothing secret", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("explained", { "a.txt": "one", "b.bin": Buffer.alloc(2_000_000, 1) })
        const who = yield* world.who()
        const none = yield* shell(who, "explain")
        assert.deepStrictEqual(
          [none.code, none.stderr.split("\n")[0]],
          [2, "Error: there is nothing to explain yet: run a command first"]
        )
        const rows = yield* shellOk(
          who,
          `download ${repo} -q; explain | json; set format json; hf; explain | where url ~ b.bin | select bytes | json`
        )
        assert.notMatch(rows, /[?&](signature|expires|token)=/i)
        assert.match(rows, /"url": "http:\/\/[^"]*\/alice\/explained\/resolve\/[0-9a-f]{40}\/a\.txt"/)
        assert.match(rows, /"bytes": 2000000/)
        // Each of the rows made two, and they are all of one command.
        const each = yield* shellOk(
          who,
          "repos ls | first 2 | each { repos ls --search $it.id -q }; explain | where url ~ settings | count"
        )
        assert.match(each, /\n3$/)
        assert.match(
          yield* shellOk(who, `echo $(repos ls -q | first) | count; explain | select method status`),
          /^1\nMETHOD STATUS\n------ ------\nGET +200$/
        )
        const quiet = yield* shell(who, "version -q; explain")
        assert.match(quiet.stderr, /^The last command made no request\.\n$/)
      })
    )

    it.scoped("explains thousands of small files, which take another lane", () =>
      Effect.gen(function* () {
        const world = yield* World
        const names = Array.from({ length: 60 }, (_, n) => `${n}.txt`)
        const repo = yield* world.repo("many", Object.fromEntries(names.map((name) => [name, `${name} is here`])))
        const who = yield* world.who()
        const counted = yield* shellOk(
          who,
          `download ${repo} -q; explain | where url ~ .txt and status = 200 and bytes > 10 | count`
        )
        assert.match(counted, /\n60$/)
      })
    )

    it.scoped("enters the box for a command, from elsewhere", () =>
      Effect.gen(function* () {
        const who = yield* (yield* World).who()
        const both = yield* shellOk(who, "--local auth whoami -q; auth whoami -q; --local repos create x -q; hf")
        assert.strictEqual(both, "local\nalice\nlocal/x\nhf --local repos create x -q")
      })
    )

    it.scoped("prints what needs this session as a line that does the same without it, or says what it cannot do", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("again", { "a.txt": "one", "b [1].txt": "two", "sub/-c.txt": "three" })
        const start = yield* world.who()
        const who = { ...start, env: { HOME: start.home } }
        writeFileSync(join(who.home, "it's new.txt"), "four")
        const gather = `put "~/it's new.txt" 'x y.txt'; mv a.txt sub/a.txt; rm 'b [1].txt'`
        for (const line of [
          `cd hf://${repo}; ${gather}; commit --dry-run`,
          `cd hf://${repo}; ${gather}; cd sub; rm -- -c.txt; diff | !tail -n 3`,
          `cd hf://${repo}; ${gather}; cd ~; status`,
          `put "~/it's new.txt" hf://${repo}/sub/; cd hf://${repo}/sub; ls`
        ]) {
          const inside = yield* shell(who, `${line}; hf`)
          assert.strictEqual(inside.code, 0, inside.stderr)
          const lines = inside.stdout.trimEnd().split("\n")
          const outside = yield* Process.run(
            "sh",
            ["-c", `node=$0 hf=$1; hf() { "$node" "$hf" "$@"; }; ${lines.pop()}`, process.execPath, Build.bin],
            Hf.options(who)
          )
          assert.strictEqual(outside.code, 0, outside.stderr)
          assert.strictEqual(outside.stdout, `${lines.join("\n")}\n`)
          assert.notInclude(inside.stderr, "Note:")
        }
        const note = "Note: What it does ends with that shell: write what needs it into the same line, behind it.\n"
        for (const line of [`cd hf://${repo}`, `rm hf://${repo}/a.txt`, "let x = version -q"])
          assert.include((yield* shell(who, `${line}; hf`)).stderr, note, line)
        const many = Array.from({ length: 51 }, (_, n) => `put "~/it's new.txt" hf://${repo}/${n}.txt`).join("; ")
        const much = yield* shell(who, `${many}; commit --dry-run | count; hf`)
        assert.include(much.stderr, "Note: There is too much staged to be written here: stage it in front of that.\n")
        // In the cache, too, it is somewhere.
        assert.match(
          yield* shellOk(who, `download ${repo} -q; cd cache://${repo}; cat a.txt; hf`),
          new RegExp(`onehf shell -c 'cd cache://${repo}; cat a\\.txt'$`)
        )
      })
    )

    it.scoped("prints the last command for a shell outside, where it does the same", () =>
      Effect.gen(function* () {
        const world = yield* World
        const repo = yield* world.repo("outside", { "it's a file.txt": "one" })
        const who = { ...(yield* world.who()), cwd: yield* TempDir.make("outside") }
        const last = (line: string, ...before: ReadonlyArray<string>) =>
          Effect.map(shellOk(who, `${line}; hf`, ...before), (text) => text.split("\n").at(-1) ?? "")
        assert.strictEqual(
          yield* last(`set timeout 1500ms; set concurrency 3; download ${repo} "it's a file.txt" -q`),
          `HF_HUB_ETAG_TIMEOUT=2 HF_HUB_DOWNLOAD_TIMEOUT=2 hf download --max-workers 3 ${repo} 'it'\\''s a file.txt' -q`
        )
        assert.strictEqual(
          yield* last(`cd hf://${repo}; with format json { get "it's a file.txt" sub }`),
          `hf download --format json ${repo} 'it'\\''s a file.txt' --type model --revision main --local-dir sub`
        )
        assert.strictEqual(
          yield* last("set endpoint https://hub.example; set -e off; set retries 1; version"),
          "HF_ENDPOINT=https://hub.example HF_HUB_DISABLE_IMPLICIT_TOKEN=1 hf version"
        )
        assert.strictEqual(yield* last("version", "--local"), "hf --local version")
        assert.strictEqual(
          yield* last(`set retries 2; cd hf://${repo}; ls | count`),
          `hf shell -c 'set retries 2; cd hf://${repo}; ls | count'`
        )
        assert.match(yield* last("cd /; version -q"), /^\(cd \/ && hf version -q\)$/)
        const secret = yield* shell(who, `version -q; repos ls --token ${Accounts.tokens.bob}; hf`)
        assert.match(secret.stdout, /\nhf repos ls\n$/)
        assert.match(secret.stderr, /Note: The token is left out: set HF_TOKEN\./)
      })
    )
  })
})
