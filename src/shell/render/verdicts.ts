/** Verdicts (`hf doctor`, `hf auth explain`): a sign, a question and an answer a line for people, rows for machines. */
import type { Verdict } from "../../services/Checkup.ts"
import type { OutputShape } from "../../services/Output.ts"

const signs = { ok: "✓", warning: "!", failed: "✗", skipped: "-" } as const

const line = ({ check, detail, remedy, verdict }: Verdict): string =>
  `${signs[verdict]} ${check.padEnd(12)} ${detail}${remedy === undefined ? "" : `\n${" ".repeat(15)}${remedy}`}`

const columns = ["check", "verdict", "detail", "remedy"].map((key) => ({ key }))

export const verdicts = (output: OutputShape, all: ReadonlyArray<Verdict>) =>
  output.mode === "guide" || output.mode === "human"
    ? output.text(all.map(line).join("\n"))
    : output.table(
        columns,
        all.map((each) => ({ ...each, remedy: each.remedy ?? null })),
        "verdict"
      )
