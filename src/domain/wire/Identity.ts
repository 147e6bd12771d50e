/** `GET /api/whoami-v2`. */
import * as Schema from "effect/Schema"

export class WhoamiOrg extends Schema.Class<WhoamiOrg>("WhoamiOrg")({
  type: Schema.optional(Schema.String),
  id: Schema.optional(Schema.String),
  name: Schema.String,
  fullname: Schema.optional(Schema.String),
  roleInOrg: Schema.optional(Schema.String)
}) {}

export class AccessToken extends Schema.Class<AccessToken>("AccessToken")({
  displayName: Schema.optional(Schema.String),
  role: Schema.optional(Schema.String),
  createdAt: Schema.optional(Schema.String)
}) {}

export class Whoami extends Schema.Class<Whoami>("Whoami")({
  type: Schema.String,
  id: Schema.String,
  name: Schema.String,
  fullname: Schema.optional(Schema.String),
  email: Schema.optional(Schema.NullOr(Schema.String)),
  isPro: Schema.optional(Schema.Boolean),
  orgs: Schema.optionalWith(Schema.Array(WhoamiOrg), { default: () => [] }),
  auth: Schema.optional(
    Schema.Struct({
      type: Schema.optional(Schema.String),
      accessToken: Schema.optional(AccessToken),
      /** ISO 8601; tokens of a browser login have it. */
      expiresAt: Schema.optional(Schema.NullOr(Schema.String))
    })
  )
}) {}
