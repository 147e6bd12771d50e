/** `datasets/org/name` where a repo id stands means `org/name --type dataset` (huggingface_hub 2.0.0). */
import type { LeafRow } from "../spec/Row.ts"

/** By the prefix that stands for each. */
export const types: Readonly<Record<string, string>> = {
  models: "model",
  datasets: "dataset",
  spaces: "space",
  kernels: "kernel"
}

export interface Rewritten {
  readonly positionals: ReadonlyArray<string>
  /** The type the prefixes ask for, when there are any. */
  readonly type?: string
  readonly problem?: string
}

/** The option that holds the repo type, by the name every command gives it. */
export const typeKey = "type"

/** Takes prefixes off the positionals of `leaf` that hold repo ids; `explicit` tells that the type was given as well. */
export const rewrite = (leaf: LeafRow, positionals: ReadonlyArray<string>, explicit: boolean): Rewritten => {
  if (!leaf.options.some((option) => option.key === typeKey)) return { positionals }
  const out = [...positionals]
  let first: string | undefined
  for (const [i, arg] of leaf.args.entries()) {
    const text = out[i]
    if (!arg.repoId || text === undefined) continue
    const parts = text.split("/")
    const prefix = parts[0] ?? ""
    if (parts.length < 3 || !Object.hasOwn(types, prefix)) continue
    if (explicit) {
      return {
        positionals,
        problem: `Ambiguous repo type: got prefix '${prefix}/' in repo ID and explicit --type. Use one or the other.`
      }
    }
    if (first !== undefined && first !== prefix) {
      return { positionals, problem: `Conflicting repo type prefixes: '${first}/' and '${prefix}/'.` }
    }
    first = prefix
    out[i] = parts.slice(1).join("/")
  }
  const type = first === undefined ? undefined : types[first]
  return type === undefined ? { positionals } : { positionals: out, type }
}
