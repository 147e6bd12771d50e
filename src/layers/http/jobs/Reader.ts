/** What of a log's lines, over all connections, is new, is the job's own, and was asked for. */
import * as Option from "effect/Option"
import type { LogLine } from "../../../domain/wire/Jobs.ts"
import type { LogOptions } from "../../../services/Jobs.ts"
import { Position } from "./position.ts"

/** The Hub's own first line of every log. */
const head = /^===== Job started at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/
/** What a Hub in a box, which has no images, says behind it. */
const noImage = "===== Job started without its image: "

/** Where a connection is: at its first line, right behind the Hub's own, or among the job's. */
type Place = "first" | "second" | "job"

export class Reader {
  /** That was all that was asked for. */
  over = false
  /** Connections since there was a new line. */
  fruitless = 0
  private readonly position: Position
  /** Without following, the last of what there is; by the Hub's clock, milliseconds since 1970. */
  private limit: Option.Option<number> = Option.none()
  /** So many lines were asked for, the Hub's own among them. */
  private readonly most: number
  private readonly follow: boolean
  private place: Place = "first"

  constructor({ follow = false, tail }: LogOptions) {
    this.position = new Position(tail === undefined)
    this.follow = follow
    // Behind the last lines of what there is come those that the job prints meanwhile.
    this.most = follow || tail === undefined ? Number.POSITIVE_INFINITY : tail
    this.over = this.most === 0
  }

  /** Nothing was read yet: the next connection is like the first. */
  get isNew(): boolean {
    return this.position.read === 0
  }

  /** A connection begins; `at`: when the Hub answered it. */
  open(at: Option.Option<number>): void {
    this.position.reopen()
    this.place = "first"
    // The Hub's clock tells whole seconds, and what there is was looked for a moment later.
    if (!this.follow && Option.isNone(this.limit)) this.limit = Option.map(at, (millis) => millis + 2000)
  }

  /** Of lines that came, those to hand on. */
  take(lines: Iterable<LogLine>): Array<LogLine> {
    const taken: Array<LogLine> = []
    for (const line of lines) {
      if (this.over) break
      const isHubs = this.isHubs(line)
      if (Option.exists(this.limit, (limit) => Date.parse(line.timestamp ?? "") > limit)) {
        this.over = true
        break
      }
      if (!this.position.take(line)) continue
      this.fruitless = 0
      if (this.position.read >= this.most) this.over = true
      if (!isHubs) taken.push(line)
    }
    return taken
  }

  /** Only what leads a connection can be the Hub's: a job may print the same. */
  private isHubs(line: LogLine): boolean {
    const hubs =
      (this.place === "first" && head.test(line.data)) || (this.place === "second" && line.data.startsWith(noImage))
    this.place = this.place === "first" && hubs ? "second" : "job"
    return hubs
  }
}
