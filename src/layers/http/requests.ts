/** Pieces that the Hub's clients share when they build requests. */
import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { apiPath, type Repo } from "../../domain/Repo.ts"
import type { GatewayBody, Subject } from "../../services/Gateway.ts"

export const subject = (repo: Repo, more: Omit<Subject, "repoType" | "repoId"> = {}): Subject => ({
  repoType: repo.type,
  repoId: repo.id,
  ...more
})

export const jsonBody = (value: unknown, contentType?: string): GatewayBody =>
  contentType === undefined ? { _tag: "Json", value } : { _tag: "Json", value, contentType }

/** `/api/models/org/name/AREA/REV[/path]`, revision and path one encoded segment each. */
export const revisionPath = (repo: Repo, area: string, revision: string, path = ""): string =>
  `${apiPath(repo)}/${area}/${encodeURIComponent(revision)}${path === "" ? "" : `/${encodeURIComponent(path)}`}`

/** Tells the Hub that a request belongs to a download. */
export const downloadHeaders: Readonly<Record<string, string>> = { "x-hf-download-counter": "1" }

/** Writes may make the Hub think: creating a repo, checking a push. */
export const writeTimeout = Duration.seconds(60)

/** Asks about `all`, `size` of them a request, one request after the other; the answers in their order. */
export const inBatches = <A, B, E>(
  all: ReadonlyArray<A>,
  size: number,
  ask: (batch: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, E>
): Effect.Effect<ReadonlyArray<B>, E> => Effect.map(Effect.forEach(Arr.chunksOf(all, size), ask), Arr.flatten)
