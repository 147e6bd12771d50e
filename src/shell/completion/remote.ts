/** What the Hub answers while a key is pressed: one request for each question, each answer checked, and no answer is no answer. */
import { type Glance, open } from "../../layers/http/Glance.ts"
import { isId, type Repo } from "./spelling.ts"
import type { Surroundings } from "./surroundings.ts"

export interface RemoteRef {
  readonly name: string
  readonly kind: "branch" | "tag" | "conversion" | "pull request"
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const list = (value: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  Array.isArray(value) ? value.filter(isRecord) : []

const text = (value: unknown): ReadonlyArray<string> => (typeof value === "string" ? [value] : [])

const api = ({ id, type }: Repo): string => `/api/${type}s/${id}`

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/")

/** A look at the Hub of the surroundings, as `argument` when a token is named. */
export const look = (
  { certFile, endpoint, milliseconds, token }: Surroundings & { readonly endpoint: URL },
  argument: string | undefined
): Glance => open({ endpoint, token: argument ?? token(), certFile, milliseconds })

export class Remote {
  private readonly glance: Glance

  constructor(glance: Glance) {
    this.glance = glance
  }

  get stuck(): boolean {
    return this.glance.isOver()
  }

  /** Ids of `type` that a search for `start` finds. */
  async search(type: string, start: string): Promise<ReadonlyArray<string>> {
    const slash = start.indexOf("/")
    const query = new URLSearchParams({ limit: "50" })
    if (slash !== -1) query.set("author", start.slice(0, slash))
    if (start.slice(slash + 1) !== "") query.set("search", start.slice(slash + 1))
    const found = list(await this.glance.get(`/api/${type}s?${query}`))
    return found.flatMap(({ id }) => text(id)).filter(isId)
  }

  async refs(repo: Repo, pullRequests: boolean): Promise<ReadonlyArray<RemoteRef>> {
    const found = await this.glance.get(`${api(repo)}/refs${pullRequests ? "?include_prs=1" : ""}`)
    if (!isRecord(found)) return []
    const named = (key: string, field: "name" | "ref", kind: RemoteRef["kind"]) =>
      list(found[key]).flatMap((each) => text(each[field]).map((name) => ({ name, kind })))
    return [
      ...named("branches", "name", "branch"),
      ...named("tags", "name", "tag"),
      ...named("converts", "ref", "conversion"),
      ...named("pullRequests", "ref", "pull request")
    ]
  }

  /** Names in the folder `path` (empty, or with a `/` at its end), folders with a `/` behind them. */
  async files(repo: Repo, revision: string, path: string): Promise<ReadonlyArray<string>> {
    const below = path === "" ? "" : `/${encodePath(path.slice(0, -1))}`
    const found = list(await this.glance.get(`${api(repo)}/tree/${encodeURIComponent(revision)}${below}`))
    return found.flatMap((each) =>
      text(each["path"])
        .filter((full) => full.startsWith(path))
        .map((full) => full.slice(path.length) + (each["type"] === "directory" ? "/" : ""))
        .filter((name) => /^[^/]+\/?$/.test(name))
    )
  }
}
