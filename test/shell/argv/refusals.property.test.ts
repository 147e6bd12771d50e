/** No command line is silently misread: what is nearly right is refused by name, and words meant for others arrive untouched. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { plan } from "../../../src/shell/argv/planner.ts"
import * as arg from "../../../src/shell/spec/arg.ts"
import { group, leaf } from "../../../src/shell/spec/command.ts"
import * as opt from "../../../src/shell/spec/opt.ts"
import { root } from "../../../src/shell/spec/root.ts"
import { decode, usageText } from "../support.ts"

const help = "x"
const params = {
  words: arg.any("WORDS", { help }),
  label: opt.text(["-l", "--label"], { help }),
  env: opt.repeat(["-e", "--env"], { help }),
  detach: opt.flag(["-d", "--detach"], { help }),
  force: opt.flag(["-F", "--force"], { help }),
  gated: opt.toggle(["--gated"], true, { help })
}
const command = leaf({ name: "run", help, params }, () => Effect.void)
const table = root([command.row, group({ name: "jobs", help }, [command]).row])
const longs = ["--label", "--env", "--detach", "--force", "--gated", "--no-gated", "--json", "--quiet", "--format"]

const swapCase = (text: string): string =>
  [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join("")

/** Begins like an option, or is one in another case. */
const nearMiss = fc
  .constantFrom(...longs)
  .chain((name) =>
    fc.oneof(
      fc.integer({ min: 3, max: name.length - 1 }).map((n) => name.slice(0, n)),
      fc.constantFrom(swapCase(name), `${name}s`, `-${name}`)
    )
  )
  .filter((word) => !longs.includes(word))
const value = fc.constantFrom("x", "", "-d", "--", "--force", "true", "a=b", "=", "-5")
const goodWords = fc.array(fc.constantFrom(["w"], ["-d"], ["--label", "-F"], ["-ex"], ["--gated"]), { maxLength: 3 })

describe("what is nearly right", () => {
  it.prop(
    "an option cut short or in another case is refused by its name, wherever it stands",
    [goodWords, nearMiss, fc.option(value, { nil: undefined }), goodWords],
    ([before, name, given, after]) => {
      const word = given === undefined ? name : `${name}=${given}`
      const text = usageText(plan(table, ["run", ...before.flat(), word, ...after.flat()]))
      assert.include(text, `\nError: No such option '${name}'.\n`)
    }
  )

  it.prop(
    "a flag takes no value",
    [goodWords, fc.constantFrom("--detach", "--force", "--no-gated", "--gated"), value],
    ([before, flag, given]) => {
      const text = usageText(plan(table, ["run", ...before.flat(), `${flag}=${given}`]))
      assert.strictEqual(text, `Error: Option '${flag}' does not take a value.\n`)
    }
  )

  it.prop(
    "a leaf's options and the mode flags are nobody else's",
    [fc.constantFrom([], ["jobs"]), fc.constantFrom(...longs, "-l", "-d", "-q", "-de")],
    ([above, flag]) => {
      assert.include(usageText(plan(table, [...above, flag, "run", "w"])), `\nError: No such option '${flag}'.\n`)
    }
  )

  it("a command in another case", () => {
    for (const word of ["RUN", "Run", "ru"]) {
      assert.include(usageText(plan(table, [word, "w"])), `\nError: No such command '${word}'.`)
    }
  })
})

describe("bundled letters", () => {
  const flags = fc.array(fc.constantFrom("d", "F"), { maxLength: 4 })
  const ending = fc.oneof(
    fc.constant({ letters: "", next: [], env: [] }),
    fc.constantFrom("C=3", "d", "=x", "é", "--", "-q").map((text) => ({ letters: `e${text}`, next: [], env: [text] })),
    fc.constantFrom("C=3", "-d", "--", "--help", "").map((text) => ({ letters: "e", next: [text], env: [text] }))
  )
  it.effect.prop("are each their own option, the last one with its value", [flags, ending], ([given, end]) =>
    Effect.gen(function* () {
      const letters = given.join("") + end.letters
      const words = letters === "" ? [] : [`-${letters}`, ...end.next]
      const { received } = yield* decode({ name: "run", help, params }, [...words, "w"])
      const wanted = { detach: given.includes("d"), force: given.includes("F"), env: end.env, words: ["w"] }
      assert.deepInclude(received, wanted, JSON.stringify(words))
    })
  )
})

describe("commands that pass words on", () => {
  interface Piece {
    readonly words: ReadonlyArray<string>
    /** What of it arrives. */
    readonly kept: ReadonlyArray<string>
    readonly label?: string
    readonly detach?: true
  }
  const same = (word: string): Piece => ({ words: [word], kept: [word] })
  const text = fc.constantFrom("x", "-x", "--", "--json", "=", "é", "a b", "--help")
  const piece: fc.Arbitrary<Piece> = fc.oneof(
    fc.constantFrom("ls", "", "-", "-5", "a b", "文件").map(same),
    fc.constantFrom("--foo", "--foo=bar", "--foo=", "--json", "--version", "--Label", "--lab=x", "-x", "-q").map(same),
    fc.constantFrom("-d", "--detach").map((word): Piece => ({ words: [word], kept: [], detach: true })),
    fc.constantFrom("-xd", "-dx", "-ddx").map((word): Piece => ({ words: [word], kept: ["-x"], detach: true })),
    text.map((label): Piece => ({ words: ["--label", label], kept: [], label })),
    text.map((label): Piece => ({ words: [`--label=${label}`], kept: [], label })),
    text.map((label): Piece => ({ words: [`-l${label}`], kept: [], label })),
    text.map((label): Piece => ({ words: [`-xdl${label}`], kept: ["-x"], label, detach: true }))
  )
  const spec = {
    name: "run",
    help,
    params: { image: arg.one("IMAGE", { help }), command: arg.any("COMMAND", { help }), ...params },
    modes: false,
    passThrough: "unknown"
  } as const
  const { words: _, ...rest } = spec.params

  it.effect.prop(
    "take their own options out and leave every other word as it is; behind -- they look at nothing",
    [fc.array(piece, { maxLength: 6 }), fc.option(fc.array(text, { maxLength: 3 }), { nil: undefined })],
    ([pieces, behind]) =>
      Effect.gen(function* () {
        const words = [
          "img",
          ...pieces.flatMap(({ words }) => words),
          ...(behind === undefined ? [] : ["--", ...behind])
        ]
        const { received } = yield* decode({ ...spec, params: rest }, words)
        const wanted = {
          image: "img",
          command: [...pieces.flatMap(({ kept }) => kept), ...(behind ?? [])],
          label: pieces.findLast(({ label }) => label !== undefined)?.label,
          detach: pieces.some(({ detach }) => detach)
        }
        assert.deepInclude(received, wanted, JSON.stringify(words))
      })
  )
})
