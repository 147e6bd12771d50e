/** Bytes a second, averaged over the last seconds. */

const window = 5_000

export class Meter {
  private samples: Array<readonly [millis: number, bytes: number]> = []

  /** Notes how far it is at `millis`; samples older than the window go, save the one it starts with. */
  sample(millis: number, bytes: number): void {
    this.samples.push([millis, bytes])
    while (this.samples.length > 2 && millis - (this.samples[1]?.[0] ?? millis) >= window) this.samples.shift()
  }

  /** Undefined before there is anything to tell. */
  get rate(): number | undefined {
    const first = this.samples[0]
    const last = this.samples[this.samples.length - 1]
    if (first === undefined || last === undefined || last[0] - first[0] < 500) return undefined
    return ((last[1] - first[1]) * 1000) / (last[0] - first[0])
  }
}
