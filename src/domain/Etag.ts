/** Content names: the git object id of a blob, the SHA-256 of an LFS object, and the etag that is one of the two. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { InvalidInput } from "./errors.ts"

/** git blob, tree or commit id: 40 lower-case hexadecimal digits. */
export const GitOid = Schema.String.pipe(Schema.pattern(/^[0-9a-f]{40}$/), Schema.brand("GitOid"))
export type GitOid = typeof GitOid.Type
export const isGitOid = Schema.is(GitOid)

/** SHA-256 of the content: 64 lower-case hexadecimal digits; the LFS object id. */
export const Sha256 = Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/), Schema.brand("Sha256"))
export type Sha256 = typeof Sha256.Type
export const isSha256 = Schema.is(Sha256)

/** A normalised etag, safe as a file name: it names the blob in the cache (huggingface_hub cache layout). */
export const Etag = Schema.String.pipe(
  Schema.pattern(/^[0-9A-Za-z._-]+$/),
  Schema.filter((text) => text !== "." && text !== ".."),
  Schema.brand("Etag")
)
export type Etag = typeof Etag.Type
const isEtag = Schema.is(Etag)

/** Strips `W/` and quotes from a header value; refuses what could leave the blob folder. */
export const parse = (header: string): Either.Either<Etag, InvalidInput> => {
  const text = header.replace(/^[W/]+/, "").replace(/^"+|"+$/g, "")
  return isEtag(text)
    ? Either.right(text)
    : Either.left(
        new InvalidInput({ what: "etag", value: header, reason: "the Hub sent a name that no file may have" })
      )
}
