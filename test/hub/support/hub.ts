/** A Hub in a temporary folder, called in process, with a few people in it. */

import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import { ownerTokenPath } from "../../../src/hub/accounts/AccountsStore.ts"
import type { HubServices } from "../../../src/hub/api/Call.ts"
import { HubConfig, type HubOptions } from "../../../src/hub/HubConfig.ts"
import * as InProcess from "../../../src/hub/InProcess.ts"

export const temporary: Effect.Effect<string, never, Scope> = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-hub-test-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

export const tokens = {
  alice: "hf_alice",
  aliceRead: "hf_aliceread",
  bob: "hf_bob",
  carol: "hf_carol",
  dave: "hf_dave"
}

export const people = {
  users: [
    {
      name: "alice",
      fullname: "Alice A.",
      email: "alice@example.com",
      id: "0123456789abcdef01234567",
      tokens: [
        { token: tokens.alice, role: "write", displayName: "laptop" },
        { token: tokens.aliceRead, role: "read" }
      ]
    },
    { name: "bob", tokens: [{ token: tokens.bob, role: "write" }] },
    { name: "carol", tokens: [{ token: tokens.carol, role: "write" }] },
    { name: "dave", tokens: [{ token: tokens.dave, role: "write" }] }
  ],
  orgs: [
    {
      name: "acme",
      fullname: "Acme Inc.",
      members: [
        { user: "alice", role: "admin" },
        { user: "bob", role: "read" },
        { user: "carol", role: "contributor" }
      ],
      privateByDefault: true
    }
  ]
}

type Client = HttpClient.HttpClient | HubServices

/** Runs `test` against a fresh Hub with `people`. */
export const withHub = <A, E>(test: Effect.Effect<A, E, Client | Scope>, options: Partial<HubOptions> = {}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* temporary
      const accountsFile = join(folder, "accounts.json")
      writeFileSync(accountsFile, JSON.stringify(people))
      return yield* Effect.scoped(test).pipe(
        Effect.provide(InProcess.layer({ dataDir: join(folder, "data"), accountsFile, ...options }))
      )
    })
  )

/** What the Hub wrote for its owner at the first start. */
export const ownerToken = Effect.map(HubConfig, ({ dataDir }) => readFileSync(ownerTokenPath(dataDir), "utf8"))

export interface Options {
  readonly token?: string
  readonly json?: unknown
  readonly ndjson?: ReadonlyArray<unknown>
  readonly form?: string
  readonly bytes?: Uint8Array
  readonly headers?: Record<string, string>
}

const bodyOf = (options: Options): HttpBody.HttpBody => {
  if (options.json !== undefined) return HttpBody.text(JSON.stringify(options.json), "application/json")
  if (options.ndjson !== undefined)
    return HttpBody.text(options.ndjson.map((line) => `${JSON.stringify(line)}\n`).join(""), "application/x-ndjson")
  if (options.form !== undefined) return HttpBody.text(options.form, "application/x-www-form-urlencoded")
  return options.bytes === undefined ? HttpBody.empty : HttpBody.uint8Array(options.bytes)
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Json = any

/** One request; the answer with its body read. `path` may be a whole URL. */
export const call = Effect.fnUntraced(function* (method: HttpMethod, path: string, options: Options = {}) {
  const client = yield* HttpClient.HttpClient
  const url = path.startsWith("http") ? path : `${InProcess.origin}${path}`
  const response = yield* client.execute(
    HttpClientRequest.make(method)(url).pipe(
      HttpClientRequest.setBody(bodyOf(options)),
      HttpClientRequest.setHeaders({
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...options.headers
      })
    )
  )
  const bytes = Buffer.from(yield* response.arrayBuffer)
  const text = bytes.toString("utf8")
  const json = (): Json => JSON.parse(text)
  return { status: response.status, headers: response.headers, bytes, text, json }
})

export const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex")

export const file = (path: string, content: string) => ({
  key: "file",
  value: { path, content: Buffer.from(content).toString("base64"), encoding: "base64" }
})

export const header = (summary: string, more: Record<string, unknown> = {}) => ({
  key: "header",
  value: { summary, ...more }
})

/** Commits to a model as alice, and answers what the Hub said. */
export const commit = (
  id: string,
  lines: ReadonlyArray<unknown>,
  options: { rev?: string; token?: string; query?: string } = {}
) =>
  call("POST", `/api/models/${id}/commit/${options.rev ?? "main"}${options.query ?? ""}`, {
    token: options.token ?? tokens.alice,
    ndjson: lines
  })

export const createModel = (name: string, more: Record<string, unknown> = {}, token = tokens.alice) =>
  call("POST", "/api/repos/create", { token, json: { name, ...more } })

/** Uploads an LFS object to alice's model and commits it at `path`. */
export const commitObject = Effect.fnUntraced(function* (id: string, path: string, content: Uint8Array) {
  const oid = sha256(content)
  const batch = yield* call("POST", `/${id}.git/info/lfs/objects/batch`, {
    token: tokens.alice,
    json: { operation: "upload", transfers: ["basic"], objects: [{ oid, size: content.length }] }
  })
  const action = batch.json().objects[0].actions
  if (action !== undefined) yield* call("PUT", action.upload.href, { bytes: content })
  return yield* commit(id, [
    header(`Add ${path}`),
    { key: "lfsFile", value: { path, algo: "sha256", oid, size: content.length } }
  ])
})
