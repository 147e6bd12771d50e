/** Every Python example of the guide of collections, as it stands there; and the Hub it speaks of. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { createClient } from "@libsql/client/sqlite3"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as HubApp from "../../src/hub/HubApp.ts"
import * as HubServer from "../../src/hub/HubServer.ts"

export const token = "hf_UsernameWriteTokenUsernameWrite0001"

const owners = ["TheBloke", "teknium", "AmeerH", "PostArchitekt", "gnomealone", "Crataco", "osanseviero"]
const publishers = ["coqui", "warp-ai", "lmsys"]

const accounts = {
  users: [
    { name: "username", tokens: [{ token, role: "write" }] },
    ...Array.from({ length: 6 }, (_, index) => ({ name: `fan${index}`, tokens: [] }))
  ],
  orgs: [...owners, ...publishers].map((name) => ({ name, members: [{ user: "username", role: "admin" }] }))
}

export const writeAccounts = (dir: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const path = join(dir, "accounts.json")
    await writeFile(path, JSON.stringify(accounts))
    return path
  })

/** In this process, over a socket. */
export const serve = (dataDir: string, accountsFile: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const services = yield* Layer.build(HubApp.layer({ dataDir, accountsFile }))
    const { url } = yield* Effect.provide(HubServer.serve({ drain: 0 }), services)
    return url
  }).pipe(Effect.orDie)

const post = async (url: string, body: unknown): Promise<{ readonly slug: string }> => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return answer.json() as Promise<{ readonly slug: string }>
}

const hermes = { type: "model", id: "TheBloke/OpenHermes-2.5-Mistral-7B-GGUF" }

/** Slug in the guide, title, upvotes. */
const holders = [
  ["teknium/quantized-models-6544690bb978e0b0f7328748", "Quantized Models", 5],
  ["AmeerH/function-calling-65560a2565d7a6ef568527af", "Function calling", 4],
  ["PostArchitekt/7bz-65479bb8c194936469697d8c", "7Bz", 3],
  ["gnomealone/need-to-test-652007226c6ce4cdacf9c233", "Need to test", 2],
  ["Crataco/favorite-7b-models-651944072b4fffcb41f8b568", "Favorite 7B models", 1],
  ["teknium/more-models-6544690bb978e0b0f7328749", "More models", 1],
  ["TheBloke/recent-models-64f9a55bb3115b4f513ec026", "Recent models", 0]
] as const

export const recent = {
  slug: "TheBloke/recent-models-64f9a55bb3115b4f513ec026",
  description:
    "Models I've recently quantized. Please note that currently this list has to be updated manually, and therefore is not guaranteed to be up-to-date."
}

/** What the guide finds on the Hub. The description there is longer than the Hub allows today. */
export const seed = (url: string): Effect.Effect<ReadonlyMap<string, string>> =>
  Effect.promise(async () => {
    const repos = [
      ["model", "TheBloke", "OpenHermes-2.5-Mistral-7B-GGUF"],
      ["model", "TheBloke", "U-Amethyst-20B-AWQ"],
      ["space", "coqui", "xtts"],
      ["model", "warp-ai", "wuerstchen"],
      ["space", "warp-ai", "wuerstchen"],
      ["dataset", "lmsys", "lmsys-chat-1m"]
    ]
    for (const [type, organization, name] of repos)
      await post(`${url}/api/repos/create`, {
        type,
        organization,
        name,
        ...(type === "space" ? { sdk: "static" } : {})
      })
    const ids = new Map<string, string>()
    for (const [slug, title] of holders) {
      const namespace = slug.split("/")[0]
      const description = slug === recent.slug ? { description: "Models" } : {}
      const made = await post(`${url}/api/collections`, { title, namespace, private: false, ...description })
      const item = slug.includes("recent") ? { type: "model", id: "TheBloke/U-Amethyst-20B-AWQ" } : hermes
      if (!slug.includes("more-models")) await post(`${url}/api/collections/${made.slug}/items`, { item })
      ids.set(slug, made.slug)
    }
    return ids
  })

const withDatabase = (
  dataDir: string,
  change: (sql: (text: string, ...args: ReadonlyArray<string | number>) => Promise<unknown>) => Promise<void>
) =>
  Effect.promise(async () => {
    const client = createClient({ url: pathToFileURL(join(dataDir, "hub.db")).href })
    await change((sql, ...args) => client.execute({ sql, args: [...args] }))
    client.close()
  })

const idOf = (slug: string): string => slug.slice(-24)

/** Gives a collection the id it has in the guide; while the Hub is down. */
export const rename = (dataDir: string, ids: ReadonlyMap<string, string>): Effect.Effect<void> =>
  withDatabase(dataDir, async (sql) => {
    for (const [wanted, made] of ids) {
      await sql("UPDATE collections SET id = ? WHERE id = ?", idOf(wanted), idOf(made))
      await sql("UPDATE collection_items SET collection_id = ? WHERE collection_id = ?", idOf(wanted), idOf(made))
    }
  })

