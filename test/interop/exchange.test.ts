/** CI jobs without a token of their own: both clients exchange the identity their provider vouches for, against `hf hub serve`. */
import { writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { identity, provider } from "../hub/support/identity.ts"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Python from "./Python.ts"

const github = provider("https://token.actions.example", "RS256", "one")

const hub = Effect.gen(function* () {
  const folder = yield* TempDir.make("trusting-hub")
  const accounts = join(folder, "accounts.json")
  const publisher = {
    issuer: github.issuer,
    keys: [github.jwk],
    claims: { repository: "alice/ci" },
    user: "alice",
    resources: ["datasets/alice/built"]
  }
  writeFileSync(accounts, JSON.stringify({ ...Accounts.accounts, publishers: [publisher] }))
  const served = yield* Process.start(
    process.execPath,
    [Build.bin, "hub", "serve", "--port", "0", "--data", join(folder, "data"), "--accounts", accounts],
    { env: { HF_HOME: folder } }
  )
  const [, endpoint = ""] = yield* served.line(/Hub listening at (http:\/\/\S+)/)
  yield* Hf.ok(
    { home: yield* TempDir.make("home"), endpoint, token: Accounts.tokens.alice },
    ..."repo create alice/built --repo-type dataset --private".split(" ")
  )
  return endpoint
})

const vouched = (audience: string): string =>
  identity(github, { aud: audience, exp: Math.floor(Date.now() / 1000) + 300, repository: "alice/ci" })

/** GitHub's side of it, as a job with the permission `id-token: write` sees it. */
const minting = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{ readonly url: string; readonly close: () => void }>((ready) => {
        const server = createServer(({ headers, url = "" }, response) => {
          const audience = new URL(url, "http://x").searchParams.get("audience") ?? ""
          if (headers.authorization !== "Bearer runner") return response.writeHead(403).end()
          return response
            .setHeader("content-type", "application/json")
            .end(JSON.stringify({ value: vouched(audience) }))
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const port = typeof address === "object" && address !== null ? address.port : 0
          ready({ url: `http://127.0.0.1:${port}/mint?api-version=2`, close: () => server.close() })
        })
      })
  ),
  ({ close }) => Effect.sync(close)
)

describe("a CI job without a token", () => {
  for (const [client, hf, skip] of [
    ["ours", Hf.run, false],
    ["Python's", Python.hf, Python.missing]
  ] as const)
    it.scopedLive.skipIf(skip)(`of ${client} uploads where its publisher is trusted, and nowhere else`, () =>
      Effect.gen(function* () {
        const endpoint = yield* hub
        const { url } = yield* minting
        const home = yield* TempDir.make("home")
        const file = join(home, "numbers.csv")
        writeFileSync(file, "1,2\n")
        const resource = { HF_OIDC_RESOURCE: "datasets/alice/built" }
        const given = { home, endpoint, env: { ...resource, HF_OIDC_ID_TOKEN: vouched(endpoint) } }
        const minted = {
          home,
          endpoint,
          env: {
            ...resource,
            GITHUB_ACTIONS: "true",
            ACTIONS_ID_TOKEN_REQUEST_URL: url,
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: "runner"
          }
        }
        const upload = (who: Hf.Who, repo: string, name: string) =>
          hf(who, "upload", repo, file, name, "--repo-type", "dataset")
        for (const [who, name] of [
          [given, "given.csv"],
          [minted, "minted.csv"]
        ] as const) {
          const end = yield* upload(who, "alice/built", name)
          assert.strictEqual(end.code, 0, `${end.stdout}\n${end.stderr}`)
        }
        const there = { home, endpoint, token: Accounts.tokens.alice }
        const listed = yield* Hf.ok(
          there,
          ..."download alice/built --repo-type dataset --dry-run -q --include *.csv".split(" ")
        )
        assert.deepStrictEqual(listed.split("\n").sort(), ["given.csv", "minted.csv"])

        const elsewhere = yield* upload(given, "alice/other", "x.csv")
        assert.notStrictEqual(elsewhere.code, 0)
        const stranger = { ...given, env: { ...given.env, HF_OIDC_ID_TOKEN: vouched("https://huggingface.co") } }
        const refused = yield* upload(stranger, "alice/built", "x.csv")
        assert.notStrictEqual(refused.code, 0)
        assert.include(refused.stderr, client === "ours" ? "for somebody else" : "invalid_grant")
        for (const { stderr, stdout } of [elsewhere, refused])
          assert.notInclude(stdout + stderr, stranger.env.HF_OIDC_ID_TOKEN)
      })
    )
})
