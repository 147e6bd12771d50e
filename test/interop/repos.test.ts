/**
 * `hf repos …` and `hf cp`: lines that build on one another, the same to both clients, on a repo each, with the same answers, requests
 * and outcome. Lines that stand for themselves are in differential/.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import { listFiles } from "@huggingface/hub"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import type { FaultProxy } from "../support/FaultProxy.ts"
import * as Hf from "../support/Hf.ts"
import type * as Process from "../support/Process.ts"
import { buffer } from "../support/RandomFiles.ts"
import { World } from "../support/World.ts"
import * as Python from "./Python.ts"

/** Two versions, copies, a move and what is done by the old name. `NAME` is what each client calls its own repos. */
const lines: ReadonlyArray<string> = [
  "repos tag create alice/NAME v1.9 -m notes --json",
  "repos tag create alice/NAME v1.10 --json",
  "repos tag list alice/NAME --json",
  "repos tag list alice/NAME --format human",
  "repos duplicate alice/NAME acme/NAME-copy --private --json",
  "repos duplicate alice/NAME acme/NAME-copy --exist-ok --json",
  "repos duplicate alice/NAME NAME-mine -q",
  "cp local.txt hf://alice/NAME/dir/ --json",
  "cp hf://alice/NAME/dir/local.txt back.txt --json",
  "cp hf://alice/NAME/dir hf://acme/NAME-copy/dir --json",
  "cp hf://alice/NAME/w.bin hf://alice/NAME/again/w.bin -q",
  "repos move alice/NAME acme/NAME-moved --json",
  "repos tag create alice/NAME by-its-old-name -q",
  "cp local.txt hf://alice/NAME/by-its-old-name.txt --json",
  "download alice/NAME dir/local.txt --dry-run -q",
  "repos move alice/NAME acme/NAME-moved",
  "repos list --search NAME --json",
  "repos list --namespace acme --search NAME-moved --format human",
  "repos delete acme/NAME-moved --yes --json",
  "repos delete acme/NAME-moved --yes"
]

interface Client {
  readonly name: string
  readonly who: Hf.Who
  readonly proxy: FaultProxy
  readonly run: (who: Hf.Who, ...args: ReadonlyArray<string>) => Effect.Effect<Process.Finished, Process.ProcessTooSlow>
}

/** The same for both, once names, hashes and endpoints are. */
const alike = (text: string, { name, proxy }: Client, hub: string) =>
  text
    .replaceAll(name, "NAME")
    .replaceAll(proxy.url, "HUB")
    .replaceAll(hub, "HUB")
    .replace(/\b[0-9a-f]{40}\b/g, "COMMIT")
    .replace(/\d+\.\d%/g, "SHARE")
    .replace(/[ \t]+$/gm, "")

const changes = (client: Client, from: number, hub: string) =>
  client.proxy
    .seen()
    .slice(from)
    .filter(({ method, path }) => method !== "GET" && method !== "HEAD" && !path.includes("paths-info"))
    .map(({ method, path }) => `${method} ${alike(path, client, hub)}`)

const play = (client: Client, hub: string) =>
  Effect.forEach(lines, (line) =>
    Effect.gen(function* () {
      const before = client.proxy.seen().length
      const end = yield* client.run(client.who, ...line.replaceAll("NAME", client.name).split(" "))
      return {
        line,
        worked: end.code === 0,
        stdout: alike(end.stdout, client, hub).trimEnd(),
        changes: changes(client, before, hub)
      }
    })
  )

const files = (url: string, repo: string) =>
  Effect.promise(async () => {
    const found: Array<string> = []
    const named = { repo, hubUrl: url, accessToken: Accounts.tokens.alice, recursive: true }
    for await (const { oid, path, size, type } of listFiles(named))
      if (type === "file") found.push(`${path} ${size} ${oid}`)
    return found
  })

/** Asks, is refused, accepted, refused again and let in unasked, as the owner's program sees it. */
const decisions = `
import sys
from huggingface_hub import HfApi
api, repo = HfApi(), sys.argv[1]
who = lambda requests: [(each.username, each.fullname, each.status) for each in requests]
print(who(api.list_pending_access_requests(repo)))
api.reject_access_request(repo, "bob", rejection_reason="not yet")
print(who(api.list_rejected_access_requests(repo)))
api.accept_access_request(repo, "bob")
print(who(api.list_accepted_access_requests(repo)), who(api.list_pending_access_requests(repo)))
`

describe("repos", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "300 seconds" })((it) => {
    it.scoped.skipIf(Python.missing)("do the same whichever client is asked", () =>
      Effect.gen(function* () {
        const { hub, proxy, repo, who } = yield* World
        const make = (name: string, run: Client["run"]) =>
          Effect.gen(function* () {
            yield* repo(name, { "a.txt": "a\n", "logs/b.log": "b\n", "w.bin": buffer(5000, "w"), "keep.md": "k\n" })
            const before = yield* proxy
            const someone = yield* who({ endpoint: before.url })
            writeFileSync(join(someone.home, "local.txt"), "local\n")
            return {
              name,
              run,
              proxy: before,
              who: { ...someone, cwd: someone.home, env: { NO_COLOR: "1" } }
            } satisfies Client
          })
        const ours = yield* make("ours", Hf.run)
        const theirs = yield* make("pyth", Python.hf)
        const [mine, python] = yield* Effect.all([play(ours, hub.url), play(theirs, hub.url)], { concurrency: 2 })
        assert.deepStrictEqual(mine, python)
        for (const id of ["acme/NAME-copy", "alice/NAME-mine"]) {
          assert.deepStrictEqual(
            yield* files(hub.url, id.replace("NAME", ours.name)),
            yield* files(hub.url, id.replace("NAME", theirs.name)),
            id
          )
        }
      })
    )

    it.scoped.skipIf(Python.missing)("that are gated open for whom Python's program accepts", () =>
      Effect.gen(function* () {
        const { hub, repo, who } = yield* World
        const id = yield* repo("gate", { "a.txt": "a\n" })
        const alice = yield* who()
        const bob = yield* who({ token: Accounts.tokens.bob })
        yield* Hf.ok(alice, "repos", "settings", id, "--gated", "manual")
        assert.strictEqual((yield* Hf.run(bob, "download", id, "a.txt")).code, 4)
        yield* Effect.promise(() =>
          fetch(`${hub.url}/${id}/ask-access`, {
            method: "POST",
            headers: { authorization: `Bearer ${Accounts.tokens.bob}` }
          })
        )
        const said = yield* Python.run(alice, decisions, id)
        assert.strictEqual(
          said.stdout,
          "[('bob', 'Bob B.', 'pending')]\n[('bob', 'Bob B.', 'rejected')]\n[('bob', 'Bob B.', 'accepted')] []\n",
          said.stderr
        )
        assert.match(yield* Hf.ok(bob, "download", id, "a.txt"), /a\.txt$/)
        assert.match(yield* Python.hfOk(bob, "download", id, "a.txt", "-q"), /a\.txt$/)
      })
    )
  })
})
