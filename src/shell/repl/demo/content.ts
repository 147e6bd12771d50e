/** What the Hub in a box begins with, so that there is something to try: a model, a dataset and a Space, all of them tiny and our own. */

export type Files = Readonly<Record<string, string | Uint8Array>>

const card = (meta: Readonly<Record<string, string>>, text: string): string =>
  `---\n${Object.entries(meta)
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n")}\n---\n\n${text}\n`

const hidden = 32
const vocabulary = ["<s>", "</s>", "a", "and", "box", "file", "hub", "in", "is", "of", "the", "tiny", "world"]

/** Numbers between -1 and 1 that are the same on every machine. */
const numbers = (count: number): Float32Array => {
  let state = 20_240_229
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  })
}

/** The safetensors format: the length of a JSON header in 8 bytes, the header, the numbers. */
const weights = (): Uint8Array => {
  const shapes = { "embeddings.weight": [vocabulary.length, hidden], "layer.weight": [hidden, hidden] }
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } }
  let end = 0
  for (const [name, [rows = 0, columns = 0]] of Object.entries(shapes)) {
    const start = end
    end += rows * columns * 4
    header[name] = { dtype: "F32", shape: [rows, columns], data_offsets: [start, end] }
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + end)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  for (const [index, value] of numbers(end / 4).entries()) view.setFloat32(8 + text.length + index * 4, value, true)
  return bytes
}

export const model: Files = {
  "README.md": card(
    { license: "apache-2.0", pipeline_tag: "text-generation", library_name: "demo" },
    "# A tiny model\n\nIt knows thirteen words and generates none of them. Made by `hf --local shell`, to try the shell with: delete it when you like."
  ),
  "config.json": `${JSON.stringify({ model_type: "demo", hidden_size: hidden, vocab_size: vocabulary.length, num_hidden_layers: 1 }, null, 2)}\n`,
  "tokenizer/vocab.txt": `${vocabulary.join("\n")}\n`,
  "model.safetensors": weights()
}

const colours = ["red", "green", "blue", "yellow"] as const
const rows = Array.from({ length: 24 }, (_, n) => ({
  id: n + 1,
  text: `A ${colours[n % 4]} box with ${n + 1} files`,
  label: n % 3 === 0 ? "large" : "small"
}))

export const dataset: Files = {
  "README.md": card(
    { license: "cc0-1.0", pretty_name: "Boxes" },
    "# Boxes\n\nTwenty-four boxes, as a table and as lines."
  ),
  "data/train.csv": `id,text,label\n${rows
    .slice(0, 18)
    .map(({ id, label, text }) => `${id},${text},${label}`)
    .join("\n")}\n`,
  "data/test.jsonl": `${rows
    .slice(18)
    .map((row) => JSON.stringify(row))
    .join("\n")}\n`
}

export const space: Files = {
  "README.md": card({ title: "Hello from the box", sdk: "static", pinned: "false" }, "A page, and nothing else."),
  "index.html": "<!doctype html>\n<title>Hello from the box</title>\n<p>Hello.</p>\n"
}

export const collection = {
  title: "Where to begin",
  description: "What the Hub in a box begins with."
} as const
