import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Conflict, RepoNotFound } from "../../../src/domain/errors.ts"
import * as Repo from "../../../src/domain/Repo.ts"
import * as RepoId from "../../../src/domain/RepoId.ts"
import { create, createExistOk } from "../../../src/programs/repos/create.ts"
import { remove, removeMissingOk } from "../../../src/programs/repos/delete.ts"
import { client, serve } from "../../layers/http/servers.ts"

const repo = Repo.make("dataset", RepoId.make("org/name"))

const existing = (url?: string) =>
  serve((_, __, response) => {
    response.writeHead(409, { "content-type": "application/json" })
    response.end(
      JSON.stringify({ error: "You already created this dataset repo", ...(url === undefined ? {} : { url }) })
    )
  })

const missing = serve((_, __, response) => {
  response.writeHead(404, { "x-error-code": "RepoNotFound", "x-error-message": "Repository not found" }).end()
})

type Errors<E> = E extends Effect.Effect<infer _, infer Error, infer __> ? Error : never
type Has<E, Error> = Extract<E, Error> extends never ? false : true

// What a caller still has to handle is in the type: this does not compile when it changes.
const types: [
  Has<Errors<ReturnType<typeof create>>, Conflict>,
  Has<Errors<ReturnType<typeof createExistOk>>, Conflict>,
  Has<Errors<ReturnType<typeof remove>>, RepoNotFound>,
  Has<Errors<ReturnType<typeof removeMissingOk>>, RepoNotFound>
] = [true, false, true, false]

describe("repos", () => {
  it.scopedLive("creating one that exists is a Conflict, which names it", () =>
    Effect.gen(function* () {
      const server = yield* existing("http://hub/datasets/org/name")
      const error = yield* Effect.flip(create(repo)).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(error._tag === "Conflict" && error.existing, "http://hub/datasets/org/name")
      assert.strictEqual(error.message, "You already created this dataset repo")
    })
  )

  it.scopedLive("with exist-ok it is the one that exists", () =>
    Effect.gen(function* () {
      const named = yield* existing("http://hub/datasets/org/name")
      const unnamed = yield* existing()
      const [one, other] = yield* Effect.all([
        Effect.provide(createExistOk(repo), client(named.url)),
        Effect.provide(createExistOk(repo), client(unnamed.url))
      ])
      assert.strictEqual(one.url, "http://hub/datasets/org/name")
      assert.strictEqual(other.url, `${unnamed.url}/datasets/org/name`)
      assert.deepStrictEqual(types, [true, false, true, false])
    })
  )

  it.scopedLive("deleting none is RepoNotFound, and fine with missing-ok", () =>
    Effect.gen(function* () {
      const server = yield* missing
      const error = yield* Effect.flip(remove(repo)).pipe(Effect.provide(client(server.url)))
      assert.strictEqual(error.message, "Dataset 'org/name' not found.")
      yield* Effect.provide(removeMissingOk(repo), client(server.url))
      assert.strictEqual(server.seen.length, 2)
    })
  )
})
