/** Git LFS: batch, transfers, completion, verification (Hub API). */
import * as Effect from "effect/Effect"
import { InvalidAnswer } from "../../domain/errors.ts"
import { apiPath, webPath } from "../../domain/Repo.ts"
import { DuplicatedObjects } from "../../domain/wire/Repos.ts"
import { LfsBatchAnswer } from "../../domain/wire/Uploads.ts"
import type { GatewayShape } from "../../services/Gateway.ts"
import type { HubLfs } from "../../services/HubClients.ts"
import { inBatches, jsonBody, subject, writeTimeout } from "./requests.ts"

/** Objects of one batch request. */
const objectsPerRequest = 256

/** Objects of one request to duplicate. */
const copiesPerRequest = 500

const lfsJson = "application/vnd.git-lfs+json"

export const make = (gateway: GatewayShape): HubLfs => ({
  batch: Effect.fn("HubLfs.batch")((repo, objects, options = {}) =>
    inBatches(objects, objectsPerRequest, (batch) =>
      Effect.map(
        gateway.json(
          {
            method: "POST",
            url: `${webPath(repo)}.git/info/lfs/objects/batch`,
            headers: { accept: lfsJson },
            body: jsonBody(
              {
                operation: "upload",
                transfers: ["basic", "multipart"],
                objects: batch,
                hash_algo: "sha256",
                ...(options.revision === undefined ? {} : { ref: { name: options.revision } })
              },
              lfsJson
            ),
            // It only asks; URLs that nobody uses expire.
            idempotent: true,
            timeout: writeTimeout,
            subject: subject(repo)
          },
          LfsBatchAnswer
        ),
        (answer) => answer.objects
      )
    )
  ),
  put: Effect.fn("HubLfs.put")((href, bytes, length) =>
    Effect.scoped(
      gateway.execute({
        method: "PUT",
        url: href,
        auth: "none",
        body: { _tag: "Bytes", stream: bytes, length, contentType: "application/octet-stream" },
        timeout: writeTimeout
      })
    ).pipe(Effect.map(({ headers }) => headers["etag"]))
  ),
  complete: Effect.fn("HubLfs.complete")((href, oid, parts) =>
    gateway.drain({
      method: "POST",
      url: href,
      auth: "none",
      headers: { accept: lfsJson },
      body: jsonBody({ oid, parts }, lfsJson),
      // Completing twice what is complete changes nothing.
      idempotent: true,
      timeout: writeTimeout
    })
  ),
  duplicate: Effect.fn("HubLfs.duplicate")((from, to, files) =>
    Effect.asVoid(
      inBatches(files, copiesPerRequest, (batch) => {
        const url = `${apiPath(from)}/lfs-files/duplicate`
        return Effect.flatMap(
          gateway.json(
            {
              method: "POST",
              url,
              body: jsonBody({ target: { type: to.type, name: to.id }, files: batch }),
              // Having an object twice is having it once.
              idempotent: true,
              timeout: writeTimeout,
              subject: subject(from)
            },
            DuplicatedObjects
          ),
          ({ failed }) =>
            failed[0] === undefined
              ? Effect.succeed([])
              : new InvalidAnswer({ url, detail: `${failed[0].sha256} could not be copied: ${failed[0].error}` })
        )
      })
    )
  ),
  verify: Effect.fn("HubLfs.verify")((action, oid, size) =>
    gateway.drain({
      method: "POST",
      url: action.href,
      body: jsonBody({ oid, size }),
      idempotent: true,
      timeout: writeTimeout
    })
  )
})
