/** Trusted publishers: CI jobs that may act here without a token of their own, and as what. */
import { fromPlural, type RepoType, urlPrefix } from "../../domain/RepoType.ts"
import type * as IdentityToken from "./IdentityToken.ts"

/** What an exchanged token is good for: writing to one repo, or reading the gated repos its user has access to. */
export type Scope =
  | { readonly _tag: "Repo"; readonly type: RepoType; readonly namespace: string; readonly name: string }
  | { readonly _tag: "Gated"; readonly user: string }

export interface Publisher {
  readonly issuer: string
  readonly keys: ReadonlyArray<IdentityToken.Key>
  readonly claims: Readonly<Record<string, string>>
  /** Default: the Hub's address as the client sees it. */
  readonly audience?: string | undefined
  readonly resources: ReadonlyArray<Scope>
  /** Whom its tokens act for. */
  readonly user: string
}

/** `ns/name`, `datasets/ns/name` …, or a user's name; `undefined` for anything else. */
export const scopeOf = (resource: string): Scope | undefined => {
  const parts = resource.split("/")
  if (parts.some((part) => part === "")) return undefined
  const [first = "", second, third] = parts
  if (parts.length === 1) return { _tag: "Gated", user: first }
  if (parts.length === 2 && second !== undefined) return { _tag: "Repo", type: "model", namespace: first, name: second }
  const type = parts.length === 3 ? fromPlural(first) : undefined
  return type === undefined || second === undefined || third === undefined
    ? undefined
    : { _tag: "Repo", type, namespace: second, name: third }
}

/** The same thing has the same text. */
export const textOf = (scope: Scope): string =>
  (scope._tag === "Gated" ? scope.user : `${urlPrefix(scope.type)}${scope.namespace}/${scope.name}`).toLowerCase()

/** Every claim that is demanded is there, to the letter. */
export const matches = ({ claims }: Publisher, { all }: IdentityToken.Claims): boolean =>
  Object.entries(claims).every(([name, value]) => Object.hasOwn(all, name) && all[name] === value)
