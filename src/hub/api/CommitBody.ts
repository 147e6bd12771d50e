/**
 * Reads the body of a commit. Contents go to the blob store as they arrive, so that thousands of inline files are never in
 * memory together; a commit that is refused later leaves blobs nothing refers to, which the next one may use.
 */
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CommitLine } from "../../domain/wire/Uploads.ts"
import { BlobStore } from "../store/BlobStore.ts"
import * as GitObject from "../store/git/GitObject.ts"
import * as LfsPointer from "../store/git/LfsPointer.ts"
import type { BlobFacts } from "../store/Objects.ts"
import { Repos, type StoredRepo } from "../store/Repos.ts"
import type { Change } from "../store/TreeEdit.ts"
import * as Http from "./Http.ts"
import * as Lines from "./Lines.ts"
import * as Paths from "./Paths.ts"
import { regularLimit } from "./Preupload.ts"
import * as Refusal from "./Refusal.ts"

type Key<K extends CommitLine["key"]> = Extract<CommitLine, { readonly key: K }>["value"]

interface CommitBody {
  readonly header: Key<"header">
  readonly changes: ReadonlyArray<Change>
}

// Base64 of the largest regular file, its path, and the JSON around it.
const longestLine = Math.ceil((regularLimit * 4) / 3) + 64 * 1024

const decodeLine = Http.decode(CommitLine)

const path = (text: string) => {
  const problem = Paths.problem(text)
  return problem === undefined ? Effect.succeed(text) : Effect.fail(Refusal.badRequest(problem))
}

/** An LFS object that was uploaded to the repo before, as what a tree holds of it. */
const object = Effect.fnUntraced(function* (repo: StoredRepo, sha256: string, size: number | undefined) {
  const stored = (yield* (yield* Repos).hasObject(repo, sha256)) ? yield* (yield* BlobStore).size(sha256) : undefined
  if (stored === undefined)
    return yield* Refusal.badRequest(
      `Your push was rejected because an LFS pointer pointed to a file that does not exist. Upload the LFS object ${sha256} first.`
    )
  if (size !== undefined && size !== stored)
    return yield* Refusal.badRequest(`The LFS object ${sha256} has ${stored} bytes, not ${size}`)
  const { oid } = LfsPointer.describe({ sha256, size: stored })
  return { oid, sha256, size: stored, lfs: true } satisfies BlobFacts
})

const regular = Effect.fnUntraced(function* (repo: StoredRepo, file: Key<"file">) {
  const content = Buffer.from(file.content, file.encoding === "utf-8" ? "utf8" : "base64")
  if (content.length > regularLimit)
    return yield* Refusal.badRequest(
      `Your push was rejected because it contains files larger than 10 MiB. Upload ${file.path} as an LFS object.`
    )
  // Committed as text, a pointer is still a pointer.
  const pointer = LfsPointer.decode(content)
  if (pointer !== undefined) return yield* object(repo, pointer.sha256, pointer.size)
  const { sha256, size } = yield* (yield* BlobStore).putBytes(content)
  return { oid: GitObject.oid("blob", content), sha256, size, lfs: false } satisfies BlobFacts
})

const change = Effect.fnUntraced(function* (repo: StoredRepo, line: Exclude<CommitLine, { readonly key: "header" }>) {
  switch (line.key) {
    case "file":
      return {
        _tag: "Put",
        path: yield* path(line.value.path),
        blob: yield* regular(repo, line.value)
      } satisfies Change
    case "lfsFile": {
      const { oid, size } = line.value
      const blob = yield* object(repo, oid, size ?? undefined)
      return { _tag: "Put", path: yield* path(line.value.path), blob } satisfies Change
    }
    default: {
      // A trailing slash says folder; without one, "file" is what clients say for folders too.
      const what = line.key === "deletedFolder" ? "folder" : "entry"
      return { _tag: "Remove", path: yield* path(line.value.path.replace(/\/+$/, "")), what } satisfies Change
    }
  }
})

const JsonCommit = Schema.Struct({
  summary: Schema.String,
  description: Schema.optional(Schema.NullOr(Schema.String)),
  parentCommit: Schema.optional(Schema.NullOr(Schema.String)),
  files: Schema.optionalWith(Schema.Array(Schema.Unknown), { default: () => [] }),
  lfsFiles: Schema.optionalWith(Schema.Array(Schema.Unknown), { default: () => [] }),
  deletedEntries: Schema.optionalWith(Schema.Array(Schema.Unknown), { default: () => [] })
})

/** The lines a JSON body stands for. */
const jsonLines = (body: typeof JsonCommit.Type): ReadonlyArray<unknown> => {
  const { deletedEntries, files, lfsFiles, ...header } = body
  const lines = (key: string, values: ReadonlyArray<unknown>) => values.map((value) => ({ key, value }))
  return [
    { key: "header", value: header },
    ...lines("file", files),
    ...lines("lfsFile", lfsFiles),
    ...lines("deletedEntry", deletedEntries)
  ]
}

export const read = Effect.fnUntraced(function* (request: HttpServerRequest, repo: StoredRepo) {
  let header: Key<"header"> | undefined
  const changes: Array<Change> = []
  const accept = Effect.fnUntraced(function* (value: unknown) {
    const line = yield* decodeLine(value)
    if (line.key === "header") {
      header = line.value
      return
    }
    if (header === undefined) return yield* Refusal.badRequest("The first line must have the key header")
    changes.push(yield* change(repo, line))
  })
  if ((request.headers["content-type"] ?? "").startsWith("application/json")) {
    for (const value of jsonLines(yield* Http.body(request, JsonCommit))) yield* accept(value)
  } else {
    yield* Lines.forEach(
      request.stream,
      longestLine,
      () => Refusal.badRequest("A line is too long: files larger than 10 MiB must be LFS objects"),
      (line) =>
        Effect.flatMap(
          Effect.try({
            try: (): unknown => JSON.parse(line.toString("utf8")),
            catch: () => Refusal.badRequest("A line of the body is not JSON")
          }),
          accept
        )
    ).pipe(Effect.catchTag("RequestError", () => Refusal.badRequest("The body was cut off")))
  }
  if (header === undefined) return yield* Refusal.badRequest("Add a line with the key header")
  if (header.summary.trim() === "") return yield* Refusal.badRequest("The summary must not be empty")
  if (changes.length === 0) return yield* Refusal.badRequest("Add a line with the key lfsFile, file or deletedFile")
  return { header, changes } satisfies CommitBody
})
