/** Kinds of repository the Hub knows and how each is spelled in URLs, payloads and the cache (Hub API). */
import * as Schema from "effect/Schema"

export const RepoType = Schema.Literal("model", "dataset", "space", "kernel")
export type RepoType = typeof RepoType.Type

/** The types a person may name with `--type`/`--repo-type`; kernels are half wired in every client. */
export const repoTypes: ReadonlyArray<RepoType> = ["model", "dataset", "space", "kernel"]

export const isRepoType = Schema.is(RepoType)

/** API segment and `hf://` segment: `models`, `datasets`, … */
export const plural = (type: RepoType): string => `${type}s`

/** `models` → `model`; anything else is not a type. */
export const fromPlural = (segment: string): RepoType | undefined => repoTypes.find((type) => plural(type) === segment)

/** Prefix of web, resolve, raw and LFS URLs: nothing for models, `datasets/` … for the others. */
export const urlPrefix = (type: RepoType): string => (type === "model" ? "" : `${type}s/`)
