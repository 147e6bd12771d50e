import { join } from "node:path"
import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as CacheTree from "../support/CacheTree.ts"
import { Guide } from "./Guide.ts"

const { commit } = CacheTree
const days = (count: number) => new Date(Date.now() - count * 86_400_000)

/** The guide's cache, a thousand times smaller. */
const seed = (home: string) => {
  const root = join(home, ".cache/huggingface/hub")
  const size = (bytes: number, digit: string) => digit.repeat(bytes)
  const time = days(4)
  CacheTree.repo(root, "datasets--nyu-mll--glue", {
    commit: commit("1"),
    refs: ["main", "script"],
    files: { data: size(157_400, "g") },
    time: days(2)
  })
  CacheTree.repo(
    root,
    "models--LiquidAI--LFM2-VL-1.6B",
    { commit: commit("2"), refs: ["main"], files: { a: size(3100, "a") }, time },
    { commit: `8f3ad1c${"0".repeat(33)}`, files: { b: size(100, "b") }, time }
  )
  CacheTree.repo(root, "models--microsoft--UserLM-8b", {
    commit: commit("3"),
    refs: ["main"],
    files: { c: size(32_100, "c") },
    time
  })
}

describe("hf cache", () => {
  layer(Guide.layer, { excludeTestServices: true, timeout: "90 seconds" })((it) => {
    it.scoped("ls: by repo, by revision, filtered, ordered, for scripts", () =>
      Effect.gen(function* () {
        const { cwd, play } = yield* (yield* Guide).session({ HF_TOKEN: undefined })
        seed(cwd)
        yield* play(`
>>> hf cache ls
ID                          SIZE     LAST_ACCESSED LAST_MODIFIED REFS        
--------------------------- -------- ------------- ------------- ----------- 
dataset/nyu-mll/glue          157.4K 2 days ago    2 days ago    main script 
model/LiquidAI/LFM2-VL-1.6B     3.2K 4 days ago    4 days ago    main        
model/microsoft/UserLM-8b      32.1K 4 days ago    4 days ago    main        

Found 3 repo(s) for a total of 4 revision(s) and 192.7K on disk.
>>> hf cache ls --filter "size>30k" --filter type=model --revisions
ID                        REVISION                                 SIZE     LAST_MODIFIED REFS 
------------------------- ---------------------------------------- -------- ------------- ---- 
model/microsoft/UserLM-8b COMMIT    32.1K 4 days ago    main 

Found 1 repo(s) for a total of 1 revision(s) and 32.1K on disk.
>>> hf cache ls --sort size --limit 2 --q
dataset/nyu-mll/glue
model/microsoft/UserLM-8b
>>> hf cache ls --filter "accessed>3d" --sort name:desc -q
model/microsoft/UserLM-8b
model/LiquidAI/LFM2-VL-1.6B
>>> hf cache ls --filter refs=script --format json
[{"id": "dataset/nyu-mll/glue", "repo_id": "nyu-mll/glue", "repo_type": "dataset", "size": "157.4K", "last_accessed": "2 days ago", "last_modified": "2 days ago", "refs": ["main", "script"]}]
>>> hf cache ls --format csv | cut -d, -f1-4
id,repo_id,repo_type,size
dataset/nyu-mll/glue,nyu-mll/glue,dataset,157400
model/LiquidAI/LFM2-VL-1.6B,LiquidAI/LFM2-VL-1.6B,model,3200
model/microsoft/UserLM-8b,microsoft/UserLM-8b,model,32100
>>> hf cache ls --filter "size>1y"
[exit 2]
>>> hf cache ls --sort age
[exit 2]
>>> hf cache ls --cache-dir ./nowhere
[exit 8]
`)
      })
    )

    it.scoped("prune: what no branch and no tag leads to, pull requests too", () =>
      Effect.gen(function* () {
        const { cwd, play } = yield* (yield* Guide).session({ HF_TOKEN: undefined })
        const root = join(cwd, ".cache/huggingface/hub")
        const revision = (start: string, bytes: number, refs: ReadonlyArray<string> = []) => ({
          commit: start.padEnd(40, "0"),
          files: { file: start[0]?.repeat(bytes) ?? "" },
          refs
        })
        CacheTree.repo(
          root,
          "models--t5-small",
          revision("1c610f6b", 820_100, ["refs/pr/1"]),
          revision("d4ec9b72", 640_500),
          revision("8f3ad1c0", 100, ["main", "refs/pr/2"])
        )
        CacheTree.repo(root, "datasets--google--fleurs", revision("2b91c8dd", 937_600), revision("3", 100, ["main"]))
        yield* play(`
>>> echo y | hf cache prune
About to delete 3 unreferenced revision(s) (2.4M total).
  - dataset/google/fleurs:
      2b91c8dd [(detached)] 937.6K
  - model/t5-small:
      1c610f6b [refs/pr/1] 820.1K
      d4ec9b72 [(detached)] 640.5K
Proceed? [y/N]: Deleted 3 unreferenced revision(s); freed 2.4M.
>>> find .cache/huggingface/hub/models--t5-small/refs -type f | sort
.cache/huggingface/hub/models--t5-small/refs/main
.cache/huggingface/hub/models--t5-small/refs/refs/pr/2
`)
      })
    )

    it.scoped("rm: what ls names, a repo, a short hash; prune; a dry run first", () =>
      Effect.gen(function* () {
        const { cwd, play } = yield* (yield* Guide).session({ HF_TOKEN: undefined })
        seed(cwd)
        yield* play(`
>>> hf cache rm model/microsoft/UserLM-8b 8f3ad1c --dry-run
About to delete 1 repo(s) and 1 revision(s) totalling 32.2K.
  - model/LiquidAI/LFM2-VL-1.6B:
      8f3ad1c [(detached)] 100.0
  - model/microsoft/UserLM-8b (entire repo)
Dry run: no files were deleted.
>>> hf cache rm model/LiquidAI/LFM2-VL-1.6B </dev/null
About to delete 1 repo(s) totalling 3.2K.
  - model/LiquidAI/LFM2-VL-1.6B (entire repo)
Proceed with deletion? [y/N]: 
[exit 1]
>>> hf cache prune --dry-run
About to delete 1 unreferenced revision(s) (100.0 total).
  - model/LiquidAI/LFM2-VL-1.6B:
      8f3ad1c0 [(detached)] 100.0
Dry run: no files were deleted.
>>> echo y | hf cache prune
About to delete 1 unreferenced revision(s) (100.0 total).
  - model/LiquidAI/LFM2-VL-1.6B:
      8f3ad1c0 [(detached)] 100.0
Proceed? [y/N]: Deleted 1 unreferenced revision(s); freed 100.0.
>>> hf cache prune
No unreferenced revisions, incomplete downloads or shared blobs found. Nothing to prune.
>>> echo y | hf cache rm model/LiquidAI/LFM2-VL-1.6B
About to delete 1 repo(s) totalling 3.1K.
  - model/LiquidAI/LFM2-VL-1.6B (entire repo)
Proceed with deletion? [y/N]: Delete repo: ~/.cache/huggingface/hub/models--LiquidAI--LFM2-VL-1.6B
Cache deletion done. Saved 3.1K.
Deleted 1 repo(s) and 1 revision(s); freed 3.1K.
>>> hf cache rm $(hf cache ls --filter "accessed>1d" -q) -y
About to delete 2 repo(s) totalling 189.5K.
  - dataset/nyu-mll/glue (entire repo)
  - model/microsoft/UserLM-8b (entire repo)
Delete repo: ~/.cache/huggingface/hub/datasets--nyu-mll--glue
Delete repo: ~/.cache/huggingface/hub/models--microsoft--UserLM-8b
Cache deletion done. Saved 189.5K.
Deleted 2 repo(s) and 2 revision(s); freed 189.5K.
>>> hf cache rm model/none/such
Nothing to delete.
>>> hf cache rm hf://models/none/such@main
[exit 1]
`)
      })
    )

    it.scoped("pin, gc, du", () =>
      Effect.gen(function* () {
        const { cwd, play } = yield* (yield* Guide).session({ HF_TOKEN: undefined })
        seed(cwd)
        yield* play(`
>>> hf cache pin 8f3ad1c model/microsoft/UserLM-8b -q
['8f3ad1c', 'model/microsoft/UserLM-8b']
>>> hf cache pin
ID                          PINNED
--------------------------- ----------------------------------------
model/LiquidAI/LFM2-VL-1.6B COMMIT
model/microsoft/UserLM-8b   all
>>> hf cache rm model/microsoft/UserLM-8b -y
[exit 5]
>>> hf cache gc --max-size 190k --dry-run
About to delete 1 revision(s) (3.1K of 192.7K).
  - model/LiquidAI/LFM2-VL-1.6B:
      22222222 [main] 3.1K
Dry run: no files were deleted.
>>> hf cache gc --max-size 100k -y
About to delete 1 repo(s) and 1 revision(s) (160.5K of 192.7K).
  - dataset/nyu-mll/glue (entire repo)
  - model/LiquidAI/LFM2-VL-1.6B:
      22222222 [main] 3.1K
Deleted 2 revision(s); freed 160.5K, 32.2K left.
>>> hf cache gc --max-size 1 -y
The cache takes 32.2K; nothing to delete.
>>> hf cache gc --max-size 1 --json 2>/dev/null
{"repos_deleted": 0, "revisions_deleted": 0, "incomplete_deleted": 0, "freed": "0.0", "left": "32.2K"}
>>> hf cache pin ''
[exit 1]
>>> hf cache gc --max-size much
[exit 1]
>>> test "$(hf cache du --json | sed 's/.*"total", "size": \\([0-9]*\\).*/\\1/')" = "$(du -s --block-size=1 .cache/huggingface/hub | cut -f1)" && echo the same as du
the same as du
>>> hf cache du | awk '{ print $1 }' | LC_ALL=C sort
------------------------------
.
.locks
NAME
models--LiquidAI--LFM2-VL-1.6B
models--microsoft--UserLM-8b
total
>>> hf cache du -q | LC_ALL=C sort
.locks
models--LiquidAI--LFM2-VL-1.6B
models--microsoft--UserLM-8b
`)
      })
    )

    it.scoped("what somebody is downloading right now is in no plan, and told in one line", () =>
      Effect.gen(function* () {
        const { cwd, play } = yield* (yield* Guide).session({ HF_TOKEN: undefined })
        seed(cwd)
        const locks = ".cache/huggingface/hub/.locks"
        const glue = `flock ${locks}/datasets--nyu-mll--glue/a.lock`
        const lfm = `flock ${locks}/models--LiquidAI--LFM2-VL-1.6B/b.lock`
        yield* play(`
>>> mkdir -p ${locks}/datasets--nyu-mll--glue ${locks}/models--LiquidAI--LFM2-VL-1.6B
>>> ${glue} ${lfm} hf cache gc --max-size 100k --dry-run 2>&1
Warning: dataset/nyu-mll/glue and model/LiquidAI/LFM2-VL-1.6B are being downloaded right now and are left alone.
About to delete 1 repo(s) (32.1K of 192.7K).
  - model/microsoft/UserLM-8b (entire repo)
Warning: What stays (pinned, damaged, in use) takes 160.6K, more than 100k.
Dry run: no files were deleted.
>>> ${glue} ${lfm} hf cache gc --max-size 100k --dry-run --json 2>/dev/null
{"dry_run": true, "repos": 1, "revisions": 1, "incomplete": 0, "freed": "32.1K", "left": "160.6K"}
>>> ${lfm} hf cache prune --dry-run 2>&1
Warning: model/LiquidAI/LFM2-VL-1.6B is being downloaded right now and is left alone.
No unreferenced revisions, incomplete downloads or shared blobs found. Nothing to prune.
>>> ${lfm} hf cache rm 8f3ad1c model/microsoft/UserLM-8b --dry-run 2>&1
Warning: model/LiquidAI/LFM2-VL-1.6B is being downloaded right now and is left alone.
About to delete 1 repo(s) totalling 32.1K.
  - model/microsoft/UserLM-8b (entire repo)
Dry run: no files were deleted.
>>> ${lfm} hf cache rm 8f3ad1c --dry-run
[exit 5]
>>> ${lfm} hf cache gc --max-size 100k -y 2>&1
Warning: model/LiquidAI/LFM2-VL-1.6B is being downloaded right now and is left alone.
About to delete 2 repo(s) (189.5K of 192.7K).
  - dataset/nyu-mll/glue (entire repo)
  - model/microsoft/UserLM-8b (entire repo)
Deleted 2 revision(s); freed 189.5K, 3.2K left.
`)
      })
    )

    it.scoped("a damaged repo is told, stops nothing, and goes by its name; ids come on standard input, too", () =>
      Effect.gen(function* () {
        const { cwd, play } = yield* (yield* Guide).session({ HF_TOKEN: undefined })
        seed(cwd)
        yield* play(`
>>> : >.cache/huggingface/hub/models--microsoft--UserLM-8b/refs/main
>>> hf cache gc --max-size 100k --dry-run 2>&1
Warning: ~/.cache/huggingface/hub/models--microsoft--UserLM-8b: ref 'main' points at nothing. Left alone; 'hf cache rm model/microsoft/UserLM-8b' deletes it.
About to delete 2 repo(s) (160.6K of 192.7K).
  - dataset/nyu-mll/glue (entire repo)
  - model/LiquidAI/LFM2-VL-1.6B (entire repo)
Dry run: no files were deleted.
>>> echo model/microsoft/UserLM-8b | hf cache rm - --dry-run
About to delete 1 repo(s) totalling 32.1K.
  - model/microsoft/UserLM-8b (damaged: ref 'main' points at nothing)
Dry run: no files were deleted.
>>> echo model/microsoft/UserLM-8b | hf cache rm -
[exit 2]
>>> hf cache pin model/microsoft/UserLM-8b 2>&1 | head -1
Error: Invalid target 'model/microsoft/UserLM-8b': it is damaged: ref 'main' points at nothing.
>>> hf cache rm microsoft/UserLM-8b 2>&1
Warning: Could not find in cache:
  - microsoft/UserLM-8b
Hint: Write the type, too: model/microsoft/UserLM-8b
Nothing to delete.
>>> hf cache rm model/microsoft/UserLM-8b -y
About to delete 1 repo(s) totalling 32.1K.
  - model/microsoft/UserLM-8b (damaged: ref 'main' points at nothing)
Delete repo: ~/.cache/huggingface/hub/models--microsoft--UserLM-8b
Cache deletion done. Saved 32.1K.
Deleted 1 repo(s) and 0 revision(s); freed 32.1K.
>>> hf cache ls -q | hf cache rm - -y -q
2
>>> hf cache ls -q
`)
      })
    )

    it.scoped("verify: a snapshot or a folder against the Hub", () =>
      Effect.gen(function* () {
        const { play } = yield* (yield* Guide).session()
        yield* play(`
>>> mkdir m && echo '{}' >m/config.json && head -c 20000 /dev/zero >m/model.safetensors && hf upload DeepSeek-OCR m . -q | sed 's/COMMIT//' >/dev/null
>>> hf download Wauplin/DeepSeek-OCR -q >snapshot; hf cache verify Wauplin/DeepSeek-OCR
✅ Verified 3 file(s) for 'Wauplin/DeepSeek-OCR' (model) in ~/.cache/huggingface/hub/models--Wauplin--DeepSeek-OCR/snapshots/COMMIT
  All checksums match.
>>> hf cache verify Wauplin/DeepSeek-OCR --revision $(basename $(cat snapshot)) --token $HF_TOKEN -q
Wauplin/DeepSeek-OCR
>>> hf cache verify Wauplin/DeepSeek-OCR --local-dir m --json
{"repo_id": "Wauplin/DeepSeek-OCR", "repo_type": "model", "checked": 2, "path": "~/m"}
>>> hf cache verify Wauplin/DeepSeek-OCR --local-dir m --fail-on-missing-files --fail-on-extra-files
❌ Missing files (present remotely, absent locally):
  - .gitattributes
[exit 7]
>>> printf '{!' >m/config.json; touch m/extra; hf cache verify Wauplin/DeepSeek-OCR --local-dir m --fail-on-extra-files
❌ Checksum verification failed for the following file(s):
  - config.json: expected COMMIT (git-sha1), got COMMIT
❌ Extra files (present locally, absent remotely):
  - extra
[exit 7]
>>> hf cache verify Wauplin/DeepSeek-OCR --local-dir m --json 2>&1 | grep -v '^  at'
Warning: 1 remote file(s) are missing locally. Use --fail-on-missing-files for details.
Warning: 1 local file(s) do not exist on the remote repo. Use --fail-on-extra-files for details.
Error: Verification failed for 'Wauplin/DeepSeek-OCR' in ~/m (revision main): config.json differs.
Hint: This fetches it anew: hf download Wauplin/DeepSeek-OCR config.json --local-dir m --force-download
>>> hf cache verify Wauplin/DeepSeek-OCR --local-dir m --fail-on-missing-files --fail-on-extra-files -q 2>&1 | grep -v '^  at'
Error: Verification failed for 'Wauplin/DeepSeek-OCR' in ~/m (revision main): config.json differs; .gitattributes is missing; extra is not on the Hub.
Hint: This fetches them anew: hf download Wauplin/DeepSeek-OCR config.json .gitattributes --local-dir m --force-download
Hint: What is not on the Hub stays until you delete it.
>>> hf download Wauplin/DeepSeek-OCR config.json .gitattributes --local-dir m --force-download -q >out; rm m/extra
>>> hf cache verify Wauplin/DeepSeek-OCR --local-dir m --fail-on-missing-files -q
Wauplin/DeepSeek-OCR
>>> printf '{!' >$(cat snapshot)/config.json; hf cache verify Wauplin/DeepSeek-OCR -q 2>&1 | grep -v '^  at'
Error: Verification failed for 'Wauplin/DeepSeek-OCR' in ~/.cache/huggingface/hub/models--Wauplin--DeepSeek-OCR/snapshots/COMMIT (revision COMMIT): config.json differs.
Hint: This fetches it anew: hf download Wauplin/DeepSeek-OCR config.json --revision COMMIT --force-download
>>> hf download Wauplin/DeepSeek-OCR config.json --revision $(basename $(cat snapshot)) --force-download -q >out; hf cache verify Wauplin/DeepSeek-OCR -q
Wauplin/DeepSeek-OCR
>>> hf cache verify Wauplin/none 2>&1 | head -1
Error: Invalid cached model 'Wauplin/none': it is not in the cache; 'hf download' brings it there, and --local-dir names a folder to verify instead.
>>> hf cache verify Wauplin/DeepSeek-OCR --revision refs/pr/5 2>&1 | head -1
Error: Invalid cached model 'Wauplin/DeepSeek-OCR@refs/pr/5': there is no such revision of it; see 'hf cache ls --revisions'.
>>> hf cache verify Wauplin/DeepSeek-OCR --local-dir ./none
[exit 8]
>>> hf cache verify Wauplin/DeepSeek-OCR --local-dir m --cache-dir c
[exit 2]
>>> hf upload Wauplin/fineweb m . --repo-type dataset -q >out; hf download Wauplin/fineweb --repo-type dataset -q >out
>>> hf cache verify Wauplin/fineweb --repo-type dataset | sed 's/ in .*//'
✅ Verified 3 file(s) for 'Wauplin/fineweb' (dataset)
  All checksums match.
`)
      })
    )
  })
})
