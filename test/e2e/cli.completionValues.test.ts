/** Tab on values that only the cache or the Hub knows. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { binary, environment, hf, serving } from "./hf.ts"
import * as Tab from "./tab.ts"

/** Nothing here depends on how fast the machine is. */
const patient = { HF_HUB_COMPLETION_TIMEOUT: "60" }
/** Long enough to send a request from a busy machine. */
const soon = { HF_HUB_COMPLETION_TIMEOUT: "3" }

const odd = "a $(touch pwned);`x`!.txt"

describe("Tab, with a Hub in reach", () => {
  const home = mkdtempSync(join(tmpdir(), "hf-tab-"))
  const data = join(home, "hf", "embedded-hub")
  const hub = serving(home, "--jobs", "--port", "0", "--data", data)
  let env: Readonly<Record<string, string>> = {}
  const offline = { HF_HUB_OFFLINE: "1" }
  const values = async (...words: ReadonlyArray<string>) => (await Tab.offered(home, env, ...words)).values
  const cached = async (...words: ReadonlyArray<string>) =>
    (await Tab.offered(home, { ...env, ...offline }, ...words)).values
  let commit = ""

  beforeAll(async () => {
    const HF_ENDPOINT = await hub.url
    env = { HF_ENDPOINT, HF_TOKEN: readFileSync(join(data, "owner.token"), "utf8"), ...patient }
    const folder = join(home, "data")
    mkdirSync(join(folder, "sub"), { recursive: true })
    for (const name of ["config.json", "my file.txt", odd, "sub/notes.md"]) writeFileSync(join(folder, name), "x\n")
    const run = async (...words: ReadonlyArray<string>) => {
      const ran = await hf(words, { home, env })
      assert.strictEqual(ran.code, 0, ran.stderr)
      return ran.stdout
    }
    await run("upload", "my-model", folder, ".")
    await run("upload", "my-data", folder, ".", "--type", "dataset")
    await run("upload", "far-model", folder, ".")
    await run("repos", "tag", "create", "local/my-model", "v1.0")
    await run("repos", "branch", "create", "local/my-model", "feat/x")
    const path = await run("download", "local/my-model", "config.json")
    commit = /snapshots\/([0-9a-f]{40})/.exec(path)?.[1] ?? ""
    await run("download", "datasets/local/my-data")
  })
  afterAll(async () => {
    hub.child.kill()
    await hub.ended
    rmSync(home, { recursive: true, force: true })
  })

  it("offers cached repositories in the spellings of the line", async () => {
    assert.deepStrictEqual(await cached("download", ""), ["datasets/local/my-data", "local/my-model"])
    assert.deepStrictEqual(await cached("download", "datasets/"), ["datasets/local/my-data"])
    assert.deepStrictEqual(await cached("download", "--repo-type", "dataset", "lo"), ["local/my-data"])
    assert.deepStrictEqual(await cached("download", "--type=dataset", "lo"), ["local/my-data"])
    assert.deepStrictEqual(await cached("repos", "settings", "models/"), ["models/local/my-model"])
    assert.deepStrictEqual(await cached("download", "hf://"), ["hf://datasets/local/my-data", "hf://local/my-model"])
    assert.deepStrictEqual(await cached("download", "--type", "space", ""), [])
  })

  it("asks the Hub for what the cache has not", async () => {
    assert.deepStrictEqual(await cached("download", "local/f"), [])
    assert.deepStrictEqual(await values("download", "local/f"), ["local/far-model"])
    assert.deepStrictEqual(await values("download", "hf://local/f"), ["hf://local/far-model"])
    assert.deepStrictEqual(await values("download", "local/"), ["local/my-model"])
  })

  it("offers revisions: cached ones, with their day, else those of the Hub", async () => {
    const { helps, values: found } = await Tab.offered(home, env, "download", "local/my-model", "--revision", "")
    assert.deepStrictEqual(found, ["main", commit])
    assert.match(helps[1] ?? "", /^cached, main, \d{4}-\d\d-\d\d$/)
    assert.deepStrictEqual(await values("download", "local/my-model", "--revision", "v"), ["v1.0"])
    assert.deepStrictEqual(await values("download", "local/my-model", "--revision=feat"), ["--revision=feat/x"])
    assert.deepStrictEqual(await values("download", "hf://local/my-model@feat"), ["hf://local/my-model@feat%2Fx"])
    assert.deepStrictEqual(await values("repos", "tag", "delete", "local/my-model", ""), ["v1.0"])
    assert.sameMembers([...(await values("repos", "branch", "delete", "local/my-model", ""))], ["main", "feat/x"])
  })

  it("offers what cache commands take: ids as `cache ls` shows them, and hashes", async () => {
    assert.deepStrictEqual(await cached("cache", "rm", ""), ["dataset/local/my-data", "model/local/my-model"])
    assert.deepStrictEqual(await cached("cache", "pin", commit.slice(0, 6)), [commit])
    assert.deepStrictEqual(await cached("cache", "rm", "x", "hf://m"), ["hf://models/local/my-model"])
    assert.deepStrictEqual(await cached("cache", "verify", "local/"), ["local/my-model"])
    const elsewhere = join(home, "elsewhere")
    assert.deepStrictEqual(await cached("cache", "rm", "--cache-dir", elsewhere, ""), [])
  })

  it("offers files folder by folder, cached ones first, none twice", async () => {
    const all = await values("download", "local/my-model", "")
    assert.strictEqual(all[0], "config.json")
    assert.includeMembers([...all], ["my file.txt", "sub/", odd])
    assert.strictEqual(new Set(all).size, all.length)
    assert.deepStrictEqual(await values("download", "local/my-model", "sub/"), ["sub/notes.md"])
    assert.notInclude(await values("download", "local/my-model", "config.json", ""), "config.json")
    assert.deepStrictEqual(await values("cp", "hf://local/my-model@v1.0/su"), ["hf://local/my-model@v1.0/sub/"])
    assert.deepStrictEqual(await values("download", "local/my-model", "../"), [])
  })

  it("offers the whole listing of a commit from the cache alone", async () => {
    const all = ["config.json", "my file.txt", "sub/", odd]
    assert.includeMembers([...(await cached("download", "datasets/local/my-data", ""))], all)
  })

  it("offers one's collections and what is in them", async () => {
    const made = await hf(["collections", "create", "Read later", "-q"], { home, env })
    const slug = made.stdout.trim()
    await hf(["collections", "add-item", slug, "local/my-model", "model"], { home, env })
    const own = await Tab.offered(home, env, "collections", "info", "")
    assert.deepStrictEqual([own.values, own.helps], [[slug], ["Read later"]])
    assert.deepStrictEqual(await values("collections", "delete", "local/r"), [slug])
    assert.deepStrictEqual(await values("collections", "info", "nobody/"), [])
    assert.deepStrictEqual(await cached("collections", "info", ""), [])
    const items = await Tab.offered(home, env, "collections", "update-item", slug, "")
    assert.match(items.values.join(), /^[0-9a-f]{24}$/)
    assert.deepStrictEqual(items.helps, ["model local/my-model"])
    const address = `${env["HF_ENDPOINT"]}/collections/${slug}`
    assert.deepStrictEqual(await values("collections", "delete-item", address, ""), items.values)
  })

  it("offers jobs and schedules, one's own or those of the namespace that is typed", async () => {
    const run = (...words: ReadonlyArray<string>) => hf(["jobs", ...words], { home, env })
    const id = (await run("run", "--detach", "python:3.12", "python3", "-c", "1")).stdout.trim().split("\n")[0] ?? ""
    await run("wait", id)
    const jobs = await Tab.offered(home, env, "jobs", "logs", "")
    assert.deepStrictEqual([jobs.values, jobs.helps], [[id], ["COMPLETED python:3.12"]])
    assert.deepStrictEqual(await values("jobs", "inspect", "local/"), [`local/${id}`])
    assert.deepStrictEqual(await values("jobs", "cancel", "--namespace", "nobody", ""), [])
    const made = await run("scheduled", "run", "@yearly", "python:3.12", "python3", "-q")
    const schedules = await Tab.offered(home, env, "jobs", "scheduled", "inspect", "")
    assert.match(made.stdout, new RegExp(`${schedules.values[0]}`))
    assert.deepStrictEqual(schedules.helps, ["@yearly python:3.12"])
  })

  it("offers the names of saved tokens, never what is in them", async () => {
    writeFileSync(join(home, "hf", "stored_tokens"), "[laptop]\nhf_token = hf_secretsecret1\n\n[work]\nhf_token = x\n")
    assert.deepStrictEqual(await values("auth", "switch", "--token-name", ""), ["laptop", "work"])
    assert.deepStrictEqual(await values("auth", "logout", "--token-name", "l"), ["laptop"])
    rmSync(join(home, "hf", "stored_tokens"))
  })

  const lines = [
    "hf download local/my-model my\t",
    'hf download local/my-model "my\t',
    "hf download local/my-model 'a\t",
    "hf download local/my-model a\t",
    "hf download local/my-model su\tn\t",
    "hf download hf://datasets/lo\t",
    "hf cp hf://local/my-model@v\t",
    "hf download local/my-model --revision=v\t"
  ]
  const heard = [
    "<download><local/my-model><my file.txt>",
    "<download><local/my-model><my file.txt>",
    `<download><local/my-model><${odd}>`,
    `<download><local/my-model><${odd}>`,
    "<download><local/my-model><sub/notes.md>",
    "<download><hf://datasets/local/my-data>",
    "<cp><hf://local/my-model@v1.0>",
    "<download><local/my-model><--revision=v1.0>"
  ]
  for (const shell of ["bash", "zsh"] as const) {
    const reason = Tab.missing("script", shell)
    if (reason !== undefined) console.warn(`\n!!! SKIPPED: Tab in a real ${shell}: ${reason}\n`)
    it.skipIf(reason !== undefined)(`makes one harmless word of any name in a real ${shell}`, async () => {
      assert.deepStrictEqual(await Tab.typed(shell, home, env, ...lines), heard)
    })
  }

  const noFish = Tab.missing("fish")
  if (noFish !== undefined) console.warn(`\n!!! SKIPPED: Tab in a real fish: ${noFish}\n`)
  it.skipIf(noFish !== undefined)("offers the same in a real fish", async () => {
    assert.deepStrictEqual(await Tab.fish(home, env, "hf download local/my-model my"), ["my file.txt"])
    assert.deepStrictEqual(await Tab.fish(home, env, 'hf download local/my-model "a'), [odd])
    assert.deepStrictEqual(await Tab.fish(home, env, "hf cp hf://local/my-model@v"), ["hf://local/my-model@v1.0\ttag"])
    assert.deepStrictEqual(await Tab.fish(home, env, "hf download --type dataset lo"), ["local/my-data"])
  })
})

