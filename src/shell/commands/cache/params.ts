import * as opt from "../../spec/opt.ts"

export const cacheDir = opt.text(["--cache-dir"], {
  help: "The cache folder, instead of the configured one.",
  completes: "dir"
})

export const yes = opt.flag(["-y", "--yes"], { help: "Do not ask." })

export const dryRun = opt.toggle(["--dry-run"], false, { help: "Tell what would be deleted, and delete nothing." })
