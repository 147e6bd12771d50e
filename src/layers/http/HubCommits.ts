/** Preupload, commit and the check of a card's metadata (Hub API). */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { CommitAnswer, type CommitLine, PreuploadAnswer } from "../../domain/wire/Uploads.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { HubCommits } from "../../services/HubClients.ts"
import { inBatches, jsonBody, revisionPath, subject, writeTimeout } from "./requests.ts"

/** Files of one preupload request. */
const filesPerRequest = 256

const asPullRequest = (wanted: boolean | undefined) => (wanted === true ? [["create_pr", "1"] as const] : [])

const encoder = new TextEncoder()
const encodeLine = (line: CommitLine): Uint8Array => encoder.encode(`${JSON.stringify(line)}\n`)

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
        body: { _tag: "Bytes", stream: () => Stream.map(lines, encodeLine), contentType: "application/x-ndjson" },
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
