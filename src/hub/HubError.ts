/** What can keep an embedded Hub from starting or from answering. */
import * as Schema from "effect/Schema"

/** Another Hub process holds the data folder. */
export class DataFolderInUse extends Schema.TaggedError<DataFolderInUse>()("DataFolderInUse", { path: Schema.String }) {
  readonly kind = "conflict"
  override get message() {
    return `The data folder '${this.path}' is in use by another Hub. Stop that one or choose another folder.`
  }
}

/** The accounts file cannot be read as one; `at` is the JSON path of the first offence (`users[0].tokens[1].role`). */
export class AccountsFileInvalid extends Schema.TaggedError<AccountsFileInvalid>()("AccountsFileInvalid", {
  path: Schema.String,
  at: Schema.String,
  reason: Schema.String
}) {
  readonly kind = "general"
  override get message() {
    return `Invalid accounts file '${this.path}'${this.at === "" ? "" : ` at ${this.at}`}: ${this.reason}.`
  }
}

/** The address to listen at cannot be had. */
export class AddressUnavailable extends Schema.TaggedError<AddressUnavailable>()("AddressUnavailable", {
  host: Schema.String,
  port: Schema.Number,
  reason: Schema.Literal("taken", "permission", "other"),
  detail: Schema.String
}) {
  readonly kind = "conflict"
  override get message() {
    const why = { taken: "the port is taken", permission: "permission denied", other: this.detail }
    return `Cannot listen at ${this.host}:${this.port}: ${why[this.reason]}.`
  }
}

/** The Hub's disk or database said no. Clients see a 500 without details. */
export class HubStorageError extends Schema.TaggedError<HubStorageError>()("HubStorageError", {
  operation: Schema.String,
  detail: Schema.String,
  code: Schema.optional(Schema.String),
  cause: Schema.optional(Schema.Defect)
}) {
  readonly kind = "disk"
  override get message() {
    return `The Hub cannot ${this.operation}: ${this.detail}.`
  }
}

/** Everything that can keep a Hub from starting. */
export type HubStartError = DataFolderInUse | AccountsFileInvalid | HubStorageError

const property = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined

/** Translates what node, SQLite or a library threw, once, at the boundary. */
export const storage =
  (operation: string) =>
  (cause: unknown): HubStorageError => {
    const inner = property(cause, "cause") ?? cause
    const code = property(inner, "code")
    const detail = property(inner, "message") ?? property(cause, "message") ?? String(cause)
    return new HubStorageError({
      operation,
      detail: String(detail),
      ...(typeof code === "string" ? { code } : {}),
      cause
    })
  }
