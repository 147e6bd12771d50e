import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { plan } from "../../../src/shell/argv/planner.ts"
import { similar } from "../../../src/shell/argv/similar.ts"
import * as arg from "../../../src/shell/spec/arg.ts"
import { group, leaf } from "../../../src/shell/spec/command.ts"
import * as opt from "../../../src/shell/spec/opt.ts"
import { root } from "../../../src/shell/spec/root.ts"
import { decode, usageText } from "../support.ts"

const help = "Help."
const params = {
  repo: arg.one("REPO_ID", { help, repoId: true }),
  to: arg.optional("TO_ID", { help, repoId: true }),
  type: opt.choice(["model", "dataset", "space"])(["--type", "--repo-type"], { help, default: "model" }),
  include: opt.repeat(["--include"], { help }),
  env: opt.repeat(["-e", "--env"], { help }),
  limit: opt.intFrom(1)(["-n", "--limit"], { help, default: 10 }),
  every: opt.float(["--every"], { help }),
  private: opt.tristate(["--private"], { help }),
  detach: opt.flag(["-d", "--detach"], { help }),
  secret: opt.text(["--secret"], { help, hidden: true })
}
const copy = leaf({ name: "copy", help: "Copy a repo.", params, examples: ["hf copy a b"] }, () => Effect.void)
const wrap = leaf(
  { name: "wrap", help, params: { message: opt.text(["-m", "--message"], { help, required: true }) } },
  () => Effect.void
)
const nested = group({ name: "repos", help: "Manage repos.", aliases: [{ name: "repo", deprecated: "Use repos." }] }, [
  copy,
  wrap,
  leaf({ name: "list", help: "List.", aliases: [{ name: "ls" }], params: {} }, () => Effect.void),
  leaf({ name: "gone", help, params: {}, hidden: true }, () => Effect.void)
])
const table = root([copy.row, nested.row])

const error = (...words: ReadonlyArray<string>) => usageText(plan(table, words))

/** The error line of a usage error on `hf copy`, which must come with its header. */
const copyError = (...words: ReadonlyArray<string>) => {
  const header = "Usage: hf copy [OPTIONS] REPO_ID [TO_ID]\nTry 'hf copy --help' for help.\n\n"
  const text = error("copy", ...words)
  assert.isTrue(text.startsWith(header), text)
  return text.slice(header.length)
}

