import { hidden, item, missing, reading } from "../collections.ts"
import type { Line } from "../Line.ts"

export const lines: ReadonlyArray<Line> = [
  { line: "collections ls --json" },
  { line: "collections list -q" },
  { line: "collections ls --format agent" },
  { line: "collections ls --format human", differs: ["trailing-blanks"] },
  { line: "collections ls --format human --no-truncate", differs: ["trailing-blanks"] },
  { line: "collections ls --owner alice --sort lastModified --json" },
  { line: "collections ls --owner alice --limit 1 -q", as: "nobody" },
  { line: "collections ls --owner bob --json" },
  { line: "collections ls --owner bob --format human" },
  { line: "collections ls --item models/alice/tiny --sort upvotes --json" },
  { line: "collections ls --item papers/2311.12983 --sort trending -q" },
  { line: "collections ls --item models/alice/none --json" },
  { line: "collections ls --item tiny --json", differs: ["collections-checked-first"] },
  { line: "collections ls --sort newest --json" },
  { line: `collections info ${reading} --json` },
  { line: `collections info ${reading} --format human` },
  { line: `collections info ${reading} --format agent`, as: "bob" },
  { line: `collections info ${reading} -q`, as: "nobody" },
  { line: `collections info ${hidden} --json` },
  { line: `collections info ${hidden} --json`, as: "bob", differs: ["exit-not-found"] },
  { line: `collections info ${missing} --json`, differs: ["exit-not-found"] },
  { line: "collections info alice/reading-list --json", differs: ["collections-checked-first"] },
  { line: "collections info --json", differs: ["help-is-an-error"] },
  { line: "collections create 'New one' --json", writes: true },
  { line: "collections create 'New one' --format human --description 'Of mine' --private", writes: true },
  { line: "collections create 'New one' --namespace acme -q", writes: true },
  { line: "collections create 'Reading list' --json", differs: ["exit-conflict"] },
  { line: "collections create 'Reading list' --exists-ok --json" },
  { line: "collections create New --namespace bob --json", differs: ["exit-access"] },
  { line: "collections create New --json", as: "reader", differs: ["exit-access"] },
  { line: "collections create New --json", as: "nobody", differs: ["exit-access", "asks-who"] },
  {
    line: `collections create ${"x".repeat(61)} --json`,
    differs: ["collections-checked-first", "whoami-before-looking"]
  },
  { line: `collections update ${reading} --title 'Other words' --json`, writes: true },
  { line: `collections update ${reading} --private --theme pink --position 1 -q`, writes: true },
  { line: `collections update ${hidden} --no-private --description Seen --format agent`, writes: true },
  {
    line: `collections update ${reading} --theme mauve --json`,
    differs: ["collections-checked-first"]
  },
  { line: `collections update ${reading} --title Mine --json`, as: "bob", differs: ["exit-access"] },
  { line: `collections update ${missing} --title Mine --json`, differs: ["exit-not-found"] },
  { line: `collections update ${reading} --json`, writes: true, differs: ["change-of-nothing"] },
  { line: `collections delete ${reading} --json`, writes: true },
  { line: `collections delete ${missing} -q`, differs: ["exit-not-found"] },
  { line: `collections delete ${missing} --missing-ok --format human` },
  { line: `collections delete ${reading} --json`, as: "reader", differs: ["exit-access"] },
  { line: `collections add-item ${reading} alice/demo space --note 'See it' --json`, writes: true },
  { line: `collections add-item ${reading} 2312.00001 paper -q`, writes: true },
  { line: `collections add-item ${reading} ${hidden} collection --format human`, writes: true },
  { line: `collections add-item ${reading} alice/tiny model --json`, differs: ["exit-conflict"] },
  { line: `collections add-item ${reading} alice/tiny model --exists-ok --json` },
  {
    line: `collections add-item ${reading} alice/tiny dataset --json`,
    differs: ["exit-not-found", "which-is-missing"]
  },
  { line: `collections add-item ${missing} alice/tiny model --json`, differs: ["exit-not-found", "which-is-missing"] },
  { line: `collections add-item ${reading} alice/tiny gallery --json` },
  {
    line: `collections add-item ${reading} alice/demo space --note ${"x".repeat(501)} --json`,
    differs: ["collections-checked-first"]
  },
  { line: `collections add-item ${reading} alice/demo space -q`, as: "bob", differs: ["exit-access"] },
  { line: `collections update-item ${reading} ${item(1)} --note 'The second' --json`, writes: true },
  { line: `collections update-item ${reading} ${item(2)} --position 0 -q`, writes: true },
  {
    line: `collections update-item ${reading} ${item(9)} --note None --json`,
    differs: ["exit-not-found", "which-is-missing"]
  },
  {
    line: `collections update-item ${reading} ${item(1)} --position -1 --json`,
    differs: ["collections-checked-first"]
  },
  { line: `collections delete-item ${reading} ${item(0)} --json`, writes: true },
  { line: `collections delete-item ${reading} ${item(9)} -q`, differs: ["exit-not-found", "which-is-missing"] },
  { line: `collections delete-item ${reading} ${item(9)} --missing-ok --json`, differs: ["which-is-missing"] },
  { line: `collections delete-item ${reading} alice/tiny --json`, differs: ["collections-checked-first"] }
]
