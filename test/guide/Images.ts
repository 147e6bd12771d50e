/** What the guide's jobs find in their images and a machine of tests has not: small programs that stand in for them. */
import { chmod, mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"

/** `uv run [--with PACKAGE]… [--python V] SCRIPT …`: a package is an empty module, a script may be an address. */
const uv = `#!/usr/bin/env python3
import os, sys, tempfile, urllib.request
args = sys.argv[2:]
modules = tempfile.mkdtemp()
while args[0] in ("--with", "--python"):
    if args[0] == "--with":
        open(os.path.join(modules, args[1] + ".py"), "w").close()
    args = args[2:]
if args[0].startswith("http"):
    args[0] = urllib.request.urlretrieve(args[0])[0]
if args[0] == "python":
    args = args[1:]
os.execve(sys.executable, [sys.executable, *args], {**os.environ, "PYTHONPATH": modules})
`

const duckdb = `#!/bin/sh
[ "$1" = -c ] && [ "$2" = "select 'hello world'" ] && echo "hello world"
`

export const write = (folder: string): Effect.Effect<void> =>
  Effect.promise(async () => {
    await mkdir(folder)
    for (const [name, text] of Object.entries({ uv, duckdb })) {
      await writeFile(join(folder, name), text)
      await chmod(join(folder, name), 0o755)
    }
  })
