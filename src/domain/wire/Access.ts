/** Access requests of gated repos (Hub API). */
import * as Schema from "effect/Schema"

export const AccessStatus = Schema.Literal("pending", "accepted", "rejected")
export type AccessStatus = typeof AccessStatus.Type

/** One row of `GET …/user-access-request/{status}`. */
export class AccessRequest extends Schema.Class<AccessRequest>("AccessRequest")({
  user: Schema.Struct({
    user: Schema.String,
    fullname: Schema.String,
    email: Schema.optional(Schema.String)
  }),
  status: AccessStatus,
  timestamp: Schema.String
}) {}

/** `POST …/user-access-request/handle`: one of the two names the person. */
export const HandleAccess = Schema.Struct({
  user: Schema.optional(Schema.String),
  userId: Schema.optional(Schema.String),
  status: AccessStatus,
  rejectionReason: Schema.optional(Schema.NullOr(Schema.String))
})

/** `POST …/user-access-request/grant` */
export const GrantAccess = Schema.Struct({ user: Schema.String })
