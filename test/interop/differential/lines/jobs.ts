import type { Line } from "../Line.ts"

export const lines: ReadonlyArray<Line> = [
  { line: "jobs run --detach --json python:3.12 python -c 'print(1)'", writes: true },
  { line: "jobs run -d -q python:3.12 echo hi -e A=1 -s S=2", writes: true },
  {
    line: "jobs run -d --format agent -e A=1 -e 'B=x # y' -l team=ml -l only --name mine --timeout 1.5h --flavor a10g-small ubuntu true",
    writes: true
  },
  { line: "jobs run -d --json --timeout 90 --expose 8000 --expose 8001 --ssh ubuntu true", writes: true },
  { line: "jobs run -d --json --network-group g --network-alias a ubuntu true", writes: true },
  {
    line: "jobs run -d --json -v hf://datasets/alice/squad:/in:ro -v hf://alice/tiny@dev/data:/w ubuntu true",
    writes: true
  },
  { line: "jobs run -d --json hf.co/spaces/alice/demo ls -l", writes: true },
  { line: "jobs run -d --json ubuntu -- ls -l -q --json", writes: true },
  { line: "jobs run -d --json --namespace acme ubuntu true", writes: true },
  { line: "jobs run -d --json -s HF_TOKEN ubuntu true", writes: true },
  {
    line: "jobs run -d --json -s HF_TOKEN -e GIVEN -e MISSING ubuntu true",
    as: "saved",
    env: { GIVEN: "here" },
    writes: true
  },
  { line: "jobs run -d --json --namespace bob ubuntu true", writes: true, differs: ["exit-access"] },
  { line: "jobs run -d --json ubuntu true", as: "reader", writes: true, differs: ["exit-access"] },
  { line: "jobs run -d --json ubuntu true", as: "nobody", differs: ["exit-access"] },
  { line: "jobs run --dry-run --format human -e A=1 -s S=2 --timeout 5m -l a=b ubuntu sh -c 'exit 3'" },
  { line: "jobs run --dry-run --json ubuntu true" },
  { line: "jobs run --json --timeout 1.5x ubuntu true", differs: ["whoami-before-looking"] },
  { line: "jobs run --json --name a -l name=b ubuntu true" },
  { line: "jobs run --json ubuntu" },
  {
    line: "jobs uv run -d --json --with lighteval --with torch -p 3.12 python -c 'import lighteval'",
    writes: true,
    differs: ["whoami-once"]
  },
  { line: "jobs uv run -d --json lighteval --image my/uv --flavor t4-small", writes: true, differs: ["whoami-once"] },
  { line: "jobs uv run --json none.py", differs: ["whoami-before-looking"] },
  { line: "jobs ls --json" },
  { line: "jobs ps --format human" },
  { line: "jobs list -a -q" },
  { line: "jobs ls --status error,running --label a=b --name c --json" },
  { line: "jobs ls --label nothing --json" },
  { line: "jobs ls -a --status error --json", differs: ["exit-misuse"] },
  { line: "jobs ls --namespace bob --json", differs: ["exit-access"] },
  { line: "jobs hardware -q" },
  { line: "jobs hardware --json" },
  { line: "jobs inspect nothing --json", differs: ["exit-not-found"] },
  { line: "jobs inspect a/b/c --json" },
  { line: "jobs cancel nothing --json", differs: ["exit-not-found"] },
  { line: "jobs cancel a/b --namespace c --json" },
  { line: "jobs labels nothing --clear --json", differs: ["exit-not-found"] },
  { line: "jobs labels nothing --name n --json", differs: ["exit-not-found"] },
  { line: "jobs labels nothing --json", differs: ["exit-misuse"] },
  { line: "jobs wait a/b c/d --json" },
  { line: "jobs wait a --timeout 1.5h --json" },
  { line: "jobs scheduled run @hourly --json python:3.12 python -c 'print(1)'", writes: true },
  {
    line: "jobs scheduled run '*/5 * * * *' --suspend --concurrency -e A=1 -s S=2 -l x=y --name n -q ubuntu true",
    writes: true
  },
  { line: "jobs scheduled run @daily --no-suspend --no-concurrency --format human ubuntu true", writes: true },
  { line: "jobs scheduled uv run @weekly --json --with torch lighteval", writes: true, differs: ["whoami-once"] },
  { line: "jobs scheduled ps --json" },
  { line: "jobs scheduled ls --label a=b --json" },
  { line: "jobs scheduled ls -a --status active --json", differs: ["exit-misuse"] },
  { line: "jobs scheduled suspend nothing --json", differs: ["exit-not-found"] },
  { line: "jobs scheduled resume nothing --json", differs: ["exit-not-found"] },
  { line: "jobs scheduled delete nothing --json", differs: ["exit-not-found"] },
  { line: "jobs scheduled trigger nothing --json", differs: ["exit-not-found"] },
  { line: "jobs scheduled labels nothing --label a=b --json", differs: ["exit-not-found"] }
]
