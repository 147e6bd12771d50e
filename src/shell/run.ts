/** Runs the leaf a plan names, with everything commands ask for. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Settings from "../layers/Settings.ts"
import { Output } from "../services/Output.ts"
import * as Access from "./Access.ts"
import type { Run } from "./argv/Plan.ts"
import { Commands } from "./Commands.ts"
import { modules } from "./commands/index.ts"
import * as Progress from "./progress/Progress.ts"
import { stderrLogger } from "./render/logger.ts"
import * as OutputLayer from "./render/Output.ts"
import * as Prompt from "./render/Prompt.ts"
import * as Screen from "./render/Screen.ts"
import { Shutdown, type ShutdownShape } from "./Shutdown.ts"
import type { Leaf, Node } from "./spec/command.ts"
import { table } from "./table.ts"

/** What @effect/cli's parser may ask for. */
const parser = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer, NodeTerminal.layer)

const services = (plan: Run) =>
  Layer.mergeAll(
    Prompt.layer,
    Progress.layer(plan.mode),
    Access.layer(plan.local),
    stderrLogger(plan.mode),
    Layer.succeed(Commands, { table, load })
  ).pipe(Layer.provideMerge(OutputLayer.layer(plan)), Layer.provideMerge(Layer.mergeAll(Screen.layer, Settings.layer)))

const walk = (node: Node, path: ReadonlyArray<string>): Leaf | undefined => {
  if (node._tag === "leaf") return path.length === 0 ? node : undefined
  const child = node.children.find(({ row }) => row.name === path[0])
  return child === undefined ? undefined : walk(child, path.slice(1))
}

/** The leaf at `path`, loaded with the file it lives in. */
const load = (path: ReadonlyArray<string>): Effect.Effect<Leaf> =>
  Effect.gen(function* () {
    const [name = "", ...rest] = path
    const module = modules[name]
    const leaf = module === undefined ? undefined : walk((yield* Effect.promise(module)).command, rest)
    // The plan was made from these very modules.
    return leaf ?? (yield* Effect.dieMessage(`no command at ${path.join(" ")}`))
  })

const start = (plan: Run) =>
  Effect.gen(function* () {
    const output = yield* Output
    yield* Effect.forEach(plan.warnings, output.warning, { discard: true })
    const leaf = yield* load(plan.path)
    yield* leaf.run(plan.argv)
  }).pipe(Effect.provide(Layer.mergeAll(services(plan), parser)))

/** `--format auto` is decided before anything can be said. */
const decided = (plan: Run) =>
  plan.auto
    ? Effect.promise(() => import("../layers/AgentHarnesses.ts")).pipe(
        Effect.flatMap(({ isAgent }) => isAgent),
        Effect.map((agent): Run => (agent ? { ...plan, mode: "agent" } : plan)),
        Effect.provide(Settings.layer)
      )
    : Effect.succeed(plan)

/** Runs `plan`; `shutdown` is how commands that stay hear of signals. */
export const run = (plan: Run, shutdown: ShutdownShape) =>
  Effect.flatMap(decided(plan), start).pipe(Effect.provideService(Shutdown, shutdown))
