/** The requests of one command, for `explain`. */

import type { RequestsShape } from "../../services/Requests.ts"
import { redact } from "../render/paint.ts"
import type { Row } from "./values.ts"

/** Of the first so many everything is known; further ones are counted. */
const most = 10_000

interface Kept {
  readonly method: string
  readonly url: string
  readonly attempt: number
  readonly hop: number
  readonly began: number
  milliseconds: number | null
  status: number | null
  bytes: number
  failure: string | undefined
}

const row = ({ attempt, bytes, failure, hop, method, milliseconds, status, url }: Kept): Row => ({
  method,
  url: redact(url),
  status,
  ms: milliseconds === null ? null : Math.round(milliseconds),
  bytes,
  attempt,
  hop,
  failure: failure ?? null
})

export class RequestLog {
  private readonly kept: Array<Kept> = []
  /** How many there were beside those kept. */
  more = 0

  readonly begin: NonNullable<RequestsShape["begin"]> = ({ attempt, hop, method, url }) => {
    const began = performance.now()
    const one: Kept = {
      method,
      url,
      attempt,
      hop,
      began,
      milliseconds: null,
      status: null,
      bytes: 0,
      failure: undefined
    }
    if (this.kept.length < most) this.kept.push(one)
    else this.more += 1
    const time = () => {
      one.milliseconds = performance.now() - began
    }
    return {
      answered: (status) => {
        one.status = status
        time()
      },
      received: (bytes) => {
        one.bytes += bytes
      },
      over: (failure) => {
        one.failure = failure
        time()
      }
    }
  }

  get rows(): ReadonlyArray<Row> {
    return this.kept.map(row)
  }
}
