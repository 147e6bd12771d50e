import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import type { Arg } from "../../../src/shell/spec/arg.ts"
import * as arg from "../../../src/shell/spec/arg.ts"
import type { Params } from "../../../src/shell/spec/command.ts"
import type { Opt } from "../../../src/shell/spec/opt.ts"
import * as opt from "../../../src/shell/spec/opt.ts"
import { decode } from "../support.ts"

const help = "x"
const names = ["include", "env", "local-dir", "n", "no-thing", "json-file", "privé"] as const
const letters = ["e", "s", "n", "d", "F", "é"] as const
const choices = ["a", "b", "true"] as const

/** Words that parsers like to trip over. */
const nasty = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("", " ", "-", "--", "---", "-5", "-.5", "true", "FALSE", "=", "a=b", "-=") },
  { weight: 2, arbitrary: fc.constantFrom("-q", "--json", "--quiet", "--format", "--format=x", "--no-truncate", "-h") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("--help", "--version", "--wizard", "--completions", "--log-level", "\u0001")
  },
  { weight: 3, arbitrary: fc.constantFrom(...names).map((name) => `--${name}`) },
  { weight: 2, arbitrary: fc.constantFrom(...letters).map((letter) => `-${letter}`) },
  { weight: 1, arbitrary: fc.constantFrom(...names).map((name) => `--${name}=x`) },
  { weight: 1, arbitrary: fc.constantFrom("\u0001a\u0001", "é", "文件", "👩‍🚀", "a\nb", "a b", "'", '"', "\\") },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) }
)

const isModeFlag = (word: string) =>
  ["-q", "--json", "--quiet", "--no-truncate", "--format"].includes(word) || /^--(format|no-truncate)=/.test(word)

interface Given {
  readonly param: Opt<unknown>
  /** One list of words for every time the option is given. */
  readonly words: ReadonlyArray<ReadonlyArray<string>>
  readonly expected: unknown
}

/** Some spelling of an option with a text value; a mode flag as value needs the `=` or the glued form. */
const spelled = (flags: ReadonlyArray<string>, value: string) =>
  fc.constantFrom(...flags).chain((flag) => {
    const long = flag.startsWith("--")
    const glued = long ? [`${flag}=${value}`] : value === "" ? undefined : [`${flag}${value}`]
    const apart = isModeFlag(value) ? undefined : [flag, value]
    const forms = [glued, apart].filter((form) => form !== undefined)
    return forms.length === 0 ? fc.constant([`${flags[0]}=${value}`]) : fc.constantFrom(...forms)
  })

const last = <A>(values: ReadonlyArray<A>): A | undefined => values[values.length - 1]

const given = (name: string, letter: string): fc.Arbitrary<Given> => {
  const both: opt.Flags = [`--${name}`, `-${letter}`]
  const long: opt.Flags = [`--${name}`]
  const texts = fc.array(nasty, { maxLength: 3 })
  const words = (values: ReadonlyArray<string>) => fc.tuple(...values.map((value) => spelled(both, value)))
  const scalar = (param: Opt<unknown>, absent: unknown) =>
    texts.chain((values) =>
      words(values).map((each) => ({ param, words: each, expected: values.length === 0 ? absent : last(values) }))
    )
  const number = (param: Opt<unknown>, value: fc.Arbitrary<number>) =>
    value.chain((n) => spelled(both, String(n)).map((each) => ({ param, words: [each], expected: n })))
  const on = fc.array(fc.boolean(), { maxLength: 3 })
  return fc.oneof(
    scalar(opt.text(both, { help }), undefined),
    scalar(opt.text(both, { help, default: "d" }), "d"),
    scalar(opt.softChoice(choices)(both, { help }), undefined),
    texts.chain((values) =>
      words(values).map((each): Given => ({ param: opt.repeat(both, { help }), words: each, expected: values }))
    ),
    number(opt.int(both, { help }), fc.integer()),
    number(
      opt.float(both, { help }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)
    ),
    fc.constantFrom(...choices).chain((value) =>
      spelled(both, value).map((each) => ({
        param: opt.choice(choices)(both, { help }),
        words: [each],
        expected: value
      }))
    ),
    on.map((times) => ({
      param: opt.flag(both, { help }),
      words: times.map(() => [`-${letter}`]),
      expected: times.length > 0
    })),
    on.map((values) => ({
      param: opt.toggle(long, true, { help }),
      words: values.map((value) => [value ? `--${name}` : `--no-${name}`]),
      expected: last(values) ?? true
    })),
    on.map((values) => ({
      param: opt.tristate(long, { help }),
      words: values.map((value) => [value ? `--${name}=True` : `--no-${name}`]),
      expected: last(values)
    }))
  )
}

interface Words {
  readonly params: Readonly<Record<string, Arg<unknown>>>
  readonly words: ReadonlyArray<string>
  readonly expected: Readonly<Record<string, unknown>>
}

