/** Buckets with the Python client, which speaks Xet to them: by hand, and under `uv run` jobs of local scripts. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inject } from "vitest"
import * as Accounts from "../support/Accounts.ts"
import * as Build from "../support/Build.ts"
import * as Hf from "../support/Hf.ts"
import * as Process from "../support/Process.ts"
import * as TempDir from "../support/TempDir.ts"
import * as Python from "./Python.ts"

/** A Hub whose machine has a real `uv`, and alice at it. */
const place = Effect.gen(function* () {
  const root = yield* TempDir.make("buckets")
  const accounts = yield* Accounts.write(root)
  const hub = yield* Process.start(
    process.execPath,
    [Build.bin, "hub", "serve", "--jobs", "--port", "0", "--data", join(root, "data"), "--accounts", accounts],
    { env: { HF_HOME: join(root, "hub-home"), PATH: `${process.env["PATH"]}:${inject("peers")}` } }
  )
  const [, endpoint = ""] = yield* hub.line(/Hub listening at (http:\/\/\S+)/)
  const home = join(root, "home")
  mkdirSync(home)
  const env = { HF_HUB_DISABLE_XET: "0", HF_HUB_DISABLE_PROGRESS_BARS: "1", HF_HUB_DISABLE_EXPERIMENTAL_WARNING: "1" }
  return { home, endpoint, who: { home, endpoint, token: Accounts.tokens.alice, env } satisfies Hf.Who }
})

const python = (who: Hf.Who, code: string) =>
  Effect.map(Python.run(who, `from huggingface_hub import *\napi = HfApi()\n${code}`), ({ code, stderr, stdout }) => {
    assert.strictEqual(code, 0, stderr)
    return stdout.trimEnd()
  })

