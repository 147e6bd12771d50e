/**
 * The differences that are meant: what each one changes, so precisely that everything else on its line must be equal.
 * Why each is as it is stands in ../differences.md, under the same name.
 */
import { readFileSync } from "node:fs"
import type { Observed } from "./Observed.ts"

export interface Sides {
  readonly ours: Observed
  readonly theirs: Observed
}

export type Rule = (sides: Sides) => Sides

type Name = keyof Sides

const on =
  (name: Name, change: (observed: Observed) => Observed): Rule =>
  (sides) => ({ ...sides, [name]: change(sides[name]) })

/** One side asks what the other does not. */
const onlyAsks = (name: Name, pattern: RegExp): Rule =>
  on(name, (seen) => ({ ...seen, requests: seen.requests.filter((request) => !pattern.test(request)) }))

/** One side leaves a file that the other does not. */
const onlyLeaves = (name: Name, pattern: RegExp): Rule =>
  on(name, (seen) => ({ ...seen, files: seen.files.filter((file) => !pattern.test(file)) }))

const rewritten = (name: Name, what: "requests" | "files", pattern: RegExp, by: string): Rule =>
  on(name, (seen) => ({ ...seen, [what]: seen[what].map((each) => each.replace(pattern, by)).sort() }))

const printed = (name: Name, pattern: RegExp, by: string): Rule =>
  on(name, (seen) => ({ ...seen, output: seen.output?.replace(pattern, by) }))

const exits =
  (ours: number, theirs: number): Rule =>
  (sides) =>
    sides.ours.code === ours && sides.theirs.code === theirs
      ? { ...sides, ours: { ...sides.ours, code: theirs } }
      : sides

const all =
  (...rules: ReadonlyArray<Rule>): Rule =>
  (sides) =>
    rules.reduce((seen, rule) => rule(seen), sides)

/** What only a pull request's ref leads to is gone: on Python's side it is left out. */
const withoutPullRequest = on("theirs", (seen) => {
  const pattern = /\/refs\/refs\/pr\/1 "([0-9a-f]{40})"$/
  const commit = seen.files.flatMap((file) => pattern.exec(file)?.[1] ?? [])[0]
  const left = (file: string) =>
    !pattern.test(file) && !file.includes(`/snapshots/${commit}/`) && !file.endsWith('"from a pull request\\n"')
  return { ...seen, files: seen.files.filter(left) }
})

