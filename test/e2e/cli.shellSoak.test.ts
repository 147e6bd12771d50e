/** A day in one `hf shell`, in miniature (the long one is `npm run bench -- shell-soak`). */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Soak from "../support/Soak.ts"
import { World } from "../support/World.ts"

describe.skipIf(process.platform !== "linux")("1,000 commands in one shell", () => {
  it.scopedLive("leave nothing open and little in memory", () =>
    Effect.gen(function* () {
      const world = yield* World
      const repo = yield* world.repo("soak", { "small.txt": "hello" })
      const held = yield* Soak.run(yield* world.who(), repo, 1000, [200, 1000])
      const [early, late] = held
      assert(early !== undefined && late !== undefined)
      // A connection that waits for the next request, and its timer, may be there or not.
      assert.isAtMost(late.fds, early.fds + 2)
      const sum = ({ resources }: Soak.Held) => Object.values(resources).reduce((all, count) => all + count, 0)
      assert.isAtMost(sum(late), sum(early) + 3, JSON.stringify([early.resources, late.resources]))
      assert.isBelow(late.heapUsed - early.heapUsed, 20e6)
    }).pipe(Effect.provide(World.layer))
  )
})
