/**
 * Node takes `--env-file FILE` for its own wherever it stands, also among hf's words (all versions up to 26), unless a `--` stands before
 * them. The first line of the binary can only bring that `--` where `env` knows `-S`, which not all do (BusyBox: Alpine; OpenBSD, NetBSD);
 * there, an hf that starts is worth more. So the package comes with the line that works everywhere, and this puts the better one in its
 * place after it was seen to work. On Windows npm has made its own starters by now. A clone's build ends with this, too, unless it is for a
 * package.
 */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const plain = "#!/usr/bin/env node\n"
const guarded = "#!/usr/bin/env -S node --\n"
const binary = fileURLToPath(new URL("../dist/bin/hf.js", import.meta.url))
const attempt = fileURLToPath(new URL("../dist/bin/hf.attempt.js", import.meta.url))

const guard = () => {
  const text = readFileSync(binary, "utf8")
  if (!text.startsWith(plain)) return
  // A new file: the old one may be a package manager's, linked into many folders.
  writeFileSync(attempt, guarded + text.slice(plain.length))
  chmodSync(attempt, 0o755)
  const { status, stdout } = spawnSync(attempt, ["--version"], { encoding: "utf8" })
  if (status === 0 && stdout !== "") renameSync(attempt, binary)
}

try {
  // A fresh clone has no binary yet.
  if (process.platform !== "win32" && existsSync(binary)) guard()
} catch {
  // A folder that may not be written to, and the like: hf starts as it is, and that option is Node's.
} finally {
  rmSync(attempt, { force: true })
}
