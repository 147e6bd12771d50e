/** Preupload, commit and the check of a card's metadata (Hub API). */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { CommitAnswer, type CommitLine, PreuploadAnswer } from "../../domain/wire/Uploads.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { HubCommits } from "../../services/HubClients.ts"
import { inBatches, jsonBody, revisionPath, subject, writeTimeout } from "./requests.ts"

/** Files of one preupload request. */
const filesPerRequest = 256

const asPullRequest = (wanted: boolean | undefined) => (wanted === true ? [["create_pr", "1"] as const] : [])

/** Characters that are sent together: a write for each line would cost more than the line. */
const pieceLength = 256 * 1024

const encodeLines = (lines: Chunk.Chunk<CommitLine>): Chunk.Chunk<Uint8Array> => {
  const pieces: Array<Uint8Array> = []
  let text = ""
  for (const line of lines) {
    text += `${JSON.stringify(line)}\n`
    if (text.length < pieceLength) continue
    pieces.push(Buffer.from(text))
    text = ""
  }
  if (text !== "") pieces.push(Buffer.from(text))
  return Chunk.unsafeFromArray(pieces)
}

export const make = (gateway: GatewayShape): HubCommits => ({
  preupload: Effect.fn("HubCommits.preupload")((repo, revision, files, options = {}) =>
    inBatches(files, filesPerRequest, (batch) =>
      Effect.map(
        gateway.json(
          {
            method: "POST",
            url: revisionPath(repo, "preupload", revision),
            query: asPullRequest(options.createPr),
            body: jsonBody({
              files: batch,
              ...(options.gitIgnore === undefined ? {} : { gitIgnore: options.gitIgnore })
            }),
            // It only asks.
            idempotent: true,
            timeout: writeTimeout,
            subject: subject(repo, { revision })
          },
          PreuploadAnswer
        ),
        (answer) => answer.files
      )
    )
  ),
  create: Effect.fn("HubCommits.create")((repo, revision, lines, options = {}) =>
    gateway.json(
      {
        method: "POST",
        url: revisionPath(repo, "commit", revision),
        query: asPullRequest(options.createPr),
        body: {
          _tag: "Bytes",
          stream: () => Stream.mapChunks(lines, encodeLines),
          contentType: "application/x-ndjson"
        },
        idempotent: false,
        // A large push is checked by the Hub before it answers: for as long as it takes.
        timeout: null,
        subject: subject(repo, { revision })
      },
      CommitAnswer
    )
  ),
  validateYaml: Effect.fn("HubCommits.validateYaml")((repo, content) =>
    gateway.drain({
      method: "POST",
      url: "/api/validate-yaml",
      body: jsonBody({ content, repoType: repo.type }),
      idempotent: true,
      subject: { repoType: repo.type }
    })
  )
})
