import type { Line } from "../Line.ts"

const deploy = "endpoints deploy new --repo gpt2 --framework pytorch --accelerator cpu"
const small = "--instance-size x2 --instance-type intel-icl"
const place = "--vendor aws --region us-east-1"

/** `alice/idle` is there, paused. */
export const lines: ReadonlyArray<Line> = [
  { line: "endpoints ls --json" },
  { line: "endpoints ls -q" },
  { line: "endpoints ls --format human", differs: ["trailing-blanks"] },
  { line: "endpoints ls --format agent" },
  { line: "endpoints ls --namespace acme --json" },
  { line: "endpoints ls --namespace '*' -q" },
  { line: "endpoints ls --namespace bob --json" },
  { line: "endpoints ls --json", as: "nobody", differs: ["exit-access"] },
  { line: "endpoints ls --namespace alice --json", as: "nobody" },
  { line: "endpoints describe idle --json" },
  { line: "endpoints describe idle --format human" },
  { line: "endpoints describe idle -q" },
  { line: "endpoints describe nothing --json" },
  { line: "endpoints describe idle --namespace alice --json", as: "bob" },
  { line: "endpoints hardware --json" },
  { line: "endpoints hardware --accelerator CPU --format agent" },
  {
    line: "endpoints hardware --accelerator cpu --vendor gcp --format human",
    env: { COLUMNS: "200" },
    differs: ["trailing-blanks"]
  },
  { line: "endpoints hardware --vendor AWS --accelerator gpu -q" },
  { line: "endpoints hardware --vendor nobody --format agent" },
  { line: "endpoints catalog ls --json" },
  { line: "endpoints catalog ls -q" },
  { line: "endpoints list-catalog --json" },
  { line: "endpoints catalog deploy --repo openai/gpt-oss-20b --name new --json", writes: true },
  {
    line: "endpoints catalog deploy --repo openai/gpt-oss-20b --name new --accelerator cpu --namespace acme --json",
    writes: true
  },
  { line: "endpoints catalog deploy --repo a/b --json" },
  { line: `${deploy} ${small} ${place} --json`, writes: true },
  { line: `${deploy} ${small} ${place} --namespace acme --type private --task text-generation -q`, writes: true },
  {
    line: `${deploy} ${small} ${place} --min-replica 0 --max-replica 4 --scale-to-zero-timeout 15 --scaling-metric pendingRequests --scaling-threshold 1.5 --json`,
    writes: true
  },
  {
    line: `${deploy} ${small} ${place} --custom-image vllm/vllm-openai:v1 --engine vllm --port 8000 --health-route /ready --tensor-parallel-size 8 --data-parallel-size 2 --revision main --json`,
    writes: true
  },
  {
    line: `${deploy} ${small} ${place} --custom-image x/y --container-registry-username me --container-registry-password secret --container-command 'python -m serve' --container-args "--tp 8 --name=a" --json`,
    writes: true
  },
  {
    line: `${deploy} ${small} ${place} -e A=1 -e B='two words' -s C=3 --env-file .env --json`,
    writes: true
  },
  { line: `${deploy} ${small} --json`, writes: true, differs: ["place-found"] },
  {
    line: `endpoints deploy idle --repo gpt2 --framework pytorch --accelerator cpu ${small} ${place} --json`,
    differs: ["exit-conflict"]
  },
  { line: `endpoints deploy New --repo gpt2 --framework pytorch --accelerator cpu ${small} ${place} --json` },
  { line: `${deploy} ${small} ${place} --type protected --json` },
  { line: `${deploy} ${small} ${place} --json`, as: "reader", differs: ["exit-access"] },
  { line: `${deploy} ${small} ${place} --engine vllm --json`, differs: ["exit-misuse"] },
  { line: "endpoints update idle --min-replica 0 --max-replica 3 --json", writes: true },
  {
    line: "endpoints update idle --repo openai-community/gpt2 --container-args '' --revision main --json",
    writes: true
  },
  { line: "endpoints update idle --custom-image x/y --engine sglang --tensor-parallel-size 4 -q", writes: true },
  { line: "endpoints update nothing --min-replica 0 --json" },
  { line: "endpoints update idle --json", writes: true, differs: ["nothing-to-change"] },
  {
    line: "endpoints update idle --min-replica 0 --scaling-threshold 1.5 --json",
    writes: true,
    differs: ["threshold-of-what"]
  },
  { line: "endpoints update idle --scaling-metric hardwareUsage --json", writes: true },
  { line: "endpoints pause idle --json", writes: true },
  { line: "endpoints pause nothing --json" },
  { line: "endpoints resume idle --json", writes: true },
  { line: "endpoints resume nothing -q" },
  { line: "endpoints scale-to-zero idle --json" },
  { line: "endpoints delete idle --yes --json", writes: true },
  { line: "endpoints delete idle --yes -q", writes: true },
  { line: "endpoints delete idle --yes --format agent", writes: true },
  { line: "endpoints delete nothing --yes --json" },
  { line: "endpoints delete idle --json" },
  { line: "endpoints delete idle --yes --json", as: "bob" }
]
