/**
 * A look at the Hub while somebody waits with a finger on the Tab key. It is the one way to a Hub beside the gateway: there is no time
 * to load Effect and undici, and nothing to be patient for. So it takes no redirect, tries nothing twice, sends the token to the
 * endpoint's own origin and nowhere else, and every failure is the same: no answer.
 */
import { readFileSync } from "node:fs"
import { version } from "../../domain/Version.ts"

export interface GlanceOptions {
  readonly endpoint: URL
  /** A secret; sent with each request. */
  readonly token: string | undefined
  /** PEM file of the certificates to trust instead of Node's. */
  readonly certFile: string | undefined
  /** For all requests together. */
  readonly milliseconds: number
}

export interface Glance {
  /** The JSON at a path below the endpoint, `undefined` for everything but a whole and early 200. */
  readonly get: (path: string) => Promise<unknown>
  /** The time is up: something may still hang, in a look-up of the host's name for instance. */
  readonly isOver: () => boolean
}

const mostBytes = 2 * 1024 * 1024

/** Starts the clock. */
export const open = ({ certFile, endpoint, milliseconds, token }: GlanceOptions): Glance => {
  const signal = AbortSignal.timeout(milliseconds)
  const base = endpoint.href.replace(/\/+$/, "")
  const secure = endpoint.protocol === "https:"

  const request = async (path: string): Promise<unknown> => {
    const { get } = secure ? await import("node:https") : await import("node:http")
    const headers = {
      accept: "application/json",
      "user-agent": `hf-effect/${version}; completion`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` })
    }
    const trusted = secure && certFile !== undefined ? { ca: readFileSync(certFile) } : {}
    const url = new URL(base + path)
    // A path cannot lead elsewhere; if it ever could, the token stays here.
    if (url.origin !== endpoint.origin) return undefined
    const body = await new Promise<string | undefined>((resolve, reject) => {
      const outgoing = get(url, { headers, signal, agent: false, ...trusted }, (response) => {
        if (response.statusCode !== 200) {
          response.destroy()
          resolve(undefined)
          return
        }
        const chunks: Array<Buffer> = []
        let size = 0
        response.on("data", (chunk: Buffer) => {
          size += chunk.length
          chunks.push(chunk)
          if (size > mostBytes) response.destroy(new Error("too long"))
        })
        response.on("error", reject)
        response.on("end", () => {
          if (response.complete) resolve(Buffer.concat(chunks).toString("utf8"))
          else reject(new Error("cut off"))
        })
      })
      outgoing.on("error", reject)
    })
    return body === undefined ? undefined : JSON.parse(body)
  }

  return {
    get: (path) => request(path).catch(() => undefined),
    isOver: () => signal.aborted
  }
}
