/** `hf jobs uv run ADDRESS`: the script is fetched once, by hf, and whatever goes wrong with that is said before there is a job. */
import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Hf from "../support/Hf.ts"
import { World } from "../support/World.ts"

const script = '# /// script\n# [tool.hf-jobs]\n# env = { FROM = "the script" }\n# ///\nprint("hello")\n'

/** A repo with scripts, behind an origin that is not the Hub's. */
const make = Effect.fnUntraced(function* (name: string) {
  const world = yield* World
  const id = yield* world.repo(name, { "hello.py": script, "no-suffix": script })
  const proxy = yield* world.proxy
  const who = yield* world.who()
  const tmp = join(who.home, "tmp")
  mkdirSync(tmp)
  const address = (file: string) => `${proxy.url}/${id}/resolve/main/${file}`
  return { address, proxy, tmp, who: { ...who, env: { TMPDIR: tmp } } }
})

describe("a script at an address", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    it.scoped("comes from anywhere, without a token for strangers, and is asked for once", () =>
      Effect.gen(function* () {
        const { address, proxy, tmp, who } = yield* make("scripts")
        const id = yield* Hf.ok(who, "jobs", "uv", "run", "-d", "-q", address("hello.py"))
        const [job] = JSON.parse(yield* Hf.ok(who, "jobs", "inspect", "--json", id))
        assert.deepStrictEqual(job.command, ["uv", "run", "/data/hello.py"])
        assert.deepStrictEqual(job.environment, { FROM: "the script" })
        assert.match(job.labels.name, /^hello-[0-9a-f]{8}$/)
        assert.deepStrictEqual(
          proxy.seen().map(({ authorized, method, path }) => [authorized, method, path]),
          [[false, "GET", "/alice/scripts/resolve/main/hello.py"]]
        )
        assert.deepStrictEqual(readdirSync(tmp), [])
        const local = { ...who, endpoint: "embedded" }
        const plain = yield* Hf.ok(local, "jobs", "uv", "run", "--dry-run", `${address("no-suffix")}?download=true`)
        assert.match(plain, /env +FROM=the script \(from script\)/)
      })
    )

    for (const [what, code, said, action] of [
      ["is not there", 3, /Error: File 'http:.*\/gone.py' not found/, undefined],
      ["is refused", 4, /Error: .*[Nn]ot yours/, { _tag: "Answer", status: 403, body: '{"error": "not yours"}' }],
      ["breaks off", 6, /Error: /, { _tag: "Cut", after: 10 }]
    ] as const)
      it.scoped(`that ${what} is an error, and there is no job`, () =>
        Effect.gen(function* () {
          const { address, proxy, tmp, who } = yield* make(`code-${code}`)
          const name = action === undefined ? "gone.py" : "hello.py"
          if (action !== undefined) yield* proxy.inject({ action, times: 9 })
          const before = yield* Hf.ok(who, "jobs", "ps", "-a", "-q")
          for (const words of [["run"], ["run", "--dry-run"]]) {
            const end = yield* Hf.run(who, "jobs", "uv", ...words, address(name))
            assert.deepStrictEqual([end.code, end.stdout], [code, ""], end.stderr)
            assert.match(end.stderr, said)
          }
          assert.strictEqual(yield* Hf.ok(who, "jobs", "ps", "-a", "-q"), before)
          assert.deepStrictEqual(readdirSync(tmp), [])
          const offline = { ...who, env: { ...who.env, HF_HUB_OFFLINE: "1" } }
          assert.strictEqual((yield* Hf.run(offline, "jobs", "uv", "run", address(name))).code, 6)
        })
      )
  })
})