export const rules: Readonly<Record<string, Rule>> = {
  "agent-harnesses": onlyAsks("theirs", /^GET \/api\/agent-harnesses$/),
  "own-version": all(printed("ours", /\d+\.\d+\.\d+/, "VERSION"), printed("theirs", /\d+\.\d+\.\d+/, "VERSION")),
  "exit-not-found": exits(3, 1),
  "exit-access": exits(4, 1),
  "exit-conflict": exits(5, 1),
  "exit-unreachable": exits(6, 1),
  "exit-integrity": exits(7, 1),
  "exit-disk": exits(8, 1),
  "files-url": all(
    printed("ours", /^HUB\/\S+\/(?:tree|blob)\/\S*\n$/, "URL\n"),
    printed("theirs", /^HUB\/\S+\/commit\/\S*\n$/, "URL\n")
  ),
  "exit-misuse": exits(2, 1),
  "pull-requests-pruned": all(printed("ours", /^[\s\S]*$/, ""), printed("theirs", /^[\s\S]*$/, ""), withoutPullRequest),
  "no-head": onlyAsks("theirs", /^HEAD /),
  "short-answers": rewritten("ours", "requests", /\?expand=gated&expand=sha$/, ""),
  "pinned-file": all(
    onlyAsks("ours", /^(?:GET \/api\/\w+\/alice\/\w+\/revision\/|POST \S+\/paths-info\/)/),
    rewritten("ours", "requests", /\/resolve\/[0-9a-f]{40}\//, "/resolve/REVISION/"),
    rewritten("theirs", "requests", /\/resolve\/[^/]+\//, "/resolve/REVISION/")
  ),
  "redirected-again": onlyAsks("ours", /^GET \/alice\/tiny\/resolve\/\S+\/model\.safetensors$/),
  "named-files": all(
    onlyAsks("ours", /^POST \S+\/paths-info\//),
    onlyAsks("theirs", /^GET \S+\/tree\//),
    onlyLeaves("theirs", /^home\/hub\/[^/]+\/trees\//)
  ),
  "cachedir-tag": all(
    rewritten("ours", "files", /(\/CACHEDIR\.TAG "Signature: \w+).*/, "$1"),
    rewritten("theirs", "files", /(\/CACHEDIR\.TAG "Signature: \w+).*/, "$1")
  ),
  "trailing-blanks": on("theirs", (seen) => ({ ...seen, output: seen.output?.replace(/ +$/gm, "") })),
  "no-trace-elsewhere": onlyLeaves("theirs", /^home\/hub\/[^/]+\/(?:refs|trees)\//),
  "patterns-match-nothing": all(
    exits(1, 0),
    printed("theirs", /^.*\n/, ""),
    onlyLeaves("theirs", /^home\/hub\/[^/]+\/(?:refs|trees)\//)
  ),
  "help-is-an-error": all(exits(2, 0), printed("theirs", /^.*$/s, "")),
  "more-formats": all(exits(0, 2), printed("ours", /^.*$/s, "")),
  "short-hashes": printed("ours", /^\{"dry_run": ?true, ?"repos": ?0, ?"revisions": ?1, .*\n$/, ""),
  "usage-not-traceback": exits(2, 1),
  "nothing-to-choose": printed("theirs", /^No token name provided\. Aborting\.\n$/, ""),
  "nothing-to-delete": all(
    exits(1, 0),
    printed("theirs", /^.*\n/, ""),
    onlyAsks("theirs", /^GET \/api\/models\/alice\/tiny\/revision\/main$/)
  ),
  "copied-at-a-commit": all(
    onlyAsks("ours", /^(?:GET \S+\/revision\/|POST \S+\/paths-info\/|GET \S+\/tree\/)/),
    onlyAsks("theirs", /^(?:POST \S+\/paths-info\/|GET \S+\/tree\/)/)
  ),
  "copied-through-cache": all(
    rewritten("ours", "requests", /\/resolve\/[0-9a-f]{40}\//, "/resolve/main/"),
    onlyLeaves("ours", /^home\/hub\/(?:CACHEDIR\.TAG|models--alice--tiny\/(?:blobs|snapshots)\/)/)
  ),
  "checked-before-asking": onlyAsks(
    "theirs",
    /^(?:POST \/api\/repos\/create|GET \/api\/models\/alice\/tiny\/revision)/
  ),
  "no-private-is-public": rewritten("ours", "requests", /,"visibility":"public"/, ""),
  "card-checked-once": on("theirs", (seen) => ({ ...seen, requests: [...new Set(seen.requests)] })),
  "no-branch-below-refs": all(exits(3, 1), onlyAsks("theirs", /^POST \S+\/branch\/refs/)),
  "collections-checked-first": onlyAsks("theirs", /^\w+ \/api\/collections/),
  "change-of-nothing": all(
    exits(1, 0),
    onlyAsks("theirs", /^PATCH \/api\/collections/),
    printed("theirs", /^.*\n/, "")
  ),
  "asks-who": onlyAsks("ours", /^GET \/api\/whoami-v2$/),
  "which-is-missing": onlyAsks("ours", /^GET \/api\/collections\/\S+$/),
  "place-found": all(
    exits(0, 1),
    printed("ours", /^.*$/s, ""),
    onlyAsks("ours", /^GET \/v2\/provider\//),
    rewritten("ours", "requests", /"region":"us-east-1","vendor":"aws"/, '"region":null,"vendor":null')
  ),
  "nothing-to-change": all(
    exits(2, 0),
    printed("theirs", /^.*$/s, ""),
    onlyAsks("theirs", /^(?:GET \/api\/whoami-v2|PUT \/v2\/endpoint\/alice\/idle \{\})$/)
  ),
  "threshold-of-what": all(
    exits(2, 0),
    printed("theirs", /^.*$/s, ""),
    onlyAsks("theirs", /^(?:GET \/api\/whoami-v2|PUT \/v2\/endpoint\/alice\/idle \{.*\})$/)
  ),
  "whoami-once": on("theirs", (seen) => ({ ...seen, requests: [...new Set(seen.requests)] })),
  "whoami-before-looking": onlyAsks("theirs", /^GET \/api\/whoami-v2$/),
  "token-asked-first": all(exits(4, 1), onlyAsks("theirs", /^(?:GET|POST) \/api\/models\/alice\/tiny/))
}

/** What Python does on every line that gets as far as its options. */
export const everywhere = ["agent-harnesses"]

/** The names of ../differences.md with the reason of each. */
export const reasons: ReadonlyMap<string, string> = new Map(
  readFileSync(new URL("../differences.md", import.meta.url), "utf8")
    .split("\n")
    .map((line) => /^\| `([\w-]+)` \| (.+) \| (.+) \|$/.exec(line))
    .flatMap((row) => (row === null ? [] : [[row[1] ?? "", row[3] ?? ""] as const]))
)
