/** How the process ends: signals, slow readers, a Hub that serves until it is told to stop. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { binary, environment, hf, serving } from "./hf.ts"

const home = mkdtempSync(join(tmpdir(), "hf-process-"))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A server that takes connections and never says a word; `connected` tells of the first one. */
const silent = async () => {
  let connected = () => {}
  const first = new Promise<void>((resolve) => {
    connected = resolve
  })
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.once("data", connected)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return { first, server, url: `http://127.0.0.1:${address.port}` }
}

describe("a running hf", () => {
  it("is interrupted by SIGINT and SIGTERM, quietly, with the code a shell expects", async () => {
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143]
    ] as const) {
      const { first, server, url } = await silent()
      const ran = await hf(["download", "a/b", "c"], {
        env: { HF_ENDPOINT: url },
        started: (child) => void first.then(() => child.kill(signal))
      })
      server.close()
      assert.deepStrictEqual(ran, { code, stdout: "", stderr: "" })
    }
  })

  it("writes all it has to a slow reader", () => {
    // The home of this user is as long as the system lets a variable be: `hf env` shows it five times.
    const long = `/${"x".repeat(120_000)}`
    const script = `"$NODE" "$HF" env | { sleep 0.5; wc -c; }`
    const env = { ...environment(home), HF_HOME: long, NODE: process.execPath, HF: binary }
    const count = Number(execFileSync("bash", ["-c", script], { env, encoding: "utf8" }))
    assert.isAbove(count, 5 * 120_000)
  })

  it("reads all of a slow writer, whatever it is read for", () => {
    const read = (first: string, second: string, command: string) => {
      const script = `{ echo '${first}'; sleep 0.5; echo '${second}'; } | "$NODE" "$HF" ${command} 2>&1 || true`
      const env = { ...environment(home), HF_ENDPOINT: "http://127.0.0.1:9", HF_TOKEN: "hf_x" }
      return execFileSync("bash", ["-c", script], {
        env: { ...env, NODE: process.execPath, HF: binary },
        encoding: "utf8"
      })
    }
    assert.strictEqual(read("echo one", "echo two", "shell"), "one\ntwo\n")
    assert.strictEqual(read("echo one", "echo two", "shell -f -"), "one\ntwo\n")
    assert.match(read("A=1", "B=2", "jobs run --dry-run --secrets-file - x true"), /A=\*+[\s\S]*B=\*+/)
    assert.match(read("title: T", "bogus: x", "collections apply -"), /^Error: Invalid collection file '-': .*bogus/)
  })

  it("says what is wrong with standard input that cannot be read", async () => {
    const script = `"$NODE" "$HF" shell </`
    const env = { ...environment(home), NODE: process.execPath, HF: binary }
    assert.throws(
      () => execFileSync("bash", ["-c", script], { env, encoding: "utf8", stdio: "pipe" }),
      /Error: Cannot read 'standard input': it is a directory\./
    )
  })

  it("tells in one line what went wrong, and where only when asked", async () => {
    const offline = { HF_HUB_OFFLINE: "1", HF_TOKEN: "hf_x" }
    const ran = await hf(["auth", "whoami"], { env: offline })
    assert.strictEqual(ran.code, 6)
    assert.match(ran.stderr, /^Error: Cannot reach .*\n$/)
    const debug = await hf(["auth", "whoami"], { env: { ...offline, HF_DEBUG: "1" } })
    assert.strictEqual(debug.code, 6)
    assert.match(debug.stderr, /^Error: Cannot reach .*\n[\s\S]+\n +at /)
  })
})

describe("hf hub serve", () => {
  const serve = (...words: ReadonlyArray<string>) => serving(home, ...words)

  it("says where, answers, and leaves when told to", async () => {
    const data = join(home, "hub")
    const { child, ended, url } = serve("--port", "0", "--data", data)
    const at = await url
    assert.match(at, /^http:\/\/127\.0\.0\.1:\d+$/)
    assert.strictEqual(statSync(join(data, "owner.token")).mode & 0o777, 0o600)
    const token = readFileSync(join(data, "owner.token"), "utf8")
    const ran = await hf(["auth", "whoami", "-q"], { env: { HF_ENDPOINT: at, HF_TOKEN: token } })
    assert.deepStrictEqual(ran, { code: 0, stdout: "local\n", stderr: "" })

    const taken = await hf(["hub", "serve", "--port", at.split(":")[2] ?? "", "--data", join(home, "other")])
    assert.deepStrictEqual([taken.code, taken.stdout], [5, ""])
    assert.match(taken.stderr, /^Error: Cannot listen at 127\.0\.0\.1:\d+: the port is taken\.\n/)
    const inUse = await hf(["hub", "serve", "--port", "0", "--data", data])
    assert.deepStrictEqual([inUse.code, inUse.stdout], [5, ""])
    assert.match(inUse.stderr, /^Error: The data folder .* is in use/)

    child.kill("SIGTERM")
    assert.deepStrictEqual(await ended, { code: 0, stderr: "" })
  })

  it("logs in with a token from a pipe and stores it for its owner alone", async () => {
    const { child, ended, url } = serve("--port", "0", "--data", join(home, "hub"))
    const env = { HF_ENDPOINT: await url }
    const token = readFileSync(join(home, "hub", "owner.token"), "utf8")
    const login = await hf(["auth", "login"], { env, home, stdin: `${token}\n` })
    assert.deepStrictEqual([login.code, login.stdout], [0, ""])
    assert.match(login.stderr, /^Token is valid \(permission: write\)\.\n/)
    assert.notInclude(login.stderr, token)
    assert.strictEqual(statSync(join(home, "hf", "token")).mode & 0o777, 0o600)
    assert.strictEqual((await hf(["auth", "token"], { env, home })).stdout, `${token}\n`)
    assert.match((await hf(["auth", "login"], { env, home })).stderr, /logged in already/)
    const bare = await hf(["auth", "login", "--token", token, "--add-to-git-credential"], { env, home })
    assert.match(bare.stderr, /\nWarning: git has no credential helper/)
    const git = await hf(["auth", "login", "--token", token, "--git-credential"], { env, home })
    assert.match(git.stderr, /given to git's credential helpers \(store\)/)
    assert.strictEqual(
      readFileSync(join(home, ".git-credentials"), "utf8"),
      `${env.HF_ENDPOINT.replace("://", `://hf_user:${token}@`).replace(/:(\d+)$/, "%3a$1")}\n`
    )
    assert.strictEqual((await hf(["auth", "logout"], { env, home })).code, 0)
    assert.isFalse(existsSync(join(home, "hf", "token")))
    const nobody = await hf(["auth", "whoami"], { env, home })
    assert.deepStrictEqual([nobody.code, nobody.stdout], [4, ""])
    assert.match(nobody.stderr, /^Error: Not logged in\.\nHint: .*hf auth login/)
    child.kill("SIGINT")
    assert.strictEqual((await ended).code, 0)
  })
})