describe("usage errors, to the letter", () => {
  it("a missing or an extra positional", () => {
    assert.strictEqual(copyError("-d"), "Error: Missing argument 'REPO_ID'.\n")
    assert.strictEqual(copyError("a", "b", "c"), "Error: Got unexpected extra argument (c)\n")
    assert.strictEqual(copyError("a", "b", "c", "d"), "Error: Got unexpected extra arguments (c d)\n")
  })

  it("a missing option", () => {
    assert.strictEqual(
      error("repos", "wrap"),
      "Usage: hf repos wrap [OPTIONS]\nTry 'hf repos wrap --help' for help.\n\nError: Missing option '-m' / '--message'.\n"
    )
  })

  it("values of the wrong kind", () => {
    const line = (...words: ReadonlyArray<string>) => copyError("a", ...words)
    assert.strictEqual(
      line("--limit", "0x"),
      "Error: Invalid value for '-n' / '--limit': '0x' is not a valid integer range.\n"
    )
    assert.strictEqual(line("-n0"), "Error: Invalid value for '-n' / '--limit': 0 is not in the range x>=1.\n")
    assert.strictEqual(line("--every", "soon"), "Error: Invalid value for '--every': 'soon' is not a valid float.\n")
    assert.strictEqual(
      line("--type=Model"),
      "Error: Invalid value for '--type' / '--repo-type': 'Model' is not one of 'model', 'dataset', 'space'.\n"
    )
  })

  it("values where none belongs, and none where one does", () => {
    assert.strictEqual(error("copy", "a", "--detach=1"), "Error: Option '--detach' does not take a value.\n")
    assert.strictEqual(error("copy", "a", "--no-private=true"), "Error: Option '--no-private' does not take a value.\n")
    assert.strictEqual(error("copy", "a", "--include"), "Error: Option '--include' requires an argument.\n")
    assert.strictEqual(error("copy", "a", "-de"), "Error: Option '-e' requires an argument.\n")
  })

  it("a mode flag is never taken for a value", () => {
    assert.strictEqual(error("copy", "--include", "--json", "a"), "Error: Option '--include' requires an argument.\n")
  })

  it("mode flags that contradict each other", () => {
    assert.strictEqual(error("copy", "a", "--json", "-q"), "Error: '--json' and '-q' are mutually exclusive.\n")
    assert.strictEqual(
      error("copy", "a", "-q", "--format", "nonsense"),
      "Error: '-q' and '--format' are mutually exclusive.\n"
    )
    assert.strictEqual(
      error("copy", "a", "--format=csv"),
      "Error: Invalid value for '--format': 'csv'. Valid values: agent, auto, human, json, quiet.\n"
    )
  })

  it("an unknown option brings the options and what was meant, hidden ones left out", () => {
    assert.strictEqual(
      copyError("a", "--includ", "x"),
      [
        "Error: No such option '--includ'.",
        "",
        "Available options for 'hf copy':",
        "  --type, --repo-type [model|dataset|space] Help.  [default: model]",
        "  --include TEXT                 Help.",
        "  -e, --env TEXT                 Help.",
        "  -n, --limit INTEGER RANGE      Help.  [default: 10; x>=1]",
        "  --every FLOAT                  Help.",
        "  --private / --no-private       Help.",
        "  -d, --detach                   Help.",
        "  -h, --help                     Show this message and exit.",
        "",
        "Run 'hf copy --help' for full details.",
        "",
        "Did you mean: --include?",
        ""
      ].join("\n")
    )
    assert.match(copyError("a", "-dx"), /^Error: No such option '-x'\./)
    assert.match(copyError("a", "--LIMIT", "1"), /^Error: No such option '--LIMIT'\./)
    assert.match(copyError("a", "--limi", "1"), /^Error: No such option '--limi'\.[\s\S]*Did you mean: --limit\?\n$/)
  })

  it("an unknown command brings the commands and what was meant, aliases included", () => {
    assert.strictEqual(
      error("repo", "copi"),
      [
        "Usage: hf repo [OPTIONS] COMMAND [ARGS]...",
        "Try 'hf repo --help' for help.",
        "",
        "Error: No such command 'copi'. Did you mean 'copy'?",
        "",
        "Available commands for 'hf repo':",
        "  copy                           Copy a repo.",
        "  list                           List. [alias: ls]",
        "  wrap                           Help.",
        "",
        "Run 'hf repo --help' for full details.",
        ""
      ].join("\n")
    )
    assert.match(error("REPOS"), /No such command 'REPOS'\.\n/)
  })

  it("an unknown option of a group lists its commands, of hf itself nothing", () => {
    assert.match(error("repos", "--nope"), /Error: No such option '--nope'\.\n\nAvailable commands for 'hf repos':\n/)
    assert.match(error("--nope"), /Error: No such option '--nope'\.\n$/)
  })

  it("a type both in the id and as an option", () => {
    assert.strictEqual(
      error("copy", "datasets/a/b", "--repo-type", "model"),
      "Error: Ambiguous repo type: got prefix 'datasets/' in repo ID and explicit --type. Use one or the other.\n"
    )
    assert.strictEqual(
      error("copy", "datasets/a/b", "spaces/c/d"),
      "Error: Conflicting repo type prefixes: 'datasets/' and 'spaces/'.\n"
    )
  })
})

describe("what a command line means", () => {
  const decoded = (...words: ReadonlyArray<string>) =>
    Effect.map(decode({ name: "copy", help, params }, words), ({ received }) => received as Record<string, unknown>)

  it.effect("a type in front of the id is an option, also before --", () =>
    Effect.gen(function* () {
      assert.include(yield* decoded("datasets/a/b"), { repo: "a/b", type: "dataset" })
      assert.include(yield* decoded("--", "spaces/a/b", "spaces/c/d"), { repo: "a/b", to: "c/d", type: "space" })
      assert.include(yield* decoded("datasets/b"), { repo: "datasets/b", type: "model" })
    })
  )

  it.effect("--private reads true and false, the last one counts", () =>
    Effect.gen(function* () {
      assert.include(yield* decoded("--private", "FALSE", "a"), { repo: "a", private: false })
      assert.include(yield* decoded("--private=true", "a"), { private: true })
      assert.include(yield* decoded("a", "--private", "--no-private"), { private: false })
      assert.include(yield* decoded("a"), { private: undefined })
      assert.include(yield* decoded("--private", "a"), { repo: "a", private: true })
    })
  )

  it.effect("short options glue, bundle and take the last word", () =>
    Effect.gen(function* () {
      const got = yield* decoded("-deA=1", "a", "-e=x", "-n", "3", "-n5")
      assert.deepStrictEqual(got["env"], ["A=1", "=x"])
      assert.include(got, { detach: true, limit: 5, repo: "a" })
    })
  )

  it.effect("a number in a place of its own", () =>
    Effect.gen(function* () {
      const numbered = { name: "merge", help, params: { number: arg.int("NUM", { help }) } }
      assert.deepStrictEqual((yield* decode(numbered, ["-5"])).received, { number: -5 })
      const { planned } = yield* decode(numbered, ["five"])
      assert.match(usageText(planned), /Error: Invalid value for 'NUM': 'five' is not a valid integer\.\n$/)
    })
  )

  it("help wins wherever it stands, but not behind -- and not as a value", () => {
    for (const words of [
      ["copy", "-d", "--help"],
      ["copy", "a", "-dh"],
      ["copy", "--nope", "--help"]
    ]) {
      assert.strictEqual(plan(table, words)._tag, "Help", words.join(" "))
    }
    assert.strictEqual(plan(table, ["copy", "--", "--help"])._tag, "Run")
    assert.strictEqual(plan(table, ["copy", "a", "--include", "--help"])._tag, "Run")
  })

  it("nothing after a command that needs something is a question about it", () => {
    const planned = plan(table, ["copy"])
    assert.deepInclude(planned, { _tag: "Help", asked: true })
    assert.deepInclude(plan(table, ["repos"]), { _tag: "Help", asked: false })
  })

  it("a deprecated spelling runs with a warning", () => {
    assert.deepInclude(plan(table, ["repo", "list"]), { path: ["repos", "list"], warnings: ["Use repos."] })
    assert.deepInclude(plan(table, ["repos", "ls"]), { path: ["repos", "list"], warnings: [] })
  })

  it("--local before the command", () => {
    assert.deepInclude(plan(table, ["--local", "repos", "list"]), { local: true })
    assert.strictEqual(plan(table, ["repos", "list", "--local"])._tag, "UsageError")
  })
})

