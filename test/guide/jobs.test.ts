import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Guide, tokens } from "./Guide.ts"

const torch = `
>>> mkdir modules; printf 'class cuda:\\n  get_device_name = lambda: "NVIDIA A10G"\\n' >modules/torch.py
`

describe("hf jobs", () => {
  layer(Guide.layerWith(["my-org-name", "lhoestq", "username"]), { excludeTestServices: true, timeout: "120 seconds" })(
    (it) => {
      it.scoped("runs code and shows what it prints", () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`${torch}>>> hf jobs run python:3.12 python -c 'print("Hello from the cloud!")'
Hello from the cloud!
>>> hf jobs run python:3.12 python -c "print('Hello from HF compute!')"
Hello from HF compute!
>>> hf jobs run -e PYTHONPATH=$HOME/modules --flavor a10g-small pytorch/pytorch:2.6.0-cuda12.4-cudnn9-devel python -c "import torch; print(torch.cuda.get_device_name())"
NVIDIA A10G
>>> hf jobs run --namespace my-org-name python:3.12 python -c "print('Running in an org account')"
Running in an org account
>>> hf jobs run hf.co/spaces/lhoestq/duckdb duckdb -c "select 'hello world'"
[exit 3]
>>> hf repo create lhoestq/duckdb --repo-type space --space-sdk docker
Successfully created lhoestq/duckdb on the Hub.
Your repo is now available at https://huggingface.co/spaces/lhoestq/duckdb
>>> hf jobs run hf.co/spaces/lhoestq/duckdb duckdb -c "select 'hello world'"
hello world
>>> hf jobs run python:3.12 python -c 'import sys; print("bad"); sys.exit(3)'
bad
[exit 1]
`)
        })
      )

      it.scoped("in the background: list, inspect, logs, cancel", () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`
>>> hf jobs run --detach ubuntu sh -c 'echo started; exec sleep 600' | tee id
ID
>>> hf jobs logs $(cat id)
started
>>> hf jobs logs $(cat id) --json | sed 's/"timestamp":"[^"]*"/"timestamp":"TIME"/'
{"timestamp":"TIME","data":"started"}
>>> hf jobs ps --format agent | cut -f 1,3,4,6
job_id	image/space	command	status
ID	ubuntu	sh -c echo started; exec sleep 600	RUNNING
>>> hf jobs inspect $(cat id) | grep stage
    "stage": "RUNNING",
>>> hf jobs cancel $(cat id)
✓ Job cancelled
  id: ID
>>> hf jobs cancel $(cat id)
✓ Job cancelled
  id: ID
>>> hf jobs run --detach ubuntu true | tee done
ID
>>> hf jobs wait $(cat done) -q
ID
>>> hf jobs cancel $(cat done)
✓ Job was over already: COMPLETED
  id: ID
>>> hf jobs run -v hf://datasets/Wauplin/none:/data ubuntu true 2>&1 | grep Error
Error: Volume hf://datasets/Wauplin/none: Repository not found.
>>> hf jobs ps
No results found.
>>> hf jobs logs Wauplin/$(cat id)
started
>>> hf jobs wait $(cat id) -q
ID
[exit 1]
>>> hf jobs inspect none
[exit 3]
`)
        })
      )

      it.scoped("environment and secrets", () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session({ FOO: "of the shell" })
          yield* play(`
>>> printf '# comment\\nFOO=foo # why\\nexport BAR="bar # all"\\n' >.env; echo MY_SECRET=psswrd >.env.secrets; chmod 600 .env .env.secrets
>>> hf jobs run -e FOO=foo -e BAR=bar python:3.12 python -c "import os; print(os.environ['FOO'], os.environ['BAR'])"
foo bar
>>> hf jobs run --env-file .env python:3.12 python -c "import os; print(os.environ['FOO'], os.environ['BAR'])"
foo bar # all
>>> hf jobs run --env-file .env -e FOO python:3.12 python -c "import os; print(os.environ['FOO'])"
of the shell
>>> hf jobs run -s MY_SECRET=psswrd python:3.12 python -c "import os; print(os.environ['MY_SECRET'])"
psswrd
>>> hf jobs run --secrets-file .env.secrets python:3.12 python -c "import os; print(os.environ['MY_SECRET'])"
psswrd
>>> hf jobs run --secrets HF_TOKEN python:3.12 python -c "import os; print(os.environ['HF_TOKEN'] == '${tokens.wauplin}')"
True
>>> hf jobs run -s MY_SECRET=psswrd python:3.12 true 2>&1 | grep -c psswrd
0
[exit 1]
>>> hf jobs run --env-file none python:3.12 true 2>/dev/null || echo refused
refused
>>> hf jobs run --secrets-file none python:3.12 true
[exit 8]
>>> hf jobs run --timeout 1.5x python:3.12 true
[exit 1]
`)
        })
      )

      it.scoped("an environment file is the job's and not hf's own", () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`
>>> echo HF_HUB_OFFLINE=1 >.env; chmod 600 .env
>>> hf jobs run --env-file .env ubuntu printenv HF_HUB_OFFLINE
1
`)
        })
      )

      it.scoped("uv scripts", () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`
>>> echo 'import sys; print("script", *[open(each).read().strip() for each in sys.argv[1:] if each.startswith("/")], *[each for each in sys.argv[1:] if not each.startswith("/")])' | tee my_script.py process.py ml_training.py >example.py; echo a,b >input.csv
>>> echo 'import transformers, torch; print("trained")' >train.py
>>> hf jobs uv run my_script.py
script
>>> hf jobs uv run my_script.py --repo my-uv-scripts
script
>>> hf download Wauplin/my-uv-scripts --repo-type dataset --dry-run -q
.gitattributes
my_script.py
>>> hf jobs uv run ml_training.py --flavor gpu-t4-small
script
>>> hf jobs uv run process.py input.csv output.parquet
script a,b output.parquet
>>> hf jobs uv run --with transformers --with torch train.py
trained
>>> hf repo create username/scripts --repo-type dataset && hf upload username/scripts example.py --repo-type dataset >/dev/null
Successfully created username/scripts on the Hub.
Your repo is now available at https://huggingface.co/datasets/username/scripts
>>> hf jobs uv run $HF_ENDPOINT/datasets/username/scripts/resolve/main/example.py
script
>>> hf jobs uv run --with transformers $HF_ENDPOINT/datasets/username/scripts/resolve/main/none.py 2>&1 | head -1
Error: File 'https://huggingface.co/datasets/username/scripts/resolve/main/none.py' not found.
>>> (printf '# /// script\\n# [tool.hf-jobs]\\n# flavor = "t4-small"\\n# secrets = ["MINE"]\\n# ///\\n'; cat example.py) >asking.py; hf repo create Wauplin/mine --repo-type dataset --private -q >/dev/null && hf upload Wauplin/mine asking.py --repo-type dataset >/dev/null
>>> MINE=x hf jobs uv run --dry-run $HF_ENDPOINT/datasets/Wauplin/mine/resolve/main/asking.py 2>/dev/null | grep -v name=
Job configuration:
  script   https://huggingface.co/datasets/Wauplin/mine/resolve/main/asking.py
  image    ghcr.io/astral-sh/uv:python3.12-bookworm
  flavor   t4-small (from script)
  secrets  MINE=*** (from script)
(dry run) Job not submitted.
>>> MINE=x hf jobs uv run $HF_ENDPOINT/datasets/Wauplin/mine/resolve/main/asking.py 2>/dev/null
script
>>> hf jobs scheduled uv run @hourly $HF_ENDPOINT/datasets/Wauplin/mine/resolve/main/asking.py 2>&1 | grep -o "Invalid secret 'MINE'"
Invalid secret 'MINE'
>>> hf jobs uv run --with lighteval python -c "import lighteval"
>>> hf jobs uv run none.py
[exit 1]
`)
        })
      )

      it.scoped("scheduled jobs", () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session()
          yield* play(`
>>> hf jobs scheduled run @hourly python:3.12 python -c 'print("This runs every hour!")' -q | tee id
ID
>>> hf jobs scheduled run "*/5 * * * *" python:3.12 python -c 'print("This runs every 5 minutes!")' -q
ID
>>> hf jobs scheduled run @hourly --flavor a10g-small pytorch/pytorch:2.6.0-cuda12.4-cudnn9-devel python -c "import torch" -q
ID
>>> echo 'print(1)' >my_script.py; hf jobs scheduled uv run @hourly my_script.py -q
ID
>>> hf jobs scheduled ps --format agent | cut -f 3,4 | LC_ALL=C sort
*/5 * * * *	python:3.12
@hourly	ghcr.io/astral-sh/uv:python3.12-bookworm
@hourly	python:3.12
@hourly	pytorch/pytorch:2.6.0-cuda12.4-cudnn9-devel
schedule	image/space
>>> hf jobs scheduled inspect $(cat id) | grep suspend
  "suspend": false,
>>> hf jobs scheduled suspend $(cat id)
✓ Scheduled Job suspended
  id: ID
>>> hf jobs scheduled ps -q | wc -l
3
>>> hf jobs scheduled resume $(cat id)
✓ Scheduled Job resumed
  id: ID
>>> hf jobs logs -f $(hf jobs scheduled trigger $(cat id) -q)
This runs every hour!
>>> hf jobs scheduled delete $(cat id)
✓ Scheduled Job deleted
  id: ID
>>> hf jobs scheduled inspect $(cat id)
[exit 3]
>>> hf jobs scheduled run "61 * * * *" python:3.12 true
[exit 1]
`)
        })
      )

      it.scoped("nothing is asked for in a dry run", () =>
        Effect.gen(function* () {
          const { session } = yield* Guide
          const { play } = yield* session({ HF_ENDPOINT: "http://127.0.0.1:9" })
          yield* play(`
>>> HF_TOKEN=hf_NobodysTokenNobodysToken hf jobs run --dry-run -e HF_TOKEN python:3.12 true | grep -c NobodysToken
0
[exit 1]
>>> hf jobs run --dry-run -e A=1 -s B=2 --timeout 1.5h --flavor any python:3.12 python -c 'print(1)'
Job configuration:
  image    python:3.12
  command  python -c 'print(1)'
  flavor   any
  timeout  1.5h
  env      A=1
  secrets  B=***
  labels   name=python-3-12-b341b1b3
(dry run) Job not submitted.
`)
        })
      )
    }
  )
})
