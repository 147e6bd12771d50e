/**
 * What the hashing thread runs, as text.
 *
 * The same source has to work from the TypeScript tests, from the compiled library and from the one-file bundle of the command
 * line; a worker file is found at none of the same places in the three (and Node 20 runs no TypeScript), a text is. It is plain
 * CommonJS without Effect, for loading Effect once more would take a second.
 *
 * In: {id, open: path, algorithm, prefix} · {id, upTo} · {id, finish: true} · {id, close: true}.
 * Out: {id, digest} · {id, error, code}. Offsets travel, bytes do not: the thread reads the file itself.
 */
export const hashWorker = `
"use strict"
const { parentPort } = require("node:worker_threads")
const { createHash } = require("node:crypto")
const fs = require("node:fs")
const buffer = Buffer.allocUnsafeSlow(1024 * 1024)
const jobs = new Map()
const run = (id, job, message) => {
  if (message.open !== undefined) {
    job.hash = createHash(message.algorithm)
    job.hash.update(message.prefix)
    job.fd = fs.openSync(message.open, "r")
  } else if (message.upTo !== undefined) {
    while (job.position < message.upTo) {
      const count = fs.readSync(job.fd, buffer, 0, Math.min(buffer.length, message.upTo - job.position), job.position)
      if (count === 0) throw new Error("the file is shorter than what was written to it")
      job.hash.update(count === buffer.length ? buffer : buffer.subarray(0, count))
      job.position += count
    }
  } else if (message.finish) {
    parentPort.postMessage({ id, digest: job.hash.digest("hex") })
  }
}
parentPort.on("message", (message) => {
  const { id } = message
  let job = jobs.get(id)
  if (message.open !== undefined) jobs.set(id, (job = { position: 0, fd: -1 }))
  if (job === undefined) return
  if (message.close) {
    jobs.delete(id)
    if (job.fd >= 0) fs.closeSync(job.fd)
    return
  }
  if (job.failed) return
  try {
    run(id, job, message)
  } catch (error) {
    job.failed = true
    parentPort.postMessage({ id, error: String(error && error.message), code: error && error.code })
  }
})
`
