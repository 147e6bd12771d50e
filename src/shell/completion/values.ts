/** Values that are not in the command table: from the cache, and where that has none from the Hub. */
import type { Glance, GlanceOptions } from "../../layers/http/Glance.ts"
import { harmless } from "../render/paint.ts"
import type { Meaning } from "../spec/Row.ts"
import { type CachedRepo, commitOf, listing, Reading, tokenNames } from "./cached.ts"
import type { Candidate, Wanted } from "./candidates.ts"
import { isFit } from "./quoting.ts"
import type { Named, Remote, RemoteRef } from "./remote.ts"
import { isId, type Place, placeOf, type Repo, repoOf, scheme, typed } from "./spelling.ts"
import { type Environment, read, type Surroundings } from "./surroundings.ts"

export interface Values {
  readonly candidates: ReadonlyArray<Candidate>
  readonly stuck: boolean
}

/** How far a search goes. Absent: as for one press of Tab in a shell outside. */
export interface Reach {
  /** The Hub where the environment names none: one in this process, which `look` has to know. */
  readonly endpoint?: URL
  /** Looks at the Hub. */
  readonly look?: (options: GlanceOptions) => Glance
  /** Milliseconds the cache on disk may take: nothing else happens meanwhile. */
  readonly patience?: number
  /** Asks the Hub also where the cache knows something. */
  readonly thorough?: boolean
}

/** A value that begins with the word, and what is said of it. */
interface Value {
  readonly value: string
  readonly help?: string
}

type Found = ReadonlyArray<Value>

/** Each value once, the first of its kind. */
const union = (...all: ReadonlyArray<Found>): Found =>
  [
    ...new Map(
      all
        .flat()
        .reverse()
        .map((each) => [each.value, each])
    ).values()
  ].reverse()

/** More than anybody reads. */
const most = 200

class Search {
  private readonly reading: Reading
  private remote: Remote | undefined
  private readonly surroundings: Surroundings
  private readonly cacheDir: string
  private readonly wanted: Wanted
  private readonly reach: Reach

  constructor(wanted: Wanted, surroundings: Surroundings, reach: Reach) {
    this.wanted = wanted
    this.surroundings = surroundings
    this.reach = reach
    this.reading = new Reading(reach.patience ?? surroundings.milliseconds)
    const given = wanted.line.options.get("cache-dir")
    this.cacheDir = given === undefined ? surroundings.cacheDir : surroundings.path(given)
  }

  get stuck(): boolean {
    return this.remote?.stuck === true
  }

  /** The Hub, loaded when it is first asked; `undefined` when nobody may be. */
  private async hub(): Promise<Remote | undefined> {
    const endpoint = this.surroundings.endpoint ?? this.reach.endpoint
    const { line } = this.wanted
    if (endpoint === undefined || line.local) return undefined
    const { Remote } = await import("./remote.ts")
    this.remote ??= new Remote(
      { ...this.surroundings, endpoint },
      line.options.get("token")?.trim() || undefined,
      this.reach.look,
      this.reach.endpoint !== undefined
    )
    return this.remote
  }

  private cached({ id, type }: Repo): CachedRepo | undefined {
    return this.reading.repos(this.cacheDir).find((each) => each.type === type && each.id === id)
  }

