/** What the guides show, against a Hub in a box: a sentence, a command, what came out. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { hf, type Options, serving } from "./hf.ts"

describe("hf against the Hub in a box", () => {
  const home = mkdtempSync(join(tmpdir(), "hf-commands-"))
  const data = join(home, "hf", "embedded-hub")
  const hub = serving(home, "--port", "0", "--data", data)
  let env: Readonly<Record<string, string>> = {}
  const box = (words: string, options: Options = {}) =>
    hf(words.split(" "), { home, ...options, env: { ...env, ...options.env } })
  const stdout = async (words: string, options?: Options) => {
    const ran = await box(words, options)
    assert.strictEqual(ran.code, 0, ran.stderr)
    return ran.stdout
  }

  beforeAll(async () => {
    env = { HF_ENDPOINT: await hub.url, HF_TOKEN: readFileSync(join(data, "owner.token"), "utf8") }
    mkdirSync(join(home, "data", "sub"), { recursive: true })
    writeFileSync(join(home, "data", "config.json"), "{}\n")
    writeFileSync(join(home, "data", "sub", "notes.md"), "# Notes\n")
    await stdout("repo create my-model")
    await stdout("upload my-model data")
  })
  afterAll(async () => {
    hub.child.kill()
    await hub.ended
    rmSync(home, { recursive: true, force: true })
  })

  it("tells who you are, in the guide's words and in JSON", async () => {
    assert.strictEqual(await stdout("auth whoami"), "local\n")
    assert.match(
      await stdout("auth whoami --json"),
      /^\{"user": "local", "orgs": null, "endpoint": "http:\/\/[^"]*"\}\n$/
    )
    assert.strictEqual(await stdout("auth whoami -q"), "local\n")
  })

  it("creates a repo: the guide's two lines, the block, the id", async () => {
    assert.match(
      await stdout("repos create first"),
      /^Successfully created local\/first on the Hub\.\nYour repo is now available at http:\/\/.*\/local\/first\n$/
    )
    assert.match(
      await stdout("repos create second --repo-type dataset --private --format human"),
      /^✓ Repo created\n {2}repo_id: local\/second\n {2}url: http:\/\/.*\/datasets\/local\/second\n$/
    )
    assert.strictEqual(await stdout("repos create datasets/local/second --exist-ok -q"), "local/second\n")
  })

  it("does not create what exists, and says so", async () => {
    const { code, stderr, stdout } = await box("repos create my-model")
    assert.deepStrictEqual([code, stdout], [5, ""])
    assert.match(stderr, /^Error: .*already/)
  })

  it("warns of the old spelling, on stderr only", async () => {
    const { stderr, stdout } = await box("repo create by-its-old-name -q")
    assert.strictEqual(stdout, "local/by-its-old-name\n")
    assert.match(stderr, /^Warning: .*`hf repos`/)
  })

  it("uploads a file and a folder: the page's address, or the commit's", async () => {
    assert.match(await stdout("upload my-model data ."), /^http:\/\/.*\/local\/my-model\/tree\/main\/\n$/)
    assert.match(
      await stdout("upload local/my-model data/config.json /vae/config.json"),
      /^http:\/\/.*\/local\/my-model\/blob\/main\/vae\/config\.json\n$/
    )
    assert.match(
      await stdout("upload local/my-model data/config.json new.json --json"),
      /^\{"url": "http:\/\/.*\/local\/my-model\/commit\/[0-9a-f]{40}"\}\n$/
    )
  })

  it("prints the bare path of what it downloaded, so that P=$(hf download R F) works", async () => {
    const path = await stdout("download local/my-model config.json")
    assert.strictEqual(path.slice(0, join(home, "hf", "hub").length), join(home, "hf", "hub"))
    assert.strictEqual(readFileSync(path.trimEnd(), "utf8"), "{}\n")
    assert.strictEqual(await stdout("download local/my-model config.json -q"), path)
    assert.strictEqual(await stdout("download local/my-model config.json --json"), `{"path": "${path.trimEnd()}"}\n`)
  })

  it("keeps a folder as it was typed", async () => {
    assert.strictEqual(
      await stdout("download local/my-model config.json --local-dir=./models/m"),
      "./models/m/config.json\n"
    )
    assert.strictEqual(await stdout("download local/my-model --local-dir models/all"), "models/all\n")
    assert.match(
      await stdout("download local/my-model --cache-dir ./cache"),
      /^\.\/cache\/models--local--my-model\/snapshots\/[0-9a-f]{40}\n$/
    )
    assert.strictEqual(
      await stdout("download local/my-model --local-dir models/all -q"),
      `${join(home, "models/all")}\n`
    )
  })

  it("shows a dry run as a list, or as a table", async () => {
    const fresh = { env: { HF_HUB_CACHE: join(home, "fresh") } }
    assert.strictEqual(
      await stdout("download local/my-model --include *.md --include config.json --dry-run", fresh),
      "config.json   3.0\nsub/notes.md  8.0\n"
    )
    assert.strictEqual(
      await stdout("download local/my-model sub/ --dry-run --format human", fresh),
      "[dry-run] Will download 1 files (out of 1) totalling 8.0.\nFILE         SIZE\n------------ ----\nsub/notes.md 8.0\n"
    )
  })

  it("ignores patterns beside file names, with a warning", async () => {
    const { code, stderr, stdout } = await box("download local/my-model --include a --include=b config.json -q")
    assert.strictEqual(code, 0)
    assert.match(stderr, /^Warning: Ignoring --include/)
    assert.strictEqual(stdout.split("\n").length, 2)
  })

  it("tells what is not there, with what may help", async () => {
    const nothing = await box("download local/nothing")
    assert.strictEqual(nothing.code, 3)
    assert.strictEqual(
      nothing.stderr,
      [
        "Error: Model 'local/nothing' not found.",
        "Hint: If the repository is private or gated, log in with an account that may read it: hf auth login",
        "Hint: To create it: hf repos create local/nothing",
        ""
      ].join("\n")
    )
    assert.strictEqual((await box("download local/my-model nothing.txt")).code, 3)
    assert.strictEqual((await box("download local/my-model --revision nothing")).code, 3)
  })

  it("refuses what cannot be, before anything happens", async () => {
    const refused = async (words: string, line: RegExp, code = 1) => {
      const ran = await box(words)
      assert.deepStrictEqual([ran.code, ran.stdout], [code, ""], words)
      assert.match(ran.stderr, line, words)
    }
    await refused("download a/b/c", /^Error: Invalid repo id 'a\/b\/c': /)
    await refused("download hf://local/my-model --type model", /^Error: Invalid HF URI .*--type/)
    await refused("download hf://buckets/a/b", /^Error: Invalid HF URI .*bucket/)
    await refused("download local/my-model --local-dir a --cache-dir b", /^Error: Invalid --cache-dir 'b'/)
    await refused("upload local/my-model missing-file", /^Error: .*missing-file/, 8)
    await refused("upload local/my-model data --every 0", /Error: Invalid value for every: /, 2)
    await refused("download datasets/a/b --type model", /^Error: Ambiguous repo type/, 2)
  })

  it("uploads now and then until told to stop", async () => {
    const titles = async (): Promise<ReadonlyArray<string>> => {
      const answer = await fetch(`${env["HF_ENDPOINT"]}/api/models/local/logs/commits/main`)
      return answer.ok ? ((await answer.json()) as ReadonlyArray<{ title: string }>).map(({ title }) => title) : []
    }
    const pushed = async () => {
      while ((await titles())[0] !== "Scheduled Commit");
    }
    const ran = await box("upload local/logs data --every 60 --delete *.md", {
      started: (child) => void pushed().then(() => child.kill("SIGINT"))
    })
    assert.deepStrictEqual(
      [ran.code, ran.stdout],
      [0, "Scheduling commits every 60 minutes to local/logs.\nStopped scheduled commits.\n"]
    )
    assert.match(ran.stderr, /--delete is ignored/)
    assert.deepStrictEqual(await titles(), ["Scheduled Commit", "initial commit"])
  })

  it("asks before it deletes, and takes end of input for a no", async () => {
    const question = "You are about to permanently delete model 'local/my-model'. Proceed? [y/N]: "
    const none = await box("repos delete local/my-model")
    assert.deepStrictEqual(none, { code: 1, stdout: `${question}\n`, stderr: "Aborted!\n" })
    const no = await box("repos delete local/my-model", { stdin: "what\nno\n" })
    assert.deepStrictEqual(no, {
      code: 1,
      stdout: `${question}Error: invalid input\n${question}`,
      stderr: "Aborted!\n"
    })
    const json = await box("repos delete local/my-model --json", { stdin: "y\n" })
    assert.strictEqual(json.code, 1)
    assert.match(json.stderr, /^Error: .* Use --yes to skip confirmation\.\n/)
  })

  it("deletes when told yes, on stdin or beforehand", async () => {
    await stdout("repos create gone-1")
    await stdout("repos create gone-2")
    assert.include(
      await stdout("repos delete local/gone-1", { stdin: "y\n" }),
      "✓ Repo deleted\n  repo_id: local/gone-1\n"
    )
    assert.strictEqual(await stdout("repos delete local/gone-2 --yes -q"), "local/gone-2\n")
    assert.strictEqual((await box("repos delete local/gone-2 --yes")).code, 3)
    assert.strictEqual((await box("repos delete local/gone-2 --yes --missing-ok")).code, 0)
  })

  it("logs in where there is no git to tell, and says so", async () => {
    const alone = { PATH: "/nowhere", HF_TOKEN: "", HF_HOME: join(home, "alone") }
    const token = env["HF_TOKEN"] ?? ""
    const ran = await hf(["auth", "login", "--git-credential", "--token", token], { home, env: { ...env, ...alone } })
    assert.strictEqual(ran.code, 0, ran.stderr)
    assert.match(
      ran.stderr,
      /Warning: The token was not given to git\. .*: there is no git in PATH\.\nLogin successful/
    )
    assert.strictEqual(await stdout("auth whoami", { env: alone }), "local\n")
  })

  it("warns of a token on the command line and does not repeat it", async () => {
    const secret = `hf_${"Z9y8".repeat(8)}`
    const ran = await box(`download local/my-model --token ${secret}`)
    assert.strictEqual(ran.code, 4)
    assert.match(ran.stderr, /^Warning: .*\nError: Invalid user token\./)
    assert.notInclude(ran.stderr + ran.stdout, secret)
  })

  it("reaches the box without a server, by --local or HF_ENDPOINT=embedded", async () => {
    const busy = await hf(["--local", "auth", "whoami"], { home })
    assert.match(busy.stderr, /^Error: The data folder .* is in use/)
    hub.child.kill("SIGTERM")
    assert.strictEqual((await hub.ended).code, 0)
    const local = await hf(["--local", "download", "local/my-model", "config.json", "-q"], { home })
    assert.strictEqual(local.code, 0, local.stderr)
    assert.strictEqual(readFileSync(local.stdout.trimEnd(), "utf8"), "{}\n")
    const ran = await hf(["auth", "whoami"], { home, env: { HF_ENDPOINT: "embedded" } })
    assert.deepStrictEqual(ran, { code: 0, stdout: "local\n", stderr: "" })
  })
})
