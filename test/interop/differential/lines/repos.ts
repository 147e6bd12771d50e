import type { Line } from "../Line.ts"

const whole: ReadonlyArray<Line> = [
  { line: "repos create alice/new --json", writes: true },
  { line: "repos create new -q", writes: true },
  { line: "repos create acme/new --format agent --private", writes: true },
  { line: "repos create alice/new --type dataset --public --format human", writes: true },
  { line: "repos create alice/new --no-private --json", writes: true, differs: ["no-private-is-public"] },
  { line: "repos create datasets/alice/new --json", writes: true },
  { line: "repos create alice/new --type space --sdk gradio --json", writes: true },
  { line: "repos create alice/new --type space --space-sdk static --protected --json", writes: true },
  { line: "repos create alice/new --type space --json", writes: true },
  { line: "repos create alice/tiny --json", differs: ["exit-conflict"] },
  { line: "repos create alice/tiny --exist-ok --json" },
  { line: "repos create alice/new --resource-group-id 0123456789abcdef01234567 -q", writes: true },
  { line: "repos create bob/new --json", differs: ["exit-access"] },
  { line: "repos create alice/new --json", as: "reader", differs: ["exit-access"] },
  { line: "repos create alice/new --json", as: "nobody", differs: ["exit-access"] },
  { line: "repos create 'alice/new bad' --json" },
  { line: "repos create a/b/c --json" },
  { line: "repos create --json", differs: ["help-is-an-error"] },
  { line: "repos create alice/new --type nothing --json" },
  { line: "repos delete alice/tiny --yes --json", writes: true },
  { line: "repos delete alice/squad --type dataset -y -q", writes: true },
  { line: "repos delete spaces/alice/demo --yes --format agent", writes: true },
  { line: "repos delete alice/nothing --yes --json", differs: ["exit-not-found"] },
  { line: "repos delete alice/nothing --yes --missing-ok --json" },
  { line: "repos delete alice/tiny --json" },
  { line: "repos delete alice/tiny --json", stdin: "n\n" },
  { line: "repos delete alice/tiny --json", stdin: "y\n", writes: true },
  { line: "repos delete alice/tiny --yes --json", as: "bob", differs: ["exit-access"] },
  { line: "repos delete alice/tiny --yes --json", as: "nobody", differs: ["exit-access"] }
]

const changed: ReadonlyArray<Line> = [
  { line: "repos create alice/new", writes: true, voice: true },
  { line: "repos create alice/tiny", voice: true, differs: ["exit-conflict"] },
  { line: "repos create alice/new --type space --json --private --public" },
  { line: "repos delete alice/tiny", stdin: "y\n", writes: true, voice: true },
  { line: "repos delete --json", differs: ["help-is-an-error"] },
  { line: "repos settings alice/tiny --gated manual --json", writes: true },
  { line: "repos settings alice/tiny --gated false --private -q", writes: true },
  { line: "repos settings alice/secret --public --format agent", writes: true },
  { line: "repos settings spaces/alice/demo --protected", writes: true, voice: true },
  { line: "repos settings alice/tiny --json", voice: true },
  { line: "repos settings alice/tiny --gated maybe --json" },
  { line: "repos settings alice/tiny --private --public --json", writes: true },
  { line: "repos settings alice/nothing --private --json", differs: ["exit-not-found"] },
  { line: "repos settings alice/tiny --private -q", as: "bob", differs: ["exit-access"] },
  { line: "repos move alice/tiny acme/tiny --json", writes: true },
  { line: "repos move alice/tiny alice/small", writes: true, voice: true },
  { line: "repos move datasets/alice/squad datasets/alice/quads -q", writes: true },
  { line: "repos move alice/tiny alice/secret --json", writes: true, differs: ["exit-conflict"] },
  { line: "repos move alice/nothing alice/other --json", differs: ["exit-not-found"] },
  { line: "repos move alice/tiny bob/tiny --json", differs: ["exit-access"] },
  { line: "repos move alice/tiny --json", differs: ["usage-not-traceback"] },
  { line: "repos duplicate alice/tiny acme/tiny --private --json", writes: true },
  { line: "repos duplicate alice/tiny copy -q", writes: true },
  { line: "repos duplicate alice/squad alice/quads --type dataset", writes: true, voice: true },
  { line: "repos duplicate alice/tiny alice/secret --json", writes: true, differs: ["exit-conflict"] },
  { line: "repos duplicate alice/tiny alice/secret --exist-ok --json", writes: true },
  { line: "repos duplicate alice/nothing alice/copy --json", writes: true, differs: ["exit-not-found"] },
  { line: "repos duplicate alice/tiny --json", as: "bob", writes: true }
]

