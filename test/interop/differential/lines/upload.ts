import type { Line } from "../Line.ts"

export const lines: ReadonlyArray<Line> = [
  { line: "upload alice/empty config.json -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/empty config.json --json", writes: true },
  { line: "upload alice/empty config.json conf/other.json --format agent", writes: true },
  { line: "upload alice/empty config.json --format human", writes: true },
  { line: "upload alice/empty . . -q", writes: true, differs: ["files-url", "card-checked-once"] },
  { line: "upload alice/empty data /data/train --json", writes: true },
  { line: "upload alice/empty weights/model.safetensors -q", writes: true, differs: ["files-url"] },
  { line: "upload tiny --json", writes: true },
  { line: "upload alice/new data -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/new data --private --repo-type dataset -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/demo data --type space --json", writes: true },
  { line: "upload acme/shared . --include '*.json' --exclude 'tiny/*' -q", writes: true, differs: ["files-url"] },
  {
    line: "upload alice/tiny . --include '*.md' --delete '*.csv' --json",
    writes: true,
    differs: ["card-checked-once"]
  },
  { line: "upload alice/tiny data --delete '*' -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/tiny tiny/config.json -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/tiny tiny -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/tiny data --revision dev -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/tiny data --revision newer --json", writes: true },
  { line: "upload alice/tiny data --revision refs/pr/1 -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/tiny data --revision refs/pr/9 -q", writes: true, differs: ["no-branch-below-refs"] },
  { line: "upload alice/tiny data --create-pr --json", writes: true },
  { line: "upload alice/tiny data --create-pr -q", as: "bob", writes: true, differs: ["files-url"] },
  {
    line: "upload alice/empty data -q --commit-message 'One thing' --commit-description 'and another'",
    writes: true,
    differs: ["files-url"]
  },
  { line: "upload alice/empty '*.json' -q", writes: true, differs: ["files-url"] },
  { line: "upload alice/empty nothing -q", differs: ["exit-disk"] },
  { line: "upload alice/empty -q", writes: true },
  { line: "upload alice/tiny data -q", as: "bob", writes: true, differs: ["exit-access"] },
  { line: "upload alice/tiny data -q", as: "reader", writes: true, differs: ["exit-access"] },
  { line: "upload alice/tiny data --json", as: "nobody", differs: ["token-asked-first"] },
  { line: "upload alice/tiny data ../up -q", differs: ["checked-before-asking"] },
  {
    line: "upload alice/tiny . --include 'nothing*' -q",
    writes: true,
    differs: ["patterns-match-nothing", "checked-before-asking"]
  },
  { line: "upload alice/empty config.json", writes: true, voice: true },
  { line: "upload alice/empty data --quiet", writes: true, voice: true, differs: ["files-url"] },
  { line: "upload alice/tiny data --create-pr", writes: true, voice: true },
  { line: "upload -q", differs: ["help-is-an-error"] }
]
