/** Input that cannot be right: one clear line, the right exit code, and the disk as it was. */
import { existsSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Trees from "../support/Trees.ts"
import { World } from "../support/World.ts"

/** What a refused download may have left: nothing but what a lock or a remembered absence is. */
const unchanged = (home: string) =>
  Effect.map(Trees.files(home), (files) =>
    files.filter((path) => !/\.(lock|gitignore)$|CACHEDIR\.TAG$|\/\.no_exist\/|\/refs\/|^(source|cards)/.test(path))
  )

/** One line says what is wrong (hints may follow), no stack trace does, and stdout stays empty. */
const oneLine = ({ stderr, stdout }: Process.Finished): boolean =>
  stderr.split("\n").filter((line) => line.startsWith("Error:")).length === 1 &&
  !/^\s+at .*:\d+:\d+/m.test(stderr) &&
  stdout === ""

describe("bad input", () => {
  layer(World.layer, { excludeTestServices: true, timeout: "60 seconds" })((it) => {
    const cases: ReadonlyArray<readonly [words: string, code: number, says: RegExp, token?: string]> = [
      ["download alice/nowhere", 3, /alice\/nowhere/],
      ["download alice/inputs --revision nope", 3, /nope/],
      ["download alice/inputs nope.txt", 3, /nope\.txt/],
      ["download alice/inputs --include *.nope", 1, /\*\.nope/],
      ["download a/b/c", 1, /a\/b\/c/],
      ["download hf://", 1, /hf:\/\//],
      ["download https://example.org/alice/inputs", 1, /not an address of the Hub/],
      ["upload hf://buckets/alice/inputs source", 1, /bucket/],
      ["hub serve --port 99999", 2, /99999 is not in the range 0<=x<=65535/],
      ["download alice/inputs --revision ../up", 1, /\.\.\/up/],
      ["download alice/inputs", 4, /token/i, "hf_nobodyKnowsThisOne"],
      ["upload alice/inputs source", 4, /token/i, "hf_nobodyKnowsThisOne"],
      ["upload alice/inputs source", 4, /log(ged)? in/i, ""],
      ["upload alice/inputs nowhere.txt", 8, /nowhere\.txt/],
      ["upload alice/inputs cards", 1, /^Error: Invalid metadata in 'README.md': Flow sequence .* end with a \]\.\n$/],
      ["upload alice/inputs ", 2, /Invalid value for 'LOCAL_PATH': it is empty/],
      ["download alice/inputs --local-dir ", 2, /Invalid value for '--local-dir': it is empty/],
      ["upload not/a/repo source", 1, /not\/a\/repo/],
      ["auth login --token hf_nobodyKnowsThisOne", 4, /token/i, ""],
      ["download alice/inputs --no-such-option", 2, /--no-such-option/],
      ["download --dry-run", 2, /REPO_ID/],
      ["download alice/inputs --max-workers abc", 2, /abc/],
      ["no-such-command", 2, /no-such-command/],
      ["repos settings alice/nowhere --gated auto", 3, /Model 'alice\/nowhere' not found/],
      ["repos settings alice/inputs", 1, /nothing to change/],
      ["repos settings alice/inputs --gated maybe", 2, /'maybe' is not one of 'auto', 'manual', 'false'/],
      ["repos settings alice/inputs --protected", 1, /only Spaces/],
      ["repos settings alice/inputs --private", 4, /rights to write/, Accounts.tokens.bob],
      ["repos move inputs alice/other", 1, /both namespaces/],
      ["repos move datasets/alice/a spaces/alice/b", 2, /Conflicting repo type prefixes: 'datasets\/' and 'spaces\/'/],
      ["repos move alice/inputs bob/taken-away", 4, /namespace "bob"/],
      ["repos branch create alice/inputs main", 5, /refs\/heads\/main already exists/],
      [
        "repos branch delete alice/inputs main",
        4,
        /Cannot delete refs\/heads\/main[\s\S]*Hint: A repository keeps its 'main'/
      ],
      ["repos branch create alice/inputs up/../up", 1, /Invalid branch 'up\/..\/up'/],
      ["repos branch create alice/inputs x --revision nope", 3, /Revision 'nope' not found in model 'alice\/inputs'/],
      ["repos branch delete alice/inputs nope", 3, /Branch 'nope' not found in model 'alice\/inputs'/],
      ["repos tag delete alice/inputs nope --yes -q", 3, /Tag 'nope' not found in model 'alice\/inputs'/],
      ["repos tag delete alice/inputs nope --json", 1, /Proceed\? Use --yes to skip confirmation/],
      ["repos tag create alice/inputs", 2, /Missing argument 'TAG'/],
      ["repos duplicate alice/inputs bob/copy", 4, /namespace "bob"/],
      ["repos list", 4, /log(ged)? in/i, ""],
      ["repo-files delete alice/inputs *.nope", 1, /'\*\.nope': no file of 'main' matches/],
      ["download alice/inputs --local-dir source/new.txt/x", 8, /download to '.*new\.txt\/x': not a directory/],
      ["cp source/new.txt elsewhere.txt", 2, /hf:\/\//],
      ["cp source hf://alice/inputs/", 2, /is a folder/],
      ["cp source/new.txt hf://alice/nowhere/", 3, /alice\/nowhere/],
      ["cp hf://alice/inputs/ out", 2, /must name a file/],
      ["cp hf://alice/inputs/nope.txt new/out.txt", 3, /nope\.txt/],
      ["cp hf://alice/inputs/a.txt source/new.txt/a.txt", 8, /source\/new\.txt\/a\.txt': not a directory/],
      ["cp hf://buckets/alice/b/file out", 1, /only repositories/],
      ["cp hf://alice/inputs/nope/ hf://alice/inputs/to/", 3, /'nope' not found in model 'alice\/inputs'/]
    ]
    it.scoped("is told from good", () =>
      Effect.gen(function* () {
        const world = yield* World
        yield* world.repo("inputs", { "a.txt": "a\n" })
        const complaints = yield* Effect.forEach(
          cases,
          ([words, code, says, token]) =>
            Effect.scoped(
              Effect.gen(function* () {
                const { token: usual, ...nobody } = yield* world.who()
                const used = token ?? usual
                const who = {
                  ...nobody,
                  cwd: nobody.home,
                  ...(used === undefined || used === "" ? {} : { token: used })
                }
                yield* Trees.write(who.home, {
                  "source/new.txt": "new\n",
                  "cards/README.md": "---\nlicense: [mit\n---\n"
                })
                const end = yield* Hf.run(who, ...words.split(" "))
                const left = yield* unchanged(who.home)
                return [
                  ...(end.code === code ? [] : [`${words}: ended with ${end.code}, not ${code}\n${end.stderr}`]),
                  ...(says.test(end.stderr) ? [] : [`${words}: does not say ${says}\n${end.stderr}`]),
                  ...(oneLine(end) ? [] : [`${words}: says too much\n${end.stdout}\n${end.stderr}`]),
                  ...(end.stderr.includes("hf_nobodyKnowsThisOne") ? [`${words}: prints the token`] : []),
                  ...left.map((path) => `${words}: left ${path}`)
                ]
              })
            ),
          { concurrency: 2 }
        )
        assert.deepStrictEqual(complaints.flat(), [])
      })
    )

    it.scoped("a file where the folder of the settings should be", () =>
      Effect.gen(function* () {
        const { token = "", ...who } = yield* (yield* World).who()
        yield* Trees.write(who.home, { file: "" })
        const nowhere = { ...who, home: join(who.home, "file") }
        const login = yield* Hf.run(nowhere, "auth", "login", "--token", token)
        assert.strictEqual(login.code, 8)
        assert.match(login.stderr, /^Error: Cannot write '.*\/file\/stored_tokens': not a directory\.\n$/)
      })
    )

    it.scoped("a port that is taken, a data folder in use, an accounts file that is none", () =>
      Effect.gen(function* () {
        const world = yield* World
        const serve = (...args: ReadonlyArray<string>) =>
          Process.run(process.execPath, [Build.bin, "hub", "serve", ...args], { timeout: "20 seconds" })
        const fresh = yield* TempDir.make("fresh")
        const taken = yield* serve("--port", new URL(world.hub.url).port, "--data", join(fresh, "a"))
        assert.strictEqual(taken.code, 5, taken.stderr)
        assert.isTrue(oneLine(taken), taken.stderr)
        assert.match(taken.stderr, /port/)
        assert.isFalse(existsSync(join(fresh, "a")), "a Hub that cannot listen left its folder behind")
        const inUse = yield* serve("--port", "0", "--data", world.hub.dataDir)
        assert.strictEqual(inUse.code, 5, inUse.stderr)
        assert.isTrue(oneLine(inUse), inUse.stderr)
        assert.include(inUse.stderr, world.hub.dataDir)
        const accounts = join(fresh, "accounts.json")
        yield* Effect.promise(() =>
          writeFile(accounts, `{"users":[{"name":"x","tokens":[{"token":"${Accounts.tokens.bob}","role":"king"}]}]}`)
        )
        const file = yield* serve("--port", "0", "--data", accounts)
        assert.strictEqual(file.code, 8, file.stderr)
        assert.match(file.stderr, /^Error: The Hub cannot create the data folder '.*': a file is in its place\.\n$/)
        const unfit = yield* serve("--port", "0", "--data", join(fresh, "b"), "--accounts", accounts)
        assert.notStrictEqual(unfit.code, 0)
        assert.isTrue(oneLine(unfit), unfit.stderr)
        assert.include(unfit.stderr, "role")
        assert.notInclude(unfit.stderr, Accounts.tokens.bob)
        // The Hub whose folder it was goes on.
        const who = yield* world.who()
        assert.include(yield* Hf.ok(who, "auth", "whoami"), "alice")
      })
    )
  })
})
