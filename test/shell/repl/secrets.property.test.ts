/** No secret that a line is given gets out of it, however it is written. */
import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { lex } from "../../../src/shell/repl/language/lex.ts"
import { outside } from "../../../src/shell/repl/outside.ts"
import { disk } from "../../../src/shell/repl/Place.ts"
import { RequestLog } from "../../../src/shell/repl/RequestLog.ts"
import { conceal, holdsSecret } from "../../../src/shell/repl/secrets.ts"
import { table } from "../../../src/shell/table.ts"

/** Recognisable at both of its ends, whatever is between them. */
const [head, tail] = ["zQ7", "7Qz"]

const hostile = FastCheck.constantFrom(..."'\"\\ \t$@{}|&;#*=:/()\n-.aé漢".split(""))

const secret = FastCheck.array(FastCheck.oneof(hostile, FastCheck.string({ minLength: 1, maxLength: 3 })), {
  maxLength: 8
}).map((parts) => head + parts.join("").replaceAll("\u0000", "") + tail)

/** Of what a header, an address or a bare shape can hold. */
const simpleSecret = FastCheck.string({ unit: FastCheck.constantFrom(..."abc019_-".split("")), maxLength: 6 }).map(
  (text) => head + text + tail
)

/** The ways a word can be written. */
const written = {
  single: (word: string) => `'${word.replaceAll("'", "'\\''")}'`,
  double: (word: string) => `"${word.replace(/["\\$@]/g, "\\$&")}"`,
  // A `\` before a line end joins two lines.
  escaped: (word: string) => word.replace(/[^\w\n]/gu, "\\$&").replaceAll("\n", "'\n'")
}

const anyWay = FastCheck.constantFrom<keyof typeof written>("single", "double", "escaped")

/** The words of options that hold a secret. */
const options: ReadonlyArray<(value: string) => ReadonlyArray<string>> = [
  (value) => ["--token", value],
  (value) => [`--token=${value}`],
  (value) => ["--secrets", `FOO=${value}`],
  (value) => [`--secrets=FOO=${value}`],
  (value) => ["-s", `FOO=${value}`],
  (value) => [`-sFOO=${value}`],
  (value) => ["-ds", `FOO=${value}`],
  (value) => ["--container-registry-password", value],
  (value) => ["-e", `HF_TOKEN=${value}`]
]

const shapes: ReadonlyArray<(value: string) => ReadonlyArray<string>> = [
  (value) => ["-H", `Authorization: Bearer ${value}`],
  (value) => ["Authorization:", "Bearer", value],
  (value) => [`https://me:${value}@host/path`],
  (value) => [`ghp_${value}`],
  (value) => [`github_pat_${value}`],
  (value) => [`hf_${value}`],
  (value) => ["-u", `me:${value}`],
  (value) => [`{"password": "${value}"}`],
  (value) => ["-c", `curl --token ${value} -H 'authorization: bearer ${value}'`]
]

const substitution = (words: string) => `echo $(jobs run ${words} a b) rest`

const frames = FastCheck.constantFrom(
  (words: string) => `jobs run ${words} image true`,
  (words: string) => `jobs run a b; cmd ${words} | !sh -c x`,
  (words: string) => `repos ls | each { jobs run ${words} image true }`,
  (words: string) => `let x = jobs run ${words}`,
  substitution,
  (words: string) => `repos ls | !curl ${words}`,
  // Not to be read to its end.
  (words: string) => `jobs run ${words} 'open`
)

const line = (kinds: typeof options, value: FastCheck.Arbitrary<string>) =>
  FastCheck.tuple(FastCheck.constantFrom(...kinds), value, anyWay, frames).map(([kind, text, way, frame]) => {
    // Within `$(…)` a `\"` ends the quote for those who look for the `)`.
    const quote = written[frame === substitution ? "single" : way]
    return frame(
      kind(text)
        .map((word) => (/^-{0,2}[\w-]+$/.test(word) ? word : quote(word)))
        .join(" ")
    )
  })

const lines = FastCheck.oneof(line(options, secret), line([...options, ...shapes], simpleSecret))

const hidesAll = (text: string): void => {
  assert.notInclude(text, head)
  assert.notInclude(text, tail)
}

describe("what is secret in a line", () => {
  it("is in nothing that is made of it", () => {
    FastCheck.assert(
      FastCheck.property(lines, (source) => {
        assert.isTrue(holdsSecret(source))
        const safe = conceal(source)
        hidesAll(safe)
        assert.strictEqual(conceal(safe), safe)
      }),
      { numRuns: 3000 }
    )
  })

  it("is not in what `hf` prints: neither of a command nor of a whole line", () => {
    const start = { settings: { endpoint: "https://huggingface.co" }, local: false, folder: "/" }
    const here = { place: disk("/"), folder: "/", staged: [], inward: false }
    const command = { requests: new RequestLog(), choices: {}, ...here }
    FastCheck.assert(
      FastCheck.property(FastCheck.constantFrom(...options), secret, (kind, value) => {
        const words = ["jobs", "run", ...kind(value), "image", "true"]
        const { notes, text } = outside(table, { ...command, source: "", head: "jobs", words }, start, new Set())
        hidesAll(text)
        assert.isAbove(notes.length, 0)
      })
    )
    FastCheck.assert(
      FastCheck.property(lines, (source) => {
        const { notes, text } = outside(
          table,
          { ...command, source, head: undefined, words: undefined },
          start,
          new Set()
        )
        hidesAll(text)
        assert.isAbove(notes.length, 0)
      })
    )
  })

  it("cut out leaves a line that reads as before", () => {
    FastCheck.assert(
      FastCheck.property(lines, (source) => {
        const count = (text: string) => lex(text).tokens.map(({ _tag }) => _tag)
        if (lex(source).complaint === undefined) assert.deepStrictEqual(count(conceal(source)), count(source))
      })
    )
  })

  it("ends with any text at all, soon", () => {
    FastCheck.assert(FastCheck.property(FastCheck.string(), (text) => void conceal(text)))
    const nested = `${"$(a ".repeat(200)}--token x${")".repeat(200)}`
    assert.notInclude(conceal(nested), "--token x")
    conceal("'".repeat(2000))
    conceal("https://a:b".repeat(5000))
    conceal("a\u00a0b --token\u000bc")
  })

  it("is told by its place, and nothing else is taken for it", () => {
    for (const [source, safe] of [
      ["jobs run --secrets FOO=bar image", "jobs run --secrets FOO=**** image"],
      ["jobs run --token=$T -s A=$B --secrets C=$(cat x) image", undefined],
      ["jobs run -s A=$B-more image", "jobs run -s A=**** image"],
      ["jobs run --secrets HF_TOKEN image", undefined],
      ["!curl https://me:pw@host/x", "!curl https://me:****@host/x"],
      ['echo "Authorization: Bearer abc"', "echo 'Authorization: Bearer ****'"],
      ['!curl "https://$USER:pw@host"', "!curl https://$USER:****@host"],
      ["ls hf://datasets/a/b@main | where size > 1GB", undefined],
      ["auth switch --token-name work", undefined],
      ["set token work; set endpoint http://localhost:8000/@x", undefined],
      ["diff -u hf://a/b cache://a/b", undefined]
    ] as const)
      assert.strictEqual(conceal(source), safe ?? source)
  })
})