describe("commands that pass words on", () => {
  const spec = {
    name: "run",
    help,
    params: {
      image: arg.one("IMAGE", { help }),
      command: arg.any("COMMAND", { help }),
      label: opt.text(["-l", "--label"], { help }),
      env: opt.repeat(["-e", "--env"], { help }),
      detach: opt.flag(["-d", "--detach"], { help })
    },
    modes: false
  } as const
  const run = (...words: ReadonlyArray<string>) =>
    Effect.map(
      decode({ ...spec, passThrough: "unknown" }, words),
      ({ received }) => received as Record<string, unknown>
    )

  it.effect("known options are taken out anywhere, unknown ones stay in place", () =>
    Effect.gen(function* () {
      const python = yield* run("img", "python", "-c", "x")
      assert.deepStrictEqual(python["command"], ["python", "-c", "x"])
      const list = yield* run("img", "ls", "-l", "/tmp", "-d")
      assert.deepInclude(list, { command: ["ls"], label: "/tmp", detach: true })
      const safe = yield* run("img", "--", "ls", "-l", "/tmp")
      assert.deepInclude(safe, { command: ["ls", "-l", "/tmp"], label: undefined })
      const mixed = yield* run("img", "bash", "-xec", "echo 1", "--foo=bar", "--json", "--version")
      assert.deepInclude(mixed, { command: ["bash", "-x", "echo 1", "--foo=bar", "--json", "--version"], env: ["c"] })
    })
  )

  it.effect("before the words of its own, an unknown option is one that is mistyped", () =>
    Effect.gen(function* () {
      for (const [words, option] of [
        [["--labl", "a", "img", "ls"], "--labl"],
        [["--foo=bar", "img"], "--foo"],
        [["-dx", "img", "ls"], "-x"]
      ] as const) {
        const { planned } = yield* decode({ ...spec, passThrough: "unknown" }, words)
        assert.include(usageText(planned), `No such option '${option}'.`)
      }
      // What is no option may look like one.
      assert.deepInclude(yield* run("--", "--foo", "ls"), { image: "--foo", command: ["ls"] })
    })
  )

  it.effect("or nothing behind the first word is looked at", () =>
    Effect.gen(function* () {
      const { received } = yield* decode({ ...spec, passThrough: "rest" }, ["-d", "x", "-d", "--", "-h", "--json"])
      assert.deepInclude(received, { image: "x", detach: true, command: ["-d", "--", "-h", "--json"] })
    })
  )
})

describe("did you mean", () => {
  // Scores of Python's difflib.get_close_matches(word, candidates, n=3, cutoff=0.6).
  it("ranks as difflib does", () => {
    assert.deepStrictEqual(similar("--incldue", ["--include", "--exclude", "--revision"]), ["--include", "--exclude"])
    assert.deepStrictEqual(similar("ape", ["ape", "apple", "peach", "puppy"]), ["ape", "apple"])
    assert.deepStrictEqual(similar("whoam", ["whoami", "login"]), ["whoami"])
    assert.deepStrictEqual(similar("zzz", ["whoami", "login"]), [])
  })
})