describe.skipIf(Python.missing)("buckets", () => {
  it.scopedLive(
    "of Python: made, filled by Xet, listed, read back, emptied, deleted",
    () =>
      Effect.gen(function* () {
        const { endpoint, home, who } = yield* place
        const said = yield* python(
          who,
          `
import math, os, random, struct
from huggingface_hub.errors import BucketNotFoundError
print(create_bucket("b", private=True).url == create_bucket("b", private=True, exist_ok=True).url == "${endpoint}/buckets/alice/b")
random.seed(1)
contents = {
    "text.txt": b"".join(b"line %d\\n" % i for i in range(200_000)),
    "deep/in/random.bin": random.randbytes(3_000_000),
    "weights.bin": struct.pack("<200000f", *(math.sin(i) for i in range(200_000))),
    "again.bin": random.randbytes(100_000) * 20,
    "empty": b"",
}
api.batch_bucket_files("alice/b", add=[(data, path) for path, data in contents.items()])
print([(f.path, f.size) for f in api.list_bucket_tree("alice/b", recursive=True)] == sorted((p, len(d)) for p, d in contents.items()))
print([f.path for f in api.list_bucket_tree("alice/b", recursive=False)])
print([f.path for f in api.list_bucket_tree("alice/b", prefix="deep", recursive=True)])
info = api.bucket_info("alice/b")
print(info.private, info.total_files, info.size == sum(map(len, contents.values())))
api.download_bucket_files("alice/b", [(path, "${home}/got/" + path) for path in contents])
print(all(open("${home}/got/" + path, "rb").read() == data for path, data in contents.items()))
api.batch_bucket_files("alice/b", add=[(b"new", "text.txt")], delete=["empty", "never"])
print([(f.path, f.size) for f in api.list_bucket_tree("alice/b", recursive=True) if f.path in ("empty", "text.txt")])
print([b.id for b in api.list_buckets()], [b.id for b in HfApi(token="${Accounts.tokens.bob}").list_buckets("alice")])
try:
    HfApi(token="${Accounts.tokens.bob}").bucket_info("alice/b")
except BucketNotFoundError as error:
    print("nobody else's:", error.bucket_id)
try:
    HfApi(token="${Accounts.tokens.reader}").batch_bucket_files("alice/b", add=[(b"x", "x")])
except Exception as error:
    print("read only:", "403" in str(error) or "Forbidden" in str(error))
delete_bucket("alice/b"); delete_bucket("alice/b", missing_ok=True)
print(api.list_buckets().__class__.__name__, list(api.list_buckets()))
`
        )
        assert.deepStrictEqual(said.split("\n"), [
          "True",
          "True",
          "['again.bin', 'deep', 'empty', 'text.txt', 'weights.bin']",
          "['deep/in/random.bin']",
          "True 5 True",
          "True",
          "[('text.txt', 3)]",
          "['alice/b'] []",
          "nobody else's: alice/b",
          "read only: True",
          "generator []"
        ])
      }),
    120_000
  )

  it.scopedLive(
    "of Python: a local script and its data run as a job, and what it writes is in the bucket",
    () =>
      Effect.gen(function* () {
        const { home, who } = yield* place
        writeFileSync(
          join(home, "train.py"),
          "import os, sys\nfolder = os.path.dirname(__file__)\nprint('hello from', os.path.basename(__file__), open(sys.argv[1]).read())\nopen(os.path.join(folder, 'result.txt'), 'w').write('42')\n"
        )
        writeFileSync(join(home, "data.yaml"), "a: 1")
        const code = `
import os; os.chdir("${home}")
job = run_uv_job("train.py", script_args=["data.yaml", "plain"])
print(job.command[:2], job.command[2:])
print(wait_for_job(job_id=job.id).status.stage)
print(list(fetch_job_logs(job_id=job.id)))
print([f.path.split("/")[1] for f in api.list_bucket_tree("alice/jobs-artifacts", recursive=True)])
print(api.bucket_info("alice/jobs-artifacts").private)
`
        const [notice, ...said] = (yield* python(who, code)).split("\n")
        assert.match(notice ?? "", /^Your script and Job artifacts will be saved in this bucket: http.*jobs-artifacts$/)
        assert.deepStrictEqual(said, [
          "['uv', 'run'] ['/data/train.py', '/data/data.yaml', 'plain']",
          "COMPLETED",
          "['hello from train.py a: 1']",
          "['data.yaml', 'result.txt', 'train.py']",
          "True"
        ])
      }),
    120_000
  )

  it.scopedLive(
    "jobs uv run of a local script prints the same from Python's hf and from ours",
    () =>
      Effect.gen(function* () {
        const { home, who } = yield* place
        const script = join(home, "script.py")
        writeFileSync(script, "import sys\nprint('one', *sys.argv[1:])\nprint('two')\n")
        const theirs = yield* Python.hf(who, "jobs", "uv", "run", script, "a", "b c")
        const ours = yield* Hf.run(who, "jobs", "uv", "run", script, "a", "b c")
        assert.deepStrictEqual([theirs.code, ours.code], [0, 0], theirs.stderr + ours.stderr)
        const printed = ({ stdout }: Process.Finished) => stdout.split("\n").filter((line) => /^(one|two)/.test(line))
        assert.deepStrictEqual(
          [printed(theirs), printed(ours)],
          [
            ["one a b c", "two"],
            ["one a b c", "two"]
          ]
        )
        // A folder goes the same way, and comes back changed.
        mkdirSync(join(home, "in"))
        writeFileSync(join(home, "in", "x.txt"), "ex")
        const mounted = yield* Python.hf(
          who,
          ...["jobs", "run", "-v", `${join(home, "in")}:/in:rw`, "python:3.12", "sh", "-c"],
          "cat $HF_VOLUME_ROOT/in/x.txt; echo back >$HF_VOLUME_ROOT/in/y.txt"
        )
        assert.strictEqual(mounted.code, 0, mounted.stderr)
        assert.match(mounted.stdout, /^ex/m)
        const listed = yield* python(
          who,
          `
found = [f for f in api.list_bucket_tree("alice/jobs-artifacts", recursive=True) if f.path.endswith("/y.txt")]
api.download_bucket_files("alice/jobs-artifacts", [(found[0].path, "${home}/y.txt")])
`
        )
        assert.strictEqual(listed, "")
        assert.strictEqual(readFileSync(join(home, "y.txt"), "utf8"), "back\n")
      }),
    120_000
  )
})