/** Upvotes, colours and times as in the guide. */
export const age = (dataDir: string): Effect.Effect<void> =>
  withDatabase(dataDir, async (sql) => {
    for (const [slug, , upvotes] of holders)
      for (let index = 0; index < upvotes; index++)
        await sql("INSERT INTO collection_upvotes (collection_id, account_id) VALUES (?, ?)", idOf(slug), `fan${index}`)
    await sql(
      "UPDATE collections SET theme = 'green', description = ?, updated_at = '2023-10-02T22:56:48.632Z' WHERE id = ?",
      recent.description,
      idOf(recent.slug)
    )
  })

/** Types what stands behind `>>>` and `...`, as in a shell of Python. */
export const shell = `
import code, sys
console = code.InteractiveConsole()
for line in sys.argv[1].split("\\n"):
    if line.startswith(">>> ") or line.startswith("... "):
        if line.startswith(">>> ") and console.buffer:
            console.push("")
        console.push(line[4:])
if console.buffer:
    console.push("")
`

export const get = `
>>> from huggingface_hub import get_collection
>>> collection = get_collection("TheBloke/recent-models-64f9a55bb3115b4f513ec026")
>>> collection
>>> collection.items[0]
`

export const list = `
>>> from huggingface_hub import list_collections

>>> collections = list_collections(owner="teknium")
>>> for collection in collections:
...   print("Number of upvotes:", collection.upvotes)
`

/** Without the colon the guide has at the end of the first line: no Python reads that. */
export const filter = `
>>> collections = list_collections(item="models/TheBloke/OpenHermes-2.5-Mistral-7B-GGUF", sort="trending", limit=5)
>>> for collection in collections:
...   print(collection.slug)
`

export const create = `
>>> from huggingface_hub import create_collection

>>> collection = create_collection(
...     title="ICCV 2023",
...     description="Portfolio of models, papers and demos I presented at ICCV 2023",
... )
>>> collection.slug
>>> collection.title
>>> collection.owner
>>> collection.url
`

export const add = `
>>> from huggingface_hub import create_collection, add_collection_item

>>> collection = create_collection(title="OS Week Highlights - Sept 18 - 24", namespace="osanseviero")
>>> collection.slug

>>> add_collection_item(collection.slug, item_id="coqui/xtts", item_type="space")
>>> add_collection_item(
...     collection.slug,
...     item_id="warp-ai/wuerstchen",
...     item_type="model",
...     note="Würstchen is a new fast and efficient high resolution text-to-image architecture and model"
... )
>>> add_collection_item(collection.slug, item_id="lmsys/lmsys-chat-1m", item_type="dataset")
>>> add_collection_item(collection.slug, item_id="warp-ai/wuerstchen", item_type="space") # même item_id, item_type différent
`

export const highlights = "osanseviero/os-week-highlights-sept-18-24-650bfed7f795a59f491afb80"

export const note = `
>>> from huggingface_hub import get_collection, update_collection_item

# Récupérer la collection avec les éléments nouvellement ajoutés
>>> collection_slug = "osanseviero/os-week-highlights-sept-18-24-650bfed7f795a59f491afb80"
>>> collection = get_collection(collection_slug)

# Ajouter une note au dataset \`lmsys-chat-1m\`
>>> update_collection_item(
...     collection_slug=collection_slug,
...     item_object_id=collection.items[2].item_object_id,
...     note="This dataset contains one million real-world conversations with 25 state-of-the-art LLMs.",
... )
`

export const reorder = `
>>> from huggingface_hub import get_collection, update_collection_item

# Récupérer la collection
>>> collection_slug = "osanseviero/os-week-highlights-sept-18-24-650bfed7f795a59f491afb80"
>>> collection = get_collection(collection_slug)

# Réorganiser pour placer les deux éléments \`Wuerstchen\` ensemble
>>> update_collection_item(
...     collection_slug=collection_slug,
...     item_object_id=collection.items[3].item_object_id,
...     position=2,
... )
`

export const removeItem = `
>>> from huggingface_hub import get_collection, delete_collection_item

# Récupérer la collection
>>> collection_slug = "osanseviero/os-week-highlights-sept-18-24-650bfed7f795a59f491afb80"
>>> collection = get_collection(collection_slug)

# Supprimer le Space \`coqui/xtts\` de la liste
>>> delete_collection_item(collection_slug=collection_slug, item_object_id=collection.items[0].item_object_id)
`

export const remove = `
>>> from huggingface_hub import delete_collection
>>> collection = delete_collection("username/useless-collection-64f9a55bb3115b4f513ec026", missing_ok=True)
`
