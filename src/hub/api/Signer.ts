/** URLs that carry their own right: what they allow, until when, signed with a key that never leaves the data folder. */

import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import * as SqlClient from "@effect/sql/SqlClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { HubConfig } from "../HubConfig.ts"
import { sqlFailed } from "../store/Database.ts"
import * as Refusal from "./Refusal.ts"

/** Read an LFS object as the file it is in a commit. */
const Download = Schema.Struct({
  do: Schema.Literal("get"),
  sha256: Schema.String,
  size: Schema.Number,
  commit: Schema.String,
  name: Schema.String
})

/** Store an object for a repo: whole, one part of it, or the end of its parts. */
const Upload = Schema.Struct({
  do: Schema.Literal("put", "part", "join"),
  sha256: Schema.String,
  size: Schema.Number,
  repo: Schema.String,
  /** Upload in parts: its name, the offset of this part and its size. */
  upload: Schema.optional(Schema.String),
  offset: Schema.optional(Schema.Number),
  length: Schema.optional(Schema.Number)
})

/** Send or fetch content for a bucket by Xet. */
const Cas = Schema.Struct({ do: Schema.Literal("cas"), bucket: Schema.String, write: Schema.Boolean })

/** Fetch these bytes of a xorb, both ends included. */
const XorbBytes = Schema.Struct({
  do: Schema.Literal("xorb"),
  xorb: Schema.String,
  start: Schema.Number,
  end: Schema.Number
})

export const Right = Schema.Union(Download, Upload, Cas, XorbBytes)
export type Right = typeof Right.Type

const Signed = Schema.parseJson(Schema.Tuple(Schema.Number, Right))

export interface SignerShape {
  /** A path segment that carries the right; it holds for the configured time. */
  readonly sign: (right: Right) => Effect.Effect<string>
  /** The right a segment carries; 403 when it is forged or has expired. */
  readonly verify: (segment: string) => Effect.Effect<Right, Refusal.Refusal>
}

export class Signer extends Context.Tag("hf/hub/Signer")<Signer, SignerShape>() {}

const encode = Schema.encodeSync(Signed)
const decode = Schema.decodeUnknownOption(Signed)

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const { downloadTtlMillis, uploadTtlMillis } = yield* HubConfig
  const fresh = randomBytes(32).toString("hex")
  yield* sql`INSERT INTO meta (name, value) VALUES ('signing-key', ${fresh}) ON CONFLICT (name) DO NOTHING`.pipe(
    sql.withTransaction
  )
  const rows = yield* sql<{ value: string }>`SELECT value FROM meta WHERE name = 'signing-key'`
  const key = Buffer.from(rows[0]?.value ?? fresh, "hex")
  const mac = (payload: string) => createHmac("sha256", key).update(payload).digest()

  return Signer.of({
    sign: (right) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const until = now + (right.do === "get" || right.do === "xorb" ? downloadTtlMillis : uploadTtlMillis)
        const payload = Buffer.from(encode([until, right])).toString("base64url")
        return `${payload}.${mac(payload).toString("base64url")}`
      }),
    verify: (segment) =>
      Effect.gen(function* () {
        const [payload = "", signature = ""] = segment.split(".")
        const given = Buffer.from(signature, "base64url")
        const right = mac(payload)
        if (given.length !== right.length || !timingSafeEqual(given, right))
          return yield* Refusal.forbidden("The signature of this URL is not valid")
        const signed = decode(Buffer.from(payload, "base64url").toString())
        const now = yield* Clock.currentTimeMillis
        if (Option.isNone(signed) || signed.value[0] <= now) return yield* Refusal.forbidden("This URL has expired")
        return signed.value[1]
      })
  })
}).pipe(sqlFailed("read its signing key"))

export const layer = Layer.effect(Signer, make)
