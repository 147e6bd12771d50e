/** The shell as people use it: how soon Ctrl-C gives the prompt back, and what 10,000 commands leave in memory. */
import * as Effect from "effect/Effect"
import { MiB, open, site } from "../test/e2e/shellTerminal.ts"
import type * as Hf from "../test/support/Hf.ts"
import * as Soak from "../test/support/Soak.ts"
import { median } from "./Measure.ts"

/** 1 GiB of zeros. */
const big = {
  name: "big.bin",
  size: 1024 * MiB,
  sha256: "49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14"
}

/** From the key to the prompt in the terminal, in the middle of a download; milliseconds. */
const interrupted = Effect.scoped(
  Effect.gen(function* () {
    const at = yield* site({}, big)
    yield* at.proxy.inject({
      action: { _tag: "Slow", bytesPerSecond: 25e6 },
      over: MiB,
      times: Number.POSITIVE_INFINITY
    })
    const shell = yield* open(at)
    yield* shell.prompts()
    shell.line("download acme/static big.bin --quiet")
    yield* at.proxy.passed(200 * MiB)
    const pressed = performance.now()
    shell.type("\u0003")
    yield* shell.shows("Interrupted.")
    yield* shell.prompts()
    return performance.now() - pressed
  })
)

export const interrupt = (runs: number) =>
  Effect.map(Effect.replicateEffect(interrupted, runs), (times) => {
    const [middle, worst] = [median(times), Math.max(...times)].map((each) => `${each.toFixed(0)} ms`)
    return `shell-interrupt  from Ctrl-C in a download of 1 GiB to the prompt: median ${middle}, worst ${worst} (200 ms is the bar), ${runs} runs`
  })

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** Growth between the 1,000th and the last of 10,000 commands. */
export const soak = (who: Hf.Who, repo: string) =>
  Effect.map(Soak.run(who, repo, 10_000, [1000, 10_000]), ([early, late]) =>
    early === undefined || late === undefined
      ? "shell-soak  nothing was measured"
      : `shell-soak  heap ${megabytes(early.heapUsed)} after 1,000 commands, ${megabytes(late.heapUsed)} after 10,000 (50 MB more is the bar); RSS ${megabytes(early.rss)}, ${megabytes(late.rss)}; open files ${early.fds}, ${late.fds}`
  )
