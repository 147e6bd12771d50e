import { assert, describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "fast-check"
import * as Dotenv from "../../src/domain/jobs/Dotenv.ts"
import * as Image from "../../src/domain/jobs/Image.ts"
import * as JobId from "../../src/domain/jobs/JobId.ts"
import * as Labels from "../../src/domain/jobs/Labels.ts"
import * as Schedule from "../../src/domain/jobs/Schedule.ts"
import * as Timeout from "../../src/domain/jobs/Timeout.ts"
import * as Volumes from "../../src/domain/jobs/Volumes.ts"
import * as Name from "../../src/programs/jobs/name.ts"

const got = <A, E extends { readonly message: string }>(either: Either.Either<A, E>) =>
  Either.isRight(either) ? either.right : "refused"

describe("a job's time limit", () => {
  it("is whole seconds, or a number with a unit", () => {
    const cases = {
      "1.5h": 5400,
      "90": 90,
      "90s": 90,
      "5 m": 300,
      "1e2s": 100,
      "1.9s": 1,
      "0": 0,
      "2d": 172_800,
      "": undefined
    }
    for (const [text, seconds] of Object.entries(cases)) assert.strictEqual(got(Timeout.parse(text)), seconds, text)
    for (const text of ["1.5", "1.5x", "2w", "5M", "h", "-5", "-5m", "1h30m", "1,5h", "0x10", "0.5s", "1e-4h"])
      assert.strictEqual(got(Timeout.parse(text)), "refused", text)
  })
})

describe("environment files", () => {
  const read = (text: string) => Dotenv.parse(text, (key) => ({ GIVEN: "here" })[key])

  it("are read as huggingface_hub 2.0.0 reads them", () => {
    const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      "A=1": { A: "1" },
      "export A=1": { A: "1" },
      "A = b ": { A: "b" },
      "A=a#b": { A: "a#b" },
      "A=a #b": { A: "a" },
      "A=#c": { A: "#c" },
      'A="a # b" # c': { A: "a # b" },
      'A="x\\ny\\"z"': { A: 'x\ny"z' },
      "A='x\\ny'": { A: "x\\ny" },
      'A="$HOME"': { A: "$HOME" },
      'A="un': { A: '"un' },
      "A==b": { A: "=b" },
      "A=": { A: "" },
      GIVEN: { GIVEN: "here" },
      MISSING: {},
      "# A=1": {},
      "1A=2": {},
      "A-B=2": {},
      "FOO BAR": {},
      "K: x": {},
      "A=1\r\nB=2\nA=3": { A: "3", B: "2" }
    }
    for (const [text, pairs] of Object.entries(cases)) assert.deepStrictEqual(read(text), pairs, text)
    assert.deepStrictEqual(Dotenv.bareKeys("A=1\nGIVEN\n# B\nMISSING"), ["GIVEN", "MISSING"])
  })

  it("lose nothing of what was quoted", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.string(), (value) => {
        const quoted = value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")
        FastCheck.pre(!/[\r\0]/.test(value))
        assert.deepStrictEqual(read(`A="${quoted}" # why`), { A: value })
      })
    )
  })
})

describe("schedules", () => {
  const monday = Date.UTC(2026, 0, 5, 8, 59)
  const next = (text: string, now = monday) => {
    const at = Schedule.next(Either.getOrThrow(Schedule.parse(text)), now)
    return at === undefined ? undefined : new Date(at).toISOString()
  }

  it("name the next moment, in UTC", () => {
    assert.strictEqual(next("@hourly"), "2026-01-05T09:00:00.000Z")
    assert.strictEqual(next("hourly"), "2026-01-05T09:00:00.000Z")
    assert.strictEqual(next("@daily"), "2026-01-06T00:00:00.000Z")
    assert.strictEqual(next("@weekly"), "2026-01-11T00:00:00.000Z")
    assert.strictEqual(next("@monthly"), "2026-02-01T00:00:00.000Z")
    assert.strictEqual(next("@yearly"), "2027-01-01T00:00:00.000Z")
    assert.strictEqual(next("0 9 * * 1"), "2026-01-05T09:00:00.000Z")
    assert.strictEqual(next("*/5 * * * *"), "2026-01-05T09:00:00.000Z")
    assert.strictEqual(next("0 0 * * 7"), "2026-01-11T00:00:00.000Z")
    assert.strictEqual(next("0 0 29 2 *"), "2028-02-29T00:00:00.000Z")
    assert.strictEqual(next("0 0 29 2 *", Date.UTC(2096, 2, 1)), "2104-02-29T00:00:00.000Z")
    // The very moment is not after itself.
    assert.strictEqual(next("@hourly", Date.UTC(2026, 0, 5, 9)), "2026-01-05T10:00:00.000Z")
  })

  it("with a slip of the pen are refused", () => {
    for (const text of [
      "",
      "@fortnightly",
      "* * * *",
      "* * * * * *",
      "61 * * * *",
      "* 24 * * *",
      "a b c d e",
      "*/0 * * * *",
      "0 0 30 2 *",
      "0 0 31 4,6 *"
    ])
      assert.strictEqual(got(Schedule.parse(text)), "refused", text)
    const why = (text: string) =>
      Either.match(Schedule.parse(text), { onLeft: ({ reason }) => reason, onRight: () => "" })
    assert.match(why("0 0 31 2 *"), /there is no such day/)
    assert.match(why("*/60 * * * *"), /its minute, '\*\/60', cannot be read: 0 to 59/)
    assert.match(why("0 9 * * mo"), /its day of the week, 'mo', cannot be read/)
  })
})

