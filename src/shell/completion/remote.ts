/** What the Hub answers while a key is pressed: one request for each question, each answer checked, and no answer is no answer. */
import { type Glance, type GlanceOptions, open } from "../../layers/http/Glance.ts"
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

/** A value the Hub knows, and what is said of it. */
export interface Named {
  readonly value: string
  readonly help: string
}

export class Remote {
  private readonly glance: Glance
  private readonly isSomebody: boolean

  constructor(
    { certFile, endpoint, milliseconds, token }: Surroundings & { readonly endpoint: URL },
    argument: string | undefined,
    look: (options: GlanceOptions) => Glance = open,
    isServed = false
  ) {
    const acting = argument ?? token()
    this.isSomebody = acting !== undefined || isServed
    this.glance = look({ endpoint, token: acting, certFile, milliseconds })
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

  /** Who the token is; nobody is asked without one, but the Hub in this process knows whom it serves. */
  async me(): Promise<string | undefined> {
    if (!this.isSomebody) return undefined
    const found = await this.glance.get("/api/whoami-v2")
    return isRecord(found) ? text(found["name"]).find(isId) : undefined
  }

  /** Slugs and titles of somebody's collections. */
  async collections(owner: string): Promise<ReadonlyArray<Named>> {
    const found = list(await this.glance.get(`/api/collections?${new URLSearchParams({ owner, limit: "100" })}`))
    return found.flatMap(({ slug, title }) => text(slug).map((value) => ({ value, help: text(title)[0] ?? "" })))
  }

  /** Object ids of what is in a collection. */
  async collectionItems(slug: string): Promise<ReadonlyArray<Named>> {
    const found = await this.glance.get(`/api/collections/${encodePath(slug)}`)
    return list(isRecord(found) ? found["items"] : undefined).flatMap(({ _id, id, type }) =>
      text(_id).map((value) => ({ value, help: [...text(type), ...text(id)].join(" ") }))
    )
  }

  /** Jobs of a namespace, the youngest first as the Hub lists them. */
  async jobs(namespace: string): Promise<ReadonlyArray<Named>> {
    const found = list(await this.glance.get(`/api/jobs/${encodeURIComponent(namespace)}`))
    return found.flatMap(({ dockerImage, id, spaceId, status }) =>
      text(id).map((value) => ({
        value,
        help: [...text(isRecord(status) ? status["stage"] : ""), ...text(dockerImage), ...text(spaceId)].join(" ")
      }))
    )
  }

  async scheduledJobs(namespace: string): Promise<ReadonlyArray<Named>> {
    const found = list(await this.glance.get(`/api/scheduled-jobs/${encodeURIComponent(namespace)}`))
    return found.flatMap(({ id, jobSpec, schedule }) =>
      text(id).map((value) => ({
        value,
        help: [...text(schedule), ...text(isRecord(jobSpec) ? jobSpec["dockerImage"] : "")].join(" ")
      }))
    )
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
