/**
 * Loaded into a process before its program (`NODE_OPTIONS=--import`): SIGUSR2 makes it collect its garbage and append what it then
 * holds as a line of JSON to the file `HF_TEST_PROBE`.
 */
import { appendFileSync, readdirSync } from "node:fs"

const count = (names) => names.reduce((sum, name) => ({ ...sum, [name]: (sum[name] ?? 0) + 1 }), {})

process.on("SIGUSR2", () => {
  // What was let go of in this turn is garbage in the next.
  setImmediate(() => {
    globalThis.gc?.()
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    const resources = count(process.getActiveResourcesInfo())
    const fds = readdirSync("/proc/self/fd").length
    appendFileSync(process.env["HF_TEST_PROBE"], `${JSON.stringify({ heapUsed, rss, fds, resources })}\n`)
  })
})