const positionals: fc.Arbitrary<Words> = fc
  .record({ fixed: fc.array(nasty, { maxLength: 2 }), more: fc.array(nasty, { maxLength: 3 }), tail: fc.nat(2) })
  .map(({ fixed, more, tail }) => {
    const params: Record<string, Arg<unknown>> = {}
    const expected: Record<string, unknown> = {}
    for (const [i, word] of fixed.entries()) {
      params[`a${i}`] = arg.one(`A${i}`, { help })
      expected[`a${i}`] = word
    }
    if (tail === 0) {
      params["o"] = arg.optional("O", { help })
      expected["o"] = more[0]
      return { params, words: [...fixed, ...more.slice(0, 1)], expected }
    }
    if (tail === 1) {
      params["r"] = arg.any("R", { help })
      expected["r"] = more
      return { params, words: [...fixed, ...more], expected }
    }
    params["r"] = arg.some("R", { help })
    expected["r"] = ["first", ...more]
    return { params, words: [...fixed, "first", ...more], expected }
  })

const isPlain = (word: string) => !word.startsWith("-") || word === "-" || /^-\.?\d/.test(word)

/** Words of options and positionals shuffled together; positionals from the first that looks like an option on follow `--`. */
const commandLine = fc
  .record({
    picks: fc.uniqueArray(fc.nat(5), { maxLength: 5 }),
    positionals,
    separator: fc.boolean(),
    json: fc.boolean()
  })
  .chain(({ picks, positionals, separator, json }) =>
    fc.tuple(...picks.map((i) => given(names[i] ?? "", letters[i] ?? ""))).chain((options) => {
      const cut = positionals.words.findIndex((word) => !isPlain(word))
      const plain = cut === -1 ? positionals.words : positionals.words.slice(0, cut)
      const rest = cut === -1 ? [] : positionals.words.slice(cut)
      // Each queue keeps its order, the queues mix.
      const queues: ReadonlyArray<ReadonlyArray<ReadonlyArray<string>>> = [
        plain.map((word) => [word]),
        ...options.map((option) => option.words),
        ...(json ? [[["--json"]]] : [])
      ]
      const turns = queues.flatMap((queue, i) => queue.map(() => i))
      return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
        const at = queues.map(() => 0)
        const words = order.flatMap((i) => {
          const turn = at[i] ?? 0
          at[i] = turn + 1
          return queues[i]?.[turn] ?? []
        })
        const params: Record<string, Arg<unknown> | Opt<unknown>> = { ...positionals.params }
        const expected: Record<string, unknown> = { ...positionals.expected }
        for (const [i, option] of options.entries()) {
          params[`opt${i}`] = option.param
          expected[`opt${i}`] = option.expected
        }
        return {
          params,
          expected,
          json,
          words: rest.length > 0 || separator ? [...words, "--", ...rest] : words
        }
      })
    })
  )

describe("what goes in comes out", () => {
  it.effect.prop(
    "any options and positionals, however they are spelled and mixed",
    [commandLine],
    ([{ params, expected, words, json }]) =>
      Effect.gen(function* () {
        const { planned, received } = yield* decode({ name: "cmd", help, params: params as Params }, words)
        assert.strictEqual(planned._tag, "Run", JSON.stringify({ words, planned }))
        assert.deepStrictEqual(received, expected, JSON.stringify(words))
        assert.strictEqual(planned._tag === "Run" && planned.mode, json ? "json" : "guide")
      }),
    { fastCheck: { numRuns: 400 } }
  )

  const soup = fc.array(nasty, { maxLength: 6 })
  const fixed = {
    repo: arg.one("REPO", { help }),
    files: arg.any("FILES", { help }),
    include: opt.repeat(["--include"], { help }),
    env: opt.text(["-e", "--env"], { help }),
    n: opt.int(["-n", "--n"], { help }),
    deep: opt.flag(["-d", "--deep"], { help }),
    priv: opt.tristate(["--privé"], { help })
  }

  it.effect.prop(
    "a soup of words is refused, or every word of it is used exactly once",
    [soup],
    ([words]) =>
      Effect.gen(function* () {
        const { planned, received } = yield* decode({ name: "cmd", help, params: fixed }, words)
        if (planned._tag !== "Run") return
        const got = received as {
          repo: string
          files: ReadonlyArray<string>
          include: ReadonlyArray<string>
          env: string | undefined
        }
        const texts = [got.repo, ...got.files, ...got.include, ...(got.env === undefined ? [] : [got.env])]
        for (const text of texts) {
          assert.isTrue(
            words.some(
              (word) =>
                word === text ||
                (text !== "" && word.startsWith("-") && word.endsWith(text)) ||
                word === `--include=${text}` ||
                word === `--env=${text}`
            ),
            JSON.stringify({ words, got })
          )
        }
        const separator = words.indexOf("--")
        const before = separator === -1 ? words : words.slice(0, separator)
        assert.isFalse(
          [got.repo, ...got.files].some(
            (text) => /^--?[^-\d.\s]/.test(text) && before.includes(text) && !words.slice(separator + 1).includes(text)
          ),
          JSON.stringify({ words, got })
        )
      }),
    { fastCheck: { numRuns: 400 } }
  )
})
