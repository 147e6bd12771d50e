/**
 * What completion has seen of the Hub in this session. A press of Tab is answered at once with what was seen before, and the Hub is
 * asked again behind it; within half a minute it is not asked twice for the same, and never more than a budget allows.
 */
import { type Glance, type GlanceOptions, open } from "../../layers/http/Glance.ts"
import type { Environment } from "../completion/surroundings.ts"

/** Requests completion may make in any minute of a session, whatever is typed. */
export const budget = 60

const minute = 60_000
/** Milliseconds an answer is as good as new. */
const fresh = 30_000
/** Answers kept; the oldest go first. */
const most = 500

/** Answers a path of the Hub in this process: `undefined` for everything but JSON. */
export type Box = (path: string) => Promise<unknown>

/** The Hub that is meant right now. */
export interface Meant {
  readonly environment: Environment
  /** Asked instead of a Hub on the network. */
  readonly box?: Box | undefined
}

interface Seen {
  readonly value: unknown
  readonly at: number
}

export class Looks {
  private readonly seen = new Map<string, Seen>()
  private readonly pending = new Map<string, Promise<unknown>>()
  private asked: ReadonlyArray<number> = []
  private readonly now: () => number
  private readonly meant: () => Meant

  /** `now` counts milliseconds, from anywhere. */
  constructor(meant: () => Meant, now: () => number = () => performance.now()) {
    this.meant = meant
    this.now = now
  }

  /** For {@link Reach}: which Hub that is. */
  get endpoint(): { readonly endpoint?: URL } {
    return this.meant().box === undefined ? {} : { endpoint: new URL("http://embedded") }
  }

  get environment(): Environment {
    return this.meant().environment
  }

  /** Answers from memory alone, however old. */
  readonly known = (options: GlanceOptions): Glance => ({
    get: (path) => Promise.resolve(this.seen.get(this.key(options, path))?.value),
    isOver: () => false
  })

  /** Asks the Hub for what was not seen just now. */
  readonly asking = (options: GlanceOptions): Glance => {
    const { box } = this.meant()
    const glance = box === undefined ? open(options) : { get: box, isOver: () => false }
    return {
      get: (path) => {
        const key = this.key(options, path)
        const seen = this.seen.get(key)
        if (seen !== undefined && this.now() - seen.at < fresh) return Promise.resolve(seen.value)
        const under = this.pending.get(key)
        if (under !== undefined) return under
        if (!this.spend()) return Promise.resolve(seen?.value)
        const answer = glance.get(path).then((value) => this.keep(key, value))
        this.pending.set(key, answer)
        return answer
      },
      isOver: glance.isOver
    }
  }

  private key({ endpoint, token }: GlanceOptions, path: string): string {
    return `${endpoint.href} ${token ?? ""} ${path}`
  }

  private spend(): boolean {
    const now = this.now()
    this.asked = this.asked.filter((at) => now - at < minute)
    if (this.asked.length >= budget) return false
    this.asked = [...this.asked, now]
    return true
  }

  /** No answer leaves what was known. */
  private keep(key: string, value: unknown): unknown {
    this.pending.delete(key)
    if (value === undefined) return this.seen.get(key)?.value
    this.seen.delete(key)
    this.seen.set(key, { value, at: this.now() })
    for (const oldest of this.seen.keys()) {
      if (this.seen.size <= most) break
      this.seen.delete(oldest)
    }
    return value
  }
}
