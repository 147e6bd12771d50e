import type { Line } from "../Line.ts"

export const lines: ReadonlyArray<Line> = [
  { line: "download alice/tiny config.json -q", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download alice/tiny config.json --json", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download alice/tiny config.json --format agent", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download alice/tiny config.json --format human", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download alice/tiny -q", differs: ["no-head", "redirected-again", "short-answers", "cachedir-tag"] },
  {
    line: "download alice/tiny config.json model.safetensors --json",
    differs: ["no-head", "redirected-again", "named-files", "short-answers", "cachedir-tag"]
  },
  { line: "download alice/tiny onnx/config.json -q", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download alice/tiny data/ --json", differs: ["no-head", "short-answers", "cachedir-tag"] },
  {
    line: "download alice/tiny --include '*.json' --exclude vocab.json -q",
    differs: ["no-head", "short-answers", "cachedir-tag"]
  },
  {
    line: "download alice/tiny --include 'data/*' --include '*.md' --json",
    differs: ["no-head", "short-answers", "cachedir-tag"]
  },
  { line: "download alice/tiny --include 'nothing*' -q", differs: ["short-answers", "patterns-match-nothing"] },
  {
    line: "download alice/tiny model.safetensors --revision v1 -q",
    differs: ["no-head", "redirected-again", "pinned-file", "cachedir-tag"]
  },
  {
    line: "download alice/tiny --revision refs/pr/1 -q",
    differs: ["no-head", "redirected-again", "short-answers", "cachedir-tag"]
  },
  {
    line: "download alice/tiny --revision dev --include '*.csv' --json",
    differs: ["no-head", "short-answers", "cachedir-tag"]
  },
  { line: "download alice/tiny --revision nothing -q", differs: ["short-answers", "exit-not-found"] },
  { line: "download alice/tiny nothing.txt -q", differs: ["no-head", "pinned-file", "exit-not-found"] },
  {
    line: "download alice/tiny config.json nothing.txt -q",
    differs: ["no-head", "named-files", "short-answers", "cachedir-tag"]
  },
  { line: "download alice/nothing --json", differs: ["short-answers", "exit-not-found"] },
  { line: "download alice/secret -q", as: "bob", differs: ["short-answers", "exit-not-found"] },
  { line: "download alice/secret key.txt -q", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download alice/secret --json", as: "nobody", differs: ["short-answers", "exit-not-found"] },
  { line: "download alice/empty -q", differs: ["no-head", "short-answers", "cachedir-tag"] },
  { line: "download datasets/alice/squad -q", differs: ["no-head", "short-answers", "cachedir-tag"] },
  {
    line: "download alice/squad train.csv --repo-type dataset --json",
    differs: ["no-head", "pinned-file", "cachedir-tag"]
  },
  { line: "download alice/demo --type space -q", differs: ["no-head", "short-answers", "cachedir-tag"] },
  { line: "download alice/squad --type nothing -q" },
  { line: "download alice/tiny config.json --local-dir out -q", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  {
    line: "download alice/tiny --local-dir ./out --include 'data/*' --json",
    differs: ["no-head", "short-answers", "no-trace-elsewhere", "cachedir-tag"]
  },
  {
    line: "download alice/tiny data/ --local-dir out -q",
    differs: ["no-head", "short-answers", "no-trace-elsewhere", "cachedir-tag"]
  },
  {
    line: "download alice/tiny config.json --cache-dir ./cache -q",
    differs: ["no-head", "pinned-file", "cachedir-tag"]
  },
  { line: "download alice/tiny --dry-run --json", differs: ["no-head", "short-answers", "no-trace-elsewhere"] },
  { line: "download alice/tiny --dry-run -q", differs: ["no-head", "short-answers", "no-trace-elsewhere"] },
  { line: "download alice/tiny --dry-run --format agent", differs: ["no-head", "short-answers", "no-trace-elsewhere"] },
  {
    line: "download alice/tiny --dry-run --format human",
    differs: ["no-head", "short-answers", "trailing-blanks", "no-trace-elsewhere"]
  },
  { line: "download alice/tiny config.json --dry-run --json", differs: ["no-head", "pinned-file"] },
  { line: "download alice/tiny --dry-run --json", cached: true, differs: ["short-answers"] },
  { line: "download alice/tiny -q", cached: true, differs: ["short-answers"] },
  { line: "download alice/tiny config.json -q", cached: true, differs: ["no-head", "pinned-file"] },
  { line: "download alice/tiny config.json -q --force-download", cached: true, differs: ["no-head", "pinned-file"] },
  { line: "download alice/tiny -q", cached: true, silent: true, env: { HF_HUB_OFFLINE: "1" } },
  { line: "download alice/squad -q", silent: true, env: { HF_HUB_OFFLINE: "1" }, differs: ["exit-unreachable"] },
  { line: "download hf://alice/tiny/config.json -q", differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download hf://datasets/alice/squad --json", differs: ["no-head", "short-answers", "cachedir-tag"] },
  { line: "download hf://alice/tiny@v1/data/ -q", differs: ["no-head", "short-answers", "cachedir-tag"] },
  { line: "download alice/tiny config.json", voice: true, differs: ["no-head", "pinned-file", "cachedir-tag"] },
  { line: "download alice/nothing", voice: true, differs: ["short-answers", "exit-not-found"] },
  {
    line: "download alice/tiny nothing.txt --json",
    voice: true,
    differs: ["no-head", "pinned-file", "exit-not-found"]
  },
  {
    line: "download alice/tiny config.json vocab.json nothing.txt --json",
    voice: true,
    differs: ["no-head", "named-files", "short-answers", "cachedir-tag"]
  },
  {
    line: "download alice/tiny nothing.txt missing.txt --json",
    differs: ["named-files", "short-answers", "patterns-match-nothing"]
  },
  { line: "download -q", differs: ["help-is-an-error"] },
  { line: "download alice/tiny --nothing -q" },
  { line: "download 'alice tiny' -q" }
]
