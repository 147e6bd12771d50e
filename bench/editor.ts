/**
 * From a key to what is sent to the terminal, with 10,000 lines of history and 5,000 candidates, for keys of different weight.
 * In process: what the terminal then takes is not ours.
 */
import { type Key, key, paste, text } from "../src/shell/repl/editor/Key.ts"
import { none, type Ports } from "../src/shell/repl/editor/Ports.ts"
import { initial } from "../src/shell/repl/editor/State.ts"
import { View } from "../src/shell/repl/editor/View.ts"

const commands = [
  "download",
  "upload",
  "repos create",
  "cache ls",
  "jobs run",
  "collections add-item",
  "repo-files delete"
]

/** Lines that differ in every word, as real ones do. */
const history = Array.from(
  { length: 10_000 },
  (_, i) =>
    `hf ${commands[i % commands.length]} org-${i % 97}/model-${(i * 7919) % 10_007} --revision ${(i * 31) % 4096}`
)

const candidates = Array.from({ length: 5_000 }, (_, i) => ({
  value: `org-${i % 97}/model-${i}`,
  help: `${i} downloads, updated yesterday`
}))

const ports: Ports = {
  ...none,
  history,
  prompt: [{ text: "hf> ", style: "green" }],
  highlight: (line) =>
    [...line.matchAll(/--[\w-]+/g)].map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
      style: "cyan" as const
    })),
  hint: (line) => (line === "" ? "" : "REPO_ID  the repository"),
  status: () => [{ text: "me@huggingface.co", style: "grey" }]
}

const typed = (line: string): ReadonlyArray<Key> => [...line].map(text)
const times = (name: string, count: number): ReadonlyArray<Key> => Array.from({ length: count }, () => key(name))

/** What is pressed before the clock starts, and the keys that are measured. */
const scripts: Readonly<Record<string, { readonly before?: ReadonlyArray<Key>; readonly keys: ReadonlyArray<Key> }>> = {
  "typing, with a suggestion": { keys: typed("hf download org-3/model-99 --revision 7 no line begins like that") },
  "typing into 10,000 characters": {
    before: [paste("0123456789 漢字 abc\n".repeat(589))],
    keys: [...typed("some words "), ...times("left", 20)]
  },
  "walking through the history": { before: typed("hf jobs"), keys: times("up", 60) },
  "searching (C-r)": { keys: [key("C-r"), ...typed("dl md99 rev4"), ...times("C-r", 20), ...times("backspace", 12)] },
  "opening the menu": { keys: [key("tab")] },
  "moving in the menu": {
    before: [key("tab")],
    keys: [...times("tab", 30), ...times("pagedown", 20), ...times("S-tab", 10)]
  },
  "narrowing the menu": { before: [key("tab")], keys: [...typed("org-42/model-1"), ...times("backspace", 14)] }
}

interface Sample {
  readonly wall: number
  /** Of all the process's threads: what a busy machine does not change. */
  readonly cpu: number
}

const round = (before: ReadonlyArray<Key>, keys: ReadonlyArray<Key>, samples: Array<Sample>): void => {
  const view = new View(ports, initial({ columns: 120, rows: 40 }), true)
  const press = (each: Key) => {
    const [, tasks] = view.on({ _tag: "key", key: each })
    for (const task of tasks) {
      if (task._tag !== "ask") continue
      view.on({
        _tag: "offered",
        id: task.question.id,
        offer: { from: 0, candidates: candidates.filter(({ value }) => value.startsWith(task.question.text)) }
      })
      view.on({ _tag: "answered", id: task.question.id })
    }
    view.draw()
  }
  for (const each of before) press(each)
  // The first Tab fills in what all have in common.
  if (before.at(-1)?._tag === "key") press(key("tab"))
  for (const each of keys) {
    const start = performance.now()
    const used = process.cpuUsage()
    press(each)
    const { system, user } = process.cpuUsage(used)
    samples.push({ wall: performance.now() - start, cpu: (user + system) / 1000 })
  }
}

const quantile = (values: ReadonlyArray<number>, share: number): string => {
  const sorted = [...values].sort((a, b) => a - b)
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2)} ms`
}

/** A table of p50 and p99 for each kind of key; the candidates' arrival is part of theirs. */
export const keyToFrame = (rounds: number): string => {
  const rows = Object.entries(scripts).map(([name, { before = [], keys }]) => {
    const samples: Array<Sample> = []
    round(before, keys, [])
    while (samples.length < keys.length * rounds) round(before, keys, samples)
    const [wall, cpu] = [samples.map((sample) => sample.wall), samples.map((sample) => sample.cpu)]
    return [
      name,
      quantile(wall, 0.5),
      quantile(wall, 0.99),
      quantile(cpu, 0.5),
      quantile(cpu, 0.99),
      String(samples.length)
    ]
  })
  return [["key to frame", "p50", "p99", "p50 cpu", "p99 cpu", "keys"], ...rows]
    .map(([name = "", ...cells]) => `${name.padEnd(32)}${cells.map((cell) => cell.padStart(10)).join("")}`)
    .join("\n")
}
