/** A cache that several clients have used for more than a year. */
import * as fs from "node:fs"
import { join } from "node:path"
import * as CacheTree from "../../support/CacheTree.ts"

const { commit } = CacheTree

/** The model `org/one` at two commits, the dataset `two`, a space without a ref, a broken repo and half a download. */
export const seed = (root: string, now: Date): void => {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const shared = "7".repeat(64)
  const one = CacheTree.repo(
    root,
    "models--org--one",
    {
      commit: commit("a"),
      refs: ["main", "refs/pr/1"],
      files: { m: "payload", "dir/x": "x".repeat(1250) },
      time: ago(3)
    },
    { commit: commit("b"), files: { "dir/x": "x".repeat(1250), old: "old" }, time: ago(40) }
  )
  const two = CacheTree.repo(root, "datasets--two", {
    commit: commit("c"),
    refs: ["v1"],
    files: { m: "payload", z: "z".repeat(2_500_000) },
    time: ago(400)
  })
  for (const folder of [one, two]) {
    const payload = CacheTree.share(root, folder, "payload", shared)
    fs.utimesSync(payload, ago(200), ago(200))
  }
  CacheTree.repo(root, "spaces--org--detached", { commit: commit("d"), files: { app: "app" }, time: ago(1) })
  const broken = CacheTree.repo(root, "models--org--broken", { commit: commit("e"), files: { a: "a" } })
  fs.rmSync(join(broken, "blobs"), { recursive: true })
  fs.writeFileSync(join(one, "blobs", `${"9".repeat(40)}.12345678.incomplete`), "half")
}
