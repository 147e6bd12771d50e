import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "fast-check"
import * as HfUri from "../../src/domain/HfUri.ts"
import * as RepoId from "../../src/domain/RepoId.ts"
import { repoTypes } from "../../src/domain/RepoType.ts"
import * as Revision from "../../src/domain/Revision.ts"
import * as WebUrl from "../../src/domain/WebUrl.ts"

const seen = (result: Either.Either<HfUri.HfUri, unknown>) =>
  Either.match(result, {
    onLeft: () => "refused",
    onRight: (uri) =>
      uri._tag === "Repo"
        ? [uri.type, uri.id, uri.revision, uri.path].map((each) => each ?? "").join(" ")
        : `bucket ${uri.id} ${uri.path}`
  })

/** Vectors agree with huggingface_hub 2.0.0, but for the last block where it would leave the repo. */
const vectors: ReadonlyArray<readonly [string, string]> = [
  ["hf://a/b", "model a/b  "],
  ["hf:///a/b", "model a/b  "],
  ["hf://a/b/", "model a/b  "],
  ["hf://kernels/a/b", "kernel a/b  "],
  ["hf://models/a/b@v1/x/y", "model a/b v1 x/y"],
  ["hf://datasets/a/b@refs/pr/3", "dataset a/b refs/pr/3 "],
  ["hf://datasets/a/b@refs/pr/3/x", "dataset a/b refs/pr/3 x"],
  ["hf://datasets/a/b@refs%2Fpr%2F3/x", "dataset a/b refs/pr/3 x"],
  ["hf://a/b@refs/convert/parquet/default/x.parquet", "model a/b refs/convert/parquet default/x.parquet"],
  ["hf://a/b@refs/pr/x/y", "model a/b refs pr/x/y"],
  ["hf://a/b@feat%2Fx/f@1", "model a/b feat/x f@1"],
  ["hf://a/b/c@v", "model a/b  c@v"],
  ["hf://a/b@v1@2/x", "model a/b v1@2 x"],
  ["hf://models/gpt2/config.json", "model gpt2/config.json  "],
  ["hf://buckets/a/b/x/", "bucket a/b x"],
  ["hf://gpt2", "refused"],
  ["hf://", "refused"],
  ["hf://datasets", "refused"],
  ["hf://datasets/squad", "refused"],
  ["hf://a@v/b", "refused"],
  ["hf://a/b@", "refused"],
  ["hf://a/b@/x", "refused"],
  ["hf://a/b//c", "refused"],
  ["hf://model/a/b", "refused"],
  ["hf://dataset/x", "refused"],
  ["hf://buckets/a/b@r", "refused"],
  ["http://a/b", "refused"],
  ["hf://a/b/../c", "refused"],
  ["hf://a/b/./c", "refused"]
]

describe("hf:// URIs", () => {
  it.each(vectors)("%s", (text, expected) => expect(seen(HfUri.parse(text))).toBe(expected))

  it("say which plural was meant", () =>
    expect(Either.flip(HfUri.parse("hf://dataset/a/b"))).toMatchObject({
      right: { reason: expect.stringContaining("datasets/") }
    }))

  const segment = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_@ %é-]{0,8}$/)
  const id = fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/), fc.stringMatching(/^[A-Za-z][A-Za-z0-9._]{0,9}[a-z0-9]$/))
    .map((parts) => parts.join("/"))
    .filter((text) => RepoId.problem(text) === undefined && !/^(model|dataset|space|kernel|bucket)s?\//.test(text))
  const revision = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom("main", "refs/pr/12", "refs/convert/parquet", "refs/heads/x", "a/b/c", "v1@2"),
    fc.stringMatching(/^[A-Za-z0-9_@-]{1,12}$/)
  )

  it("come back from their canonical spelling", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...repoTypes),
        id,
        revision,
        fc.array(segment, { maxLength: 4 }),
        (type, name, rev, path) => {
          const uri: HfUri.RepoUri = {
            _tag: "Repo",
            type,
            id: RepoId.make(name),
            revision: rev === undefined ? undefined : Revision.make(rev),
            path: path.join("/"),
            folder: false
          }
          expect(HfUri.parse(HfUri.render(uri))).toEqual(Either.right(uri))
        }
      )
    ))

  it("are read or refused, whatever the text", () =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const result = HfUri.parse(`hf://${text}`)
        if (Either.isLeft(result)) return
        const again = HfUri.parse(HfUri.render(result.right))
        expect(again).toEqual(Either.right({ ...result.right, folder: false }))
      }),
      { numRuns: 500 }
    ))
})

describe("web addresses", () => {
  const cases: ReadonlyArray<readonly [string, string]> = [
    ["https://huggingface.co/a/b", "model a/b  "],
    ["huggingface.co/a/b/blob/main/x%20y?download=true#L3", "model a/b main x y"],
    ["https://hf.co/datasets/a/b/resolve/refs%2Fpr%2F1/x", "dataset a/b refs/pr/1 x"],
    ["https://hf.co/datasets/a/b/tree/refs/pr/1/x/", "dataset a/b refs/pr/1 x"],
    ["https://huggingface.co/a/b/tree/main/", "model a/b main "],
    ["https://huggingface.co/a/b/tree", "model a/b  "],
    ["hf.co/a/b/raw/feat%2Fx/y", "model a/b feat/x y"],
    ["HTTPS://Hub-CI.huggingface.co/spaces/a/b/blame/main/app.py", "space a/b main app.py"],
    ["https://huggingface.co/models/a/b/blob/main/x", "model a/b main x"],
    ["https://huggingface.co/buckets/a/b/tree/x/y", "bucket a/b x/y"],
    ["http://127.0.0.1:9000/hub/datasets/a/b/blob/main/x", "dataset a/b main x"],
    ["http://127.0.0.1:9000/other/a/b", "refused"],
    ["http://127.0.0.1:90001/hub/a/b", "refused"],
    ["https://huggingface.co/gpt2", "refused"],
    ["https://huggingface.co/a/b/discussions/1", "refused"],
    ["https://huggingface.co/a/b/blob/main/%2e%2e/x", "refused"],
    ["https://huggingface.co/a/b/blob/main/%zz", "refused"],
    ["https://huggingface.co.evil.com/a/b", "refused"],
    ["https://www.huggingface.co/a/b", "refused"]
  ]
  it.each(cases)("%s", (text, expected) => expect(seen(WebUrl.parse(text, "http://127.0.0.1:9000/hub"))).toBe(expected))

  it("of an upload name folder, file and revision", () => {
    const repo = { type: "dataset", id: RepoId.make("a/b") } as const
    expect(WebUrl.tree("https://h", repo, "main", "")).toBe("https://h/datasets/a/b/tree/main/")
    expect(WebUrl.tree("https://h", repo, "refs/pr/4", "x y")).toBe("https://h/datasets/a/b/tree/refs%2Fpr%2F4/x%20y")
    expect(WebUrl.blob("https://h", { type: "model", id: repo.id }, "main", "x/y.bin")).toBe(
      "https://h/a/b/blob/main/x/y.bin"
    )
  })
})
