import { commit } from "../../../support/CacheTree.ts"
import type { Line } from "../Line.ts"

const [a, b, d] = [commit("a"), commit("b"), commit("d")]

const listing: ReadonlyArray<Line> = [
  { line: "cache ls --json", differs: ["exit-disk"] },
  { line: "cache ls --revisions --no-truncate", cached: "aged", voice: true, differs: ["trailing-blanks"] },
  { line: "cache ls --json", cached: "aged" },
  { line: "cache ls -q", cached: "aged" },
  { line: "cache ls --format agent", cached: "aged" },
  { line: "cache list", cached: "aged", voice: true, differs: ["trailing-blanks"] },
  { line: "cache ls --revisions --json", cached: "aged" },
  { line: "cache ls --revisions -q", cached: "aged" },
  { line: "cache ls --revisions", cached: "aged", voice: true, differs: ["trailing-blanks"] },
  { line: "cache ls --revisions --format agent", cached: "aged" },
  { line: "cache ls --filter 'size>2m' --json", cached: "aged" },
  { line: "cache ls --filter 'size<=2.5MB' -q", cached: "aged" },
  { line: "cache ls -f 'accessed>30d' --filter type=dataset -q", cached: "aged" },
  { line: "cache ls --revisions --filter 'modified>2w' --json", cached: "aged" },
  { line: "cache ls --filter refs=MAIN -q", cached: "aged" },
  { line: "cache ls --revisions --filter refs=v1 --json", cached: "aged" },
  { line: "cache ls --filter type=space --format human", cached: "aged", differs: ["trailing-blanks"] },
  { line: "cache ls --filter 'type!=space' -q", cached: "aged" },
  { line: "cache ls --filter 'size>many' -q", cached: "aged" },
  { line: "cache ls --filter owner=org --json", cached: "aged" },
  { line: "cache ls --filter 'size>1GB' --format agent", cached: "aged" },
  { line: "cache ls --sort modified:asc --limit 2 -q", cached: "aged" },
  { line: "cache ls --sort size -q", cached: "aged" },
  { line: "cache ls --sort name:desc --revisions -q", cached: "aged" },
  { line: "cache ls --sort accessed --limit 1 --json", cached: "aged" },
  { line: "cache ls --limit 0 --json", cached: "aged" },
  { line: "cache ls --limit -1 -q", cached: "aged" },
  { line: "cache ls --sort age -q", cached: "aged" },
  { line: "cache ls --format table", cached: "aged", differs: ["more-formats"] },
  { line: "cache ls --format csv", cached: "aged", differs: ["more-formats"] },
  { line: "cache ls --cache-dir ../home/hub -q", cached: "aged" },
  { line: "cache ls --cache-dir nowhere --json", voice: true, differs: ["exit-disk"] }
]

const removing: ReadonlyArray<Line> = [
  { line: "cache rm model/ORG/one --dry-run --json", cached: "aged" },
  { line: `cache rm ${b} --dry-run --json`, cached: "aged" },
  { line: `cache rm ${a} dataset/two --dry-run`, cached: "aged", voice: true },
  { line: "cache rm hf://models/org/one/dir/x --dry-run --json", cached: "aged" },
  { line: "cache rm hf://datasets/two --dry-run -q", cached: "aged" },
  { line: "cache rm model/none --json", cached: "aged", voice: true },
  { line: `cache rm ${commit("f")} dataset/two -y --json`, cached: "aged" },
  { line: "cache rm aaaaaaa --dry-run --json", cached: "aged", differs: ["short-hashes"] },
  { line: "cache rm model/org/one --json", cached: "aged" },
  { line: "cache rm model/org/one", cached: "aged", stdin: "n\n", voice: true },
  { line: "cache rm model/org/one", cached: "aged", stdin: "y\n", voice: true },
  { line: `cache rm ${b} -y --json`, cached: "aged" },
  { line: `cache rm ${a} ${b} -y --format agent`, cached: "aged" },
  { line: `cache rm ${d} -y`, cached: "aged", voice: true },
  { line: "cache rm dataset/two -y --json", cached: "aged" },
  { line: "cache rm hf://models/org/one/m -y -q", cached: "aged" },
  { line: "cache rm hf://models/org/one/m dataset/two -y --json", cached: "aged" },
  { line: "cache rm hf://models/org/one@main -y --json", cached: "aged" },
  { line: "cache rm model/alice/tiny dataset/alice/squad --yes --json", cached: true },
  { line: "cache rm --json", differs: ["help-is-an-error"] },
  { line: "cache rm model/org/one -y --cache-dir nowhere --json", differs: ["exit-disk"] },
  { line: "cache prune --dry-run --json", cached: "aged" },
  { line: "cache prune --dry-run", cached: "aged", voice: true },
  { line: "cache prune --json", cached: "aged" },
  { line: "cache prune -y --json", cached: "aged" },
  { line: "cache prune", cached: "aged", stdin: "y\n", voice: true },
  { line: "cache prune -y -q", cached: true, differs: ["pull-requests-pruned"] },
  { line: "cache prune -y", cached: true, voice: true, differs: ["pull-requests-pruned"] },
  { line: "cache prune --json", differs: ["exit-disk"] }
]

const verifying: ReadonlyArray<Line> = [
  { line: "cache verify alice/tiny --json", cached: true },
  { line: "cache verify alice/tiny -q", cached: true },
  { line: "cache verify alice/tiny", cached: true, voice: true },
  { line: "cache verify alice/tiny --revision refs/pr/1 --format agent", cached: true },
  { line: "cache verify alice/tiny --revision dev --json", cached: true },
  { line: "cache verify alice/tiny --revision nothing --json", cached: true },
  { line: "cache verify alice/squad --type dataset --json", cached: true, voice: true },
  {
    line: "cache verify datasets/alice/squad --fail-on-missing-files -q",
    cached: true,
    voice: true,
    differs: ["exit-integrity"]
  },
  { line: "cache verify alice/tiny --local-dir tiny --json" },
  {
    line: "cache verify alice/tiny --local-dir tiny --fail-on-missing-files",
    voice: true,
    differs: ["exit-integrity"]
  },
  { line: "cache verify alice/tiny --local-dir data --json", voice: true },
  { line: "cache verify alice/tiny --local-dir . --fail-on-extra-files --format human", differs: ["exit-integrity"] },
  { line: "cache verify alice/tiny --local-dir . -q", voice: true, differs: ["exit-integrity"] },
  { line: "cache verify alice/tiny --local-dir . --json", voice: true, differs: ["exit-integrity"] },
  {
    line: "cache verify alice/tiny --local-dir . --format human",
    voice: true,
    differs: ["exit-integrity"]
  },
  { line: "cache verify alice/tiny --local-dir nowhere --json", differs: ["exit-disk"] },
  { line: "cache verify alice/tiny --local-dir tiny --cache-dir hub --json", voice: true },
  { line: "cache verify alice/nothing --json" },
  { line: "cache verify alice/tiny --json" }
]

export const lines: ReadonlyArray<Line> = [...listing, ...removing, ...verifying]