describe("names of jobs", () => {
  const plain = { env: {}, secrets: [], volumes: [] }
  it("are those the Python client makes", () => {
    assert.strictEqual(
      Name.ofImage("python:3.12", ["echo", "hi"], { ...plain, env: { A: "1" }, secrets: ["S"] }),
      "python-3-12-9f3a92cb"
    )
    assert.strictEqual(
      Name.ofScript("s2.py", [], { image: Image.uv, with: [] }, { ...plain, secrets: ["NOPE"] }),
      "s2-e9fcf896"
    )
    assert.strictEqual(Image.baseName("hf.co/spaces/lhoestq/duckdb"), "lhoestq-duckdb")
    assert.strictEqual(Image.scriptName("https://example.com/a/sft.py?raw=1"), "sft")
    assert.strictEqual(Image.scriptName("./dir/train model.py"), "train-model")
  })

  it("a Space is known by its address", () => {
    assert.deepStrictEqual(Image.wire("hf.co/spaces/a/b"), { spaceId: "a/b" })
    assert.deepStrictEqual(Image.wire("https://huggingface.co/spaces/a/b"), { spaceId: "a/b" })
    assert.deepStrictEqual(Image.wire("spaces/a"), { dockerImage: "spaces/a" })
  })
})

describe("what stands on a command line about jobs", () => {
  it("labels", () => {
    assert.deepStrictEqual(got(Labels.parse(["a=b=c", "only", "a=d"], "n")), { a: "d", only: "", name: "n" })
    assert.strictEqual(got(Labels.parse(["name=a"], "b")), "refused")
    assert.strictEqual(got(Labels.parse(["=a"], undefined)), "refused")
    assert.strictEqual(got(Labels.filters(["a"], undefined)), "refused")
    assert.isUndefined(Labels.problem({ "a.b_c-1": "x".repeat(100) }))
    assert.isString(Labels.problem({ a: "x".repeat(101) }))
    assert.isString(Labels.problem({ "a b": "" }))
  })

  it("ids", () => {
    assert.deepStrictEqual(got(JobId.parse("a", "n")), { namespace: "n", id: "a" })
    assert.deepStrictEqual(got(JobId.parse("n/a", "n")), { namespace: "n", id: "a" })
    for (const [text, namespace] of [
      ["", undefined],
      ["a/b/c", undefined],
      ["/a", undefined],
      ["a/", undefined],
      ["n/a", "m"],
      ["..", undefined],
      ["a?b", undefined]
    ] as const)
      assert.strictEqual(got(JobId.parse(text, namespace)), "refused", text)
    assert.deepStrictEqual(got(JobId.parseAll(["n/a", "b"], undefined)), [
      { namespace: "n", id: "a" },
      { namespace: "n", id: "b" }
    ])
    assert.strictEqual(got(JobId.parseAll(["n/a", "m/b"], undefined)), "refused")
  })

  it("volumes", () => {
    const plain = (text: string) => {
      const volume = got(Volumes.parse(text))
      return typeof volume === "string" ? volume : { ...volume }
    }
    assert.deepStrictEqual(plain("hf://a/b@main/p:/m:rw"), {
      type: "model",
      source: "a/b",
      mountPath: "/m",
      revision: "main",
      readOnly: false,
      path: "p"
    })
    assert.deepStrictEqual(plain("hf://datasets/a/b:/m"), { type: "dataset", source: "a/b", mountPath: "/m" })
    assert.deepStrictEqual(plain("hf://buckets/a/b:/m:ro"), {
      type: "bucket",
      source: "a/b",
      mountPath: "/m",
      readOnly: true
    })
    // The last ":/" begins the mount path; what is before it is a path of the repo's, not of this machine.
    assert.deepStrictEqual(plain("hf://a/b/x:/y:/m"), { type: "model", source: "a/b", mountPath: "/m", path: "x:/y" })
    assert.deepStrictEqual(plain("hf://buckets/a/b/x:/y:/m:rw"), {
      type: "bucket",
      source: "a/b",
      mountPath: "/m",
      readOnly: false,
      path: "x:/y"
    })
    assert.strictEqual(plain("hf://a/b/../c:/m"), "refused")
    assert.deepStrictEqual(plain("./dir:/m"), { folder: "./dir", mountPath: "/m" })
    for (const text of ["hf://a/b", "hf://gpt2:/m", "hf://a/b:/", "hf://a/b:/../m", "./dir", "./dir:/m:rw", ":/m"])
      assert.strictEqual(plain(text), "refused", text)
  })
})