const listed: ReadonlyArray<Line> = [
  { line: "repos list --json" },
  { line: "repos ls -q --type dataset" },
  { line: "repos ls --namespace acme", voice: true },
  { line: "repos ls --search tin --format agent" },
  { line: "repos ls --limit 1 -q" },
  { line: "repos ls --namespace nothing --json" },
  { line: "repos ls --json", as: "nobody", differs: ["exit-access"] },
  { line: "repos ls --type nothing --json" }
]

const refs: ReadonlyArray<Line> = [
  { line: "repos branch create alice/tiny feat/a --json", writes: true },
  { line: "repos branch create alice/tiny feat/a --revision v1 -q", writes: true },
  { line: "repos branch create alice/tiny dev", voice: true, differs: ["exit-conflict"] },
  { line: "repos branch create alice/tiny dev --exist-ok --json" },
  { line: "repos branch create alice/tiny late --revision nothing --json", differs: ["exit-not-found"] },
  { line: "repos branch create alice/tiny feat --json", as: "bob", differs: ["exit-access"] },
  { line: "repos branch create alice/tiny --json", differs: ["usage-not-traceback"] },
  { line: "repos branch delete alice/tiny dev", writes: true, voice: true },
  { line: "repos branch delete alice/tiny dev --json", writes: true },
  { line: "repos branch delete alice/tiny nothing --json", differs: ["exit-not-found"] },
  { line: "repos branch delete alice/tiny main -q", differs: ["exit-access"] },
  { line: "repos tag create alice/tiny v2 -m notes --json", writes: true },
  { line: "repos tag create datasets/alice/squad v1 --revision main -q", writes: true },
  { line: "repos tag create alice/tiny v1 --json", differs: ["exit-conflict"] },
  { line: "repos tag create alice/tiny v2 --revision nothing --json", differs: ["exit-not-found"] },
  { line: "repos tag list alice/tiny --json" },
  { line: "repos tag ls alice/tiny", voice: true, differs: ["trailing-blanks"] },
  { line: "repos tag list alice/empty -q" },
  { line: "repos tag list alice/nothing --json", differs: ["exit-not-found"] },
  { line: "repos tag delete alice/tiny v1 --yes --json", writes: true },
  { line: "repos tag delete alice/tiny v1", stdin: "y\n", writes: true, voice: true },
  { line: "repos tag delete alice/tiny v1 --json" },
  { line: "repos tag delete alice/tiny nothing -y --json", differs: ["exit-not-found"] }
]

const files: ReadonlyArray<Line> = [
  { line: "repos delete-files alice/tiny vocab.json --json", writes: true },
  { line: "repos delete-files alice/tiny '*.json' data/ -q", writes: true },
  { line: "repos delete-files alice/tiny vocab.json", writes: true, voice: true },
  { line: "repos delete-files alice/tiny '*.csv' --revision dev --commit-message 'No tables' --json", writes: true },
  { line: "repos delete-files alice/tiny vocab.json --create-pr --json", writes: true },
  { line: "repos delete-files alice/tiny nothing.txt --json", differs: ["nothing-to-delete"] },
  { line: "repos delete-files alice/nothing '*' --json", differs: ["exit-not-found"] },
  { line: "repos delete-files alice/tiny vocab.json --json", as: "bob", differs: ["exit-access"] },
  { line: "repos delete-files alice/tiny --json" },
  { line: "cp config.json hf://alice/tiny/dir/ --json", writes: true },
  { line: "repos cp config.json hf://alice/empty/other.json", writes: true, voice: true },
  { line: "cp - hf://alice/empty/typed.txt -q", stdin: "typed\n", writes: true },
  { line: "cp hf://alice/tiny/vocab.json back.json --json", differs: ["no-head", "pinned-file"] },
  { line: "cp hf://alice/tiny/data/a.csv data/ -q", differs: ["no-head", "pinned-file"] },
  { line: "cp hf://alice/tiny/vocab.json -", voice: true, differs: ["no-head", "pinned-file"] },
  {
    line: "cp hf://alice/tiny/data hf://acme/shared/data --json",
    writes: true,
    differs: ["copied-at-a-commit", "copied-through-cache"]
  },
  {
    line: "cp hf://alice/tiny/model.safetensors hf://alice/tiny/again.safetensors -q",
    writes: true,
    differs: ["copied-at-a-commit"]
  },
  { line: "cp hf://alice/tiny/nothing.txt back.txt --json", differs: ["no-head", "pinned-file", "exit-not-found"] },
  { line: "cp hf://alice/tiny/data/ back --json" },
  { line: "cp nothing.txt hf://alice/tiny/nothing.txt --json" },
  { line: "cp config.json other.json --json" },
  { line: "cp config.json hf://alice/tiny/config.json --json", as: "bob", differs: ["exit-access"] },
  { line: "cp --json", differs: ["help-is-an-error"] }
]

export const lines: ReadonlyArray<Line> = [...whole, ...changed, ...listed, ...refs, ...files]
