/** A shell that remembers `<name> 0` … and in between what all shells say; arguments: home, name, count. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as FileLocks from "../../../src/layers/disk/FileLocks.ts"
import * as Settings from "../../../src/layers/Settings.ts"
import * as History from "../../../src/shell/repl/History.ts"

const [home = "", name = "", count = "0"] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const history = yield* History.make()
  for (let i = 0; i < Number(count); i++) {
    yield* history.add(`${name} ${i}`)
    if (i % 10 === 0) yield* history.add("shared")
  }
})

program.pipe(Effect.provide(Layer.merge(FileLocks.layer, Settings.layerWith({ home }))), NodeRuntime.runMain)
