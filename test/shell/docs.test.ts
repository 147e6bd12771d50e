import { existsSync, readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck, type Schema } from "effect"
import { page, path } from "../../scripts/commands-doc.ts"
import { exitCodes } from "../../src/domain/errorKinds.ts"
import * as errors from "../../src/domain/errors.ts"
import * as serviceErrors from "../../src/domain/serviceErrors.ts"
import { AccountsFileInvalid, AddressUnavailable, DataFolderInUse, HubStorageError } from "../../src/hub/HubError.ts"
import { Aborted, ConfirmationNeeded } from "../../src/services/Prompt.ts"
import { hints } from "../../src/shell/failure.ts"
import { Misuse } from "../../src/shell/Misuse.ts"
import type { CommandError } from "../../src/shell/spec/Services.ts"

/** `Stopped` is no kind of failure: it carries the words and the code of another. */
type Named = Exclude<CommandError, { readonly _tag: "Stopped" }>

import { table } from "../../src/shell/table.ts"

const root = (file: string) => new URL(`../../${file}`, import.meta.url)
const read = (file: string) => readFileSync(root(file), "utf8")

/** The cells of every row that starts with a name in backticks. */
const rowsOf = (markdown: string) =>
  [...markdown.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(
    ([, name = "", rest = ""]) => [name, rest.split(" | ")] as const
  )

const named = (text: string) => new Set([...text.matchAll(/`(\w+)\??`/g)].map(([, name]) => name))

interface Documented {
  readonly _tag: string
  readonly fields: object
  readonly samples: ReadonlyArray<Named>
}

const documented = (
  schema: Schema.Schema.AnyNoContext & { readonly _tag: string; readonly fields: object }
): Documented => ({
  _tag: schema._tag,
  fields: schema.fields,
  samples: FastCheck.sample(Arbitrary.make<Named, unknown, never>(schema), { numRuns: 50, seed: 1 }).map((sample) =>
    Object.assign(sample, "url" in schema.fields ? { url: "https://huggingface.co/api" } : {})
  )
})

const classes = { ...errors, ...serviceErrors }
const all = [
  ...Object.values(classes),
  ...[Aborted, ConfirmationNeeded, Misuse],
  ...[DataFolderInUse, AccountsFileInvalid, AddressUnavailable, HubStorageError]
].map(documented)

describe("the documentation says what the program does", () => {
  it("docs/commands.md is what `npm run docs` writes", () => {
    assert.strictEqual(readFileSync(path, "utf8"), page(table))
  })

  it("docs/errors.md has every error, with its fields, kind, code and whether there is a hint", () => {
    const rows = new Map(rowsOf(read("docs/errors.md")))
    const shared: Record<string, ReadonlyArray<string>> = {
      "*answer*": ["url", "method", "status", "requestId", "serverMessage"],
      "*subject*": ["repoType", "repoId"]
    }
    assert.sameMembers(
      [...rows.keys()],
      all.map(({ _tag }) => _tag)
    )
    for (const { _tag, fields, samples } of all) {
      const [, told = "", kind, code, hint] = rows.get(_tag) ?? []
      const known = named(told)
      for (const [word, names] of Object.entries(shared))
        if (told.includes(word)) for (const name of names) known.add(name)
      for (const field of Object.keys(fields)) if (field !== "_tag") assert.isTrue(known.has(field), `${_tag}.${field}`)
      assert.deepStrictEqual([kind, code], [samples[0]?.kind, String(exitCodes[samples[0]?.kind ?? "usage"])], _tag)
      const helped = samples.some((sample) => hints(sample).length > 0)
      assert.strictEqual(hint !== "–", helped, `${_tag}: hint`)
    }
  })

  it("docs/exit-codes.md has every error beside its code", () => {
    const text = read("docs/exit-codes.md")
    for (const { _tag, samples } of all) {
      const kind = samples[0]?.kind ?? "usage"
      assert.match(text, new RegExp(`^\\| ${exitCodes[kind]} \\| ${kind} \\|.*\`${_tag}\``, "m"))
    }
  })

  it("docs/environment.md has every variable the settings read", () => {
    const known = named(read("docs/environment.md"))
    const source = [
      "src/layers/Settings.ts",
      "src/layers/Environment.ts",
      "src/bin.ts",
      "src/shell/front.ts",
      "src/shell/completion/surroundings.ts"
    ]
      .map(read)
      .join("\n")
    const names = [...source.matchAll(/"(_?[A-Z][A-Z_]{3,}|\w+_proxy)"/g)].map(([, name]) => name ?? "")
    const values = ["EPIPE", "SIGKILL", "TRUE"]
    assert.isAbove(names.length, 30)
    for (const name of names) if (!values.includes(name)) assert.isTrue(known.has(name), name)
  })

  it("every link inside the repository leads somewhere", () => {
    const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(root("docs")).map((name) => `docs/${name}`)]
    const links = pages.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to = ""]) => [file, to] as const)
    )
    assert.isAbove(links.length, 20)
    for (const [file, to] of links) assert.isTrue(existsSync(new URL(to, root(file))), `${file}: ${to}`)
  })
})
