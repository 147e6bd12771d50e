/**
 * Joins the chunks of the binary that are loaded together anyway. esbuild makes one for each set of commands that share something,
 * most of a kilobyte or two, and Node takes half a millisecond to find, read and link each (measured on Node 20).
 */
import { basename, isAbsolute } from "node:path"
import { type GetModuleInfo, rollup } from "rollup"

/** The chunks that come with `start`, itself included; with `onDemand` also those that may come later, but by way of `but`. */
const closure = (infoOf: GetModuleInfo, start: string, onDemand?: { readonly but: string }): ReadonlySet<string> => {
  const found = new Set<string>()
  const visit = (id: string): void => {
    const info = infoOf(id)
    if (found.has(id) || info === null || info.isExternal || id === onDemand?.but) return
    found.add(id)
    for (const imported of info.importedIds) visit(imported)
    if (onDemand !== undefined) for (const imported of info.dynamicallyImportedIds) visit(imported)
  }
  visit(start)
  return found
}

/** Esbuild names a chunk that is imported on demand after its source file. */
const chunkOf = (ids: ReadonlyArray<string>, source: string): string => {
  const [found, ...others] = ids.filter((id) => basename(id).startsWith(`${source}-`))
  if (found === undefined || others.length > 0) throw new Error(`no chunk, or several, of ${source}.ts`)
  return found
}

/**
 * From the folder `from` to `to`: `front` has what answers without Effect and is loaded for every word, `instant` what the first
 * prompt of `hf shell` needs beyond that, `core` what all commands need. All else stays as it is; so does what Tab and the like
 * load without a command: they must not bring all of Effect.
 */
export const join = async (from: string, to: string): Promise<void> => {
  const entry = `${from}/hf.js`
  const chunks = await rollup({
    input: entry,
    external: (id) => !id.startsWith(".") && !isAbsolute(id),
    treeshake: false
  })
  const groups = new Map<string, string>()
  const group = (nameOf: (id: string) => string, ids: ReadonlySet<string>): void => {
    for (const id of ids) if (id !== entry && !groups.has(id)) groups.set(id, nameOf(id))
  }
  await chunks.write({
    dir: to,
    format: "esm",
    compact: true,
    entryFileNames: "hf.js",
    chunkFileNames: "chunks/[name]-[hash].js",
    hoistTransitiveImports: false,
    manualChunks: (id, { getModuleIds, getModuleInfo }) => {
      if (groups.size === 0) {
        const ids = [...getModuleIds()]
        const runMain = chunkOf(ids, "runMain")
        group(() => "front", closure(getModuleInfo, entry))
        group(() => "front", closure(getModuleInfo, chunkOf(ids, "front")))
        group(() => "instant", closure(getModuleInfo, chunkOf(ids, "instant")))
        // Said of each, because what is said of nothing goes with whoever imports it.
        group((id) => basename(id, ".js"), closure(getModuleInfo, entry, { but: runMain }))
        group(() => "core", closure(getModuleInfo, runMain))
      }
      return groups.get(id)
    }
  })
  await chunks.close()
}
