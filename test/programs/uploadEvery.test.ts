import * as fs from "node:fs"
import { expect, layer } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import * as Repo from "../../src/domain/Repo.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import { uploadEvery } from "../../src/programs/uploadEvery.ts"
import { content, folder, paths, World, write } from "./upload/world.ts"

const repoOf = (name: string) => Repo.make("model", RepoId.make(`alice/${name}`))

layer(World.layer(), { excludeTestServices: true })("hf upload --every", (it) => {
  const asAlice = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.flatMap(World, ({ alice }) => Effect.provide(effect, alice))

  it.scoped("pushes at once, then what changed", () =>
    Effect.gen(function* () {
      const repo = repoOf("logs")
      const root = yield* folder({ "run.log": "1\n", "conf.json": "{}" })
      const { pushes } = yield* uploadEvery({ repo, localPath: root, pathInRepo: "logs", every: "20 millis" })
      let count = 0
      const seen = yield* pushes.pipe(
        Stream.tap(() =>
          Effect.sync(() => {
            count += 1
            if (count === 1) fs.appendFileSync(`${root}/run.log`, "2\n")
            if (count === 2) write(root, { "later.log": "new" })
          })
        ),
        Stream.take(3),
        Stream.runCollect
      )
      expect(Chunk.toReadonlyArray(seen).map(({ files }) => files.map(({ path }) => path))).toEqual([
        ["logs/conf.json", "logs/run.log"],
        ["logs/run.log"],
        ["logs/later.log"]
      ])
      expect((yield* content(repo, "logs/run.log")).toString()).toBe("1\n2\n")
    }).pipe(asAlice)
  )

  it.scoped("watches a single file under its local name, and deletes nothing", () =>
    Effect.gen(function* () {
      const repo = repoOf("one")
      const root = yield* folder({ "run.log": "1\n", other: "not me" })
      const said: Array<string> = []
      const listening = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ message }) => said.push(String(message)))
      )
      const input = {
        repo,
        localPath: `${root}/run.log`,
        pathInRepo: "x/renamed.log",
        delete: ["*"],
        createPr: true,
        every: "1 hour"
      } as const
      const first = yield* Effect.flatMap(uploadEvery(input), ({ pushes }) => Stream.runHead(pushes)).pipe(
        Effect.provide(listening)
      )
      expect(first).toMatchObject({ value: { noop: false, deleted: [] } })
      expect(yield* paths(repo)).toEqual(["x/run.log"])
      expect(said.length).toBe(3)
    }).pipe(asAlice)
  )

  it.scoped("fails when the first push fails, and not later", () =>
    Effect.gen(function* () {
      const { bob } = yield* World
      const root = yield* folder({ a: "1", [".cache/other"]: "2" })
      const bad = uploadEvery({ repo: repoOf("bad"), localPath: root, every: "10 millis" })
      expect(yield* Effect.flip(Effect.flatMap(bad, ({ pushes }) => Stream.runDrain(pushes)))).toMatchObject({
        _tag: "InvalidInput"
      })
      expect(yield* Effect.flip(uploadEvery({ repo: repoOf("bad"), localPath: root, every: 0 }))).toMatchObject({
        _tag: "InvalidInput",
        what: "every"
      })
      expect(
        yield* Effect.flip(Effect.provide(uploadEvery({ repo: repoOf("hers"), localPath: root, every: 1 }), bob))
      ).toMatchObject({ _tag: "Forbidden" })

      fs.rmSync(`${root}/.cache`, { recursive: true })
      const { pushes } = yield* uploadEvery({ repo: repoOf("good"), localPath: root, every: "10 millis" })
      const errors: Array<string> = []
      const mending = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ message }) => {
          errors.push(String(message))
          fs.rmSync(`${root}/.cache`, { recursive: true, force: true })
        })
      )
      let count = 0
      const seen = yield* pushes.pipe(
        Stream.tap(() => Effect.sync(() => (count++ === 0 ? write(root, { ".cache/other": "2", b: "3" }) : undefined))),
        Stream.take(2),
        Stream.runCollect,
        Effect.provide(mending)
      )
      expect(errors.length).toBe(1)
      expect(errors[0]).toContain("Error while pushing to Hub: ")
      expect(Chunk.toReadonlyArray(seen)[1]?.files.map(({ path }) => path)).toEqual(["b"])
    }).pipe(asAlice)
  )

  it.scoped("ends when it is interrupted", () =>
    Effect.gen(function* () {
      const root = yield* folder({ a: "1" })
      const { pushes } = yield* uploadEvery({ repo: repoOf("stopped"), localPath: root, every: "1 hour" })
      const pushed = yield* Effect.makeLatch()
      const fiber = yield* Effect.fork(Stream.runForEach(pushes, () => pushed.open))
      yield* pushed.await
      const exit = yield* Fiber.interrupt(fiber)
      expect(exit._tag).toBe("Failure")
      expect(yield* paths(repoOf("stopped"))).toEqual(["a"])
    }).pipe(asAlice)
  )
})