  async find(meaning: Meaning): Promise<Found> {
    const { line, word } = this.wanted
    switch (meaning) {
      case "repo":
        return word.startsWith(scheme) && line.options.has("type") ? [] : this.repos(word, line.options.get("type"))
      case "place":
        return this.repos(word, undefined)
      case "cached":
        return this.targets(word)
      case "revision": {
        const address = line.positionals.some((each) => each.startsWith(scheme))
        const place = address ? undefined : repoOf(line)
        return place === undefined ? [] : this.revisions(place.repo, word)
      }
      case "branch":
      case "tag": {
        const place = repoOf(line)
        const refs = place === undefined ? [] : await this.remoteRefs(place.repo, word)
        return refs.filter(({ kind }) => kind === meaning).map(({ name }) => ({ value: name }))
      }
      case "repoFile": {
        const place = repoOf(line)
        if (place === undefined || place.path) return []
        const named = new Set(line.positionals)
        return (await this.files(place, word)).filter(({ value }) => !named.has(value))
      }
      case "tokenName":
        return tokenNames(this.surroundings.storedTokensPath).map((value) => ({ value }))
      case "collection":
        return this.owned(word, (remote, owner) => remote.collections(owner), true)
      case "collectionItem": {
        const slug = line.positionals[0]?.replace(/^.*\/collections\//, "")
        return slug === undefined || !/^[\w.-]+\/[\w.-]+$/.test(slug)
          ? []
          : ((await (await this.hub())?.collectionItems(slug)) ?? [])
      }
      case "job":
        return this.owned(word, (remote, owner) => remote.jobs(owner), false)
      case "scheduledJob":
        return this.owned(word, (remote, owner) => remote.scheduledJobs(owner), false)
      case "file":
      case "dir":
        return []
    }
  }

  /**
   * What belongs to somebody: whoever stands before the `/` of the word, or is named by `--namespace`, or oneself. `whole`: the
   * values begin with their owner as they are.
   */
  private async owned(
    word: string,
    list: (remote: Remote, owner: string) => Promise<ReadonlyArray<Named>>,
    whole: boolean
  ): Promise<Found> {
    const remote = await this.hub()
    if (remote === undefined) return []
    const slash = word.indexOf("/")
    const typed = slash === -1 ? undefined : word.slice(0, slash)
    const owner = typed ?? this.wanted.line.options.get("namespace") ?? (await remote.me())
    if (owner === undefined || !isId(owner)) return []
    const found = await list(remote, owner)
    return whole || typed === undefined ? found : found.map(({ help, value }) => ({ value: `${typed}/${value}`, help }))
  }

  /** Repositories, and in an address (`hf://…`) also its revision and path. */
  private async repos(word: string, explicit: string | undefined): Promise<Found> {
    const place = placeOf(word)
    if (place?.path !== undefined) {
      const ahead = word.slice(0, word.length - place.path.length)
      return (await this.files(place, place.path)).map(({ value }) => ({ value: ahead + value }))
    }
    if (place?.revision !== undefined) return this.addressed(word, place)
    const name = typed(word, explicit)
    if (name === undefined) return []
    const spelled = (repos: ReadonlyArray<Repo>) =>
      repos.flatMap((repo) => {
        const rest = name.spell(repo)
        return rest?.startsWith(name.start) ? [{ value: name.ahead + rest }] : []
      })
    const here = spelled(this.reading.repos(this.cacheDir))
    if ((here.length > 0 && !this.reach.thorough) || name.start === "") return here
    const type = name.type ?? "model"
    const ids = (await (await this.hub())?.search(type, name.start)) ?? []
    return union(here, spelled(ids.map((id) => ({ type, id }))))
  }

  /** `hf://org/name@` and the beginning of a revision. */
  private async addressed(word: string, { repo, revision = "" }: Place): Promise<Found> {
    const ahead = word.slice(0, word.indexOf("@") + 1)
    const found = await this.revisions(repo, revision)
    return found.map(({ help, value }) => {
      const one = /^refs\/(?:pr|convert)\//.test(value) ? value : value.replaceAll("/", "%2F")
      return { value: ahead + one, ...(help === undefined ? {} : { help }) }
    })
  }

  private async remoteRefs(repo: Repo, start: string): Promise<ReadonlyArray<RemoteRef>> {
    // There may be thousands of pull requests: they are asked for by whoever begins to type one.
    const pullRequests = start !== "" && ("refs/pr/".startsWith(start) || start.startsWith("refs/pr/"))
    return (await (await this.hub())?.refs(repo, pullRequests)) ?? []
  }

  private async revisions(repo: Repo, start: string): Promise<Found> {
    const folder = this.cached(repo)
    const here = folder === undefined ? [] : this.cachedRevisions(folder).filter(({ value }) => value.startsWith(start))
    if (here.length > 0 && !this.reach.thorough) return here
    const refs = await this.remoteRefs(repo, start)
    return union(
      here,
      refs.map(({ kind, name }) => ({ value: name, help: kind })).filter(({ value }) => value.startsWith(start))
    )
  }

  private cachedRevisions(repo: CachedRepo): Found {
    const refs = this.reading.refs(repo)
    const names = (commit: string) => refs.flatMap((ref) => (ref.commit === commit ? [ref.name] : []))
    return [
      ...refs.map(({ commit, name }) => ({ value: name, help: `cached, ${commit.slice(0, 7)}` })),
      ...this.reading.commits(repo).map(({ commit, day }) => ({
        value: commit,
        help: ["cached", ...names(commit), day].join(", ")
      }))
    ]
  }

  /** What `hf cache rm` and its kin take; hashes for those who begin to type one. */
  private targets(word: string): Found {
    const repos = this.reading.repos(this.cacheDir)
    if (word.startsWith(scheme)) return repos.map(({ id, type }) => ({ value: `${scheme}${type}s/${id}` }))
    const keys = repos.map(({ id, type }) => ({ value: `${type}/${id}` }))
    if (!/^[0-9a-f]+$/.test(word)) return keys
    const hashes = repos.flatMap((repo) =>
      this.reading.commits(repo).map(({ commit, day }) => ({ value: commit, help: `${repo.type}/${repo.id}, ${day}` }))
    )
    return [...keys, ...hashes]
  }

  /** Names in one folder of a revision: the cached listing if there is one, else the cached files, then the Hub's. */
  private async files({ repo, revision = "main" }: Place, word: string): Promise<Found> {
    const path = word.slice(0, word.lastIndexOf("/") + 1)
    const strange = [...path.split("/").slice(0, -1), ...revision.split("/")].some((each) => /^\.{0,2}$/.test(each))
    if (strange || !isId(repo.id)) return []
    const values = (names: Iterable<string>) =>
      [...new Set(names)].filter((name) => !/^\.{1,2}\/?$/.test(name)).map((name) => ({ value: path + name }))
    const folder = this.cached(repo)
    const commit = folder === undefined ? undefined : commitOf(folder, revision)
    if (folder === undefined || commit === undefined) return values(await this.remoteFiles(repo, revision, path))
    const all = listing(folder, commit)
    if (all !== undefined) {
      const below = all.filter((file) => file.startsWith(path)).map((file) => file.slice(path.length))
      return values(below.map((rest) => rest.slice(0, rest.includes("/") ? rest.indexOf("/") + 1 : undefined)))
    }
    const here = this.reading.snapshot(folder, commit, path)
    return values([...here, ...(await this.remoteFiles(repo, revision, path))])
  }

  private async remoteFiles(repo: Repo, revision: string, path: string): Promise<ReadonlyArray<string>> {
    return (await (await this.hub())?.files(repo, revision, path)) ?? []
  }
}

/** Candidates for what `wanted` asks for; never fails, and never takes much longer than a second. */
export const values = async (wanted: Wanted, env: Environment, reach: Reach = {}): Promise<Values> => {
  const { ahead, meaning, word } = wanted
  if (meaning === "place" && !word.startsWith(scheme))
    return { candidates: [{ type: "file", value: ahead + word, help: "" }], stuck: false }
  const search = new Search(wanted, read(env), reach)
  const found = (await search.find(meaning))
    .filter(({ value }) => value.startsWith(word) && isFit(value))
    .slice(0, most)
    .map(({ help = "", value }): Candidate => ({ type: "plain", value: ahead + value, help: harmless(help) }))
  return { candidates: found, stuck: search.stuck }
}