/** A Hub that answers each request as told, or not at all, and remembers it. */
const strange = async (answer: (request: http.IncomingMessage, response: http.ServerResponse) => void) => {
  const seen: Array<http.IncomingMessage> = []
  const server = http.createServer((request, response) => {
    seen.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { seen, close, url: `http://127.0.0.1:${port}` }
}

describe("Tab, with a Hub that is no help", () => {
  const home = mkdtempSync(join(tmpdir(), "hf-tab-alone-"))
  const commit = "0123456789abcdef0123456789abcdef01234567"
  const repo = join(home, "hf", "hub", "models--org--here")
  const HF_TOKEN = "hf_TabTabTabTabTabTab0001"

  beforeAll(() => {
    mkdirSync(join(repo, "snapshots", commit), { recursive: true })
    mkdirSync(join(repo, "refs"))
    writeFileSync(join(repo, "refs", "main"), commit)
    writeFileSync(join(repo, "snapshots", commit, "config.json"), "{}")
  })
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  it("gives up on one that never answers, after one request, and still offers what is here", async () => {
    const hub = await strange(() => {})
    const env = { HF_ENDPOINT: hub.url, ...soon }
    assert.deepStrictEqual(await Tab.offered(home, env, "download", "gone"), { values: [], helps: [], stderr: "" })
    assert.strictEqual(hub.seen.length, 1)
    assert.deepStrictEqual((await Tab.offered(home, env, "download", "org/here", "")).values, ["config.json"])
    assert.strictEqual(hub.seen.length, 2)
    hub.close()
  })

  it("gives up on one that begins to answer and never ends", async () => {
    const hub = await strange((_, response) => {
      response.writeHead(200, { "content-type": "application/json" })
      response.write('[{"id": "gone/model"}')
    })
    assert.deepStrictEqual((await Tab.offered(home, { HF_ENDPOINT: hub.url, ...soon }, "download", "gone")).values, [])
    hub.close()
  })

  it("asks nobody when told so, or when the cache knows", async () => {
    const hub = await strange((_, response) => response.end('[{"id": "gone/model"}]'))
    const ask = async (env: Readonly<Record<string, string>>, ...words: ReadonlyArray<string>) =>
      (await Tab.offered(home, { HF_ENDPOINT: hub.url, ...patient, ...env }, ...words)).values
    assert.deepStrictEqual(await ask({ HF_HUB_OFFLINE: "1" }, "download", "gone"), [])
    assert.deepStrictEqual(await ask({ HF_HUB_DISABLE_COMPLETION_NETWORK: "1" }, "download", "gone"), [])
    assert.deepStrictEqual(await ask({ http_proxy: "http://127.0.0.1:9" }, "download", "gone"), [])
    assert.deepStrictEqual(await ask({ HF_ENDPOINT: "embedded" }, "download", "gone"), [])
    assert.deepStrictEqual(await ask({}, "--local", "download", "gone"), [])
    assert.deepStrictEqual(await ask({}, "download", "org/"), ["org/here"])
    assert.strictEqual(hub.seen.length, 0)
    assert.deepStrictEqual(await ask({}, "download", "gone"), ["gone/model"])
    assert.strictEqual(hub.seen.length, 1)
    hub.close()
  })

  it("sends the token to the Hub, and nowhere the Hub points", async () => {
    const elsewhere = await strange((_, response) => response.end('[{"id": "gone/model"}]'))
    const hub = await strange((_, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/api/models` }).end()
    )
    const env = { HF_ENDPOINT: hub.url, HF_TOKEN, ...patient }
    const { stderr, values } = await Tab.offered(home, env, "download", "gone")
    assert.deepStrictEqual([values, stderr], [[], ""])
    assert.strictEqual(hub.seen[0]?.headers.authorization, `Bearer ${HF_TOKEN}`)
    assert.strictEqual(elsewhere.seen.length, 0)
    await Tab.offered(home, { ...env, HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" }, "download", "gone")
    assert.strictEqual(hub.seen[1]?.headers.authorization, undefined)
    hub.close()
    elsewhere.close()
  })

  it("offers no name that is none", async () => {
    const ids = ["evil/$(x)", "evil/\u001b[31m", "evil/a b", "evil/-x", "evil", "../evil", 7, null, "evil/good"]
    const paths = ["\u001b]0;x\u0007", "new\nline", "-rf", "..", "/etc", "sub/deeper", "\u202etxt", "fine"]
    const hub = await strange((request, response) =>
      response.end(
        JSON.stringify(
          request.url?.includes("/tree/")
            ? paths.map((path) => ({ type: "file", path }))
            : request.url?.includes("/refs")
              ? { branches: [{ name: "x\u001b[0m" }, { name: "-x" }, { name: "x1" }], tags: "none" }
              : ids.map((id) => ({ id }))
        )
      )
    )
    const ask = async (...words: ReadonlyArray<string>) =>
      (await Tab.offered(home, { HF_ENDPOINT: hub.url, ...patient }, ...words)).values
    assert.deepStrictEqual(await ask("download", "evil"), ["evil", "evil/good"])
    assert.deepStrictEqual(await ask("download", "evil/good", ""), ["fine"])
    assert.deepStrictEqual(await ask("download", "evil/good", "--revision", ""), ["x1"])
    hub.close()
  })

  it("takes any failure for no answer", async () => {
    for (const [status, body] of [
      [500, "[]"],
      [404, '{"error": "x"}'],
      [200, "<html>"],
      [200, '"text"'],
      [200, JSON.stringify([{ id: "gone/model", x: "y".repeat(3_000_000) }])]
    ] as const) {
      const hub = await strange((_, response) => response.writeHead(status).end(body))
      const { stderr, values } = await Tab.offered(home, { HF_ENDPOINT: hub.url, ...patient }, "download", "gone")
      assert.deepStrictEqual([values, stderr, hub.seen.length], [[], "", 1])
      hub.close()
    }
  })

  it("takes a cache that cannot be read for an empty one", async () => {
    const file = join(home, "file")
    writeFileSync(file, "")
    const env = { HF_HUB_OFFLINE: "1", HF_HUB_CACHE: file, ...patient }
    assert.deepStrictEqual(await Tab.offered(home, env, "download", ""), { values: [], helps: [], stderr: "" })
    const broken = join(home, "broken")
    mkdirSync(join(broken, "models--org--bad"), { recursive: true })
    mkdirSync(join(broken, "models--org--$(x)"))
    for (const name of ["refs", "snapshots"]) writeFileSync(join(broken, "models--org--bad", name), "")
    const ask = (...words: ReadonlyArray<string>) => Tab.offered(home, { ...env, HF_HUB_CACHE: broken }, ...words)
    assert.deepStrictEqual((await ask("download", "")).values, ["org/bad"])
    assert.deepStrictEqual(await ask("download", "org/bad", "--revision", ""), { values: [], helps: [], stderr: "" })
    assert.deepStrictEqual((await ask("cache", "rm", "a")).values, [])
  })

  it("does not load Effect for it", () => {
    const loaded = (words: ReadonlyArray<string>, env: Readonly<Record<string, string>>) => {
      const folder = mkdtempSync(join(home, "coverage-"))
      execFileSync(process.execPath, [binary, ...words], {
        env: { ...environment(home, env), HF_HUB_OFFLINE: "1", NODE_V8_COVERAGE: folder }
      })
      const report = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0] ?? ""), "utf8"))
      const urls: ReadonlyArray<string> = report.result.map(({ url }: { readonly url: string }) => url)
      return urls.filter((url) => url.startsWith("file:")).map((url) => readFileSync(fileURLToPath(url), "utf8"))
    }
    const hasEffect = (texts: ReadonlyArray<string>) => texts.some((text) => text.includes("effect/Fiber"))
    const tab = { _HF_COMPLETE: "fish_complete", COMP_WORDS: "hf download org/", COMP_CWORD: "org/" }
    assert.isFalse(hasEffect(loaded([], tab)))
    assert.isTrue(hasEffect(loaded(["env"], {})))
  })
})
