/**
 * The command tree as data, made from the command files themselves. The build replaces this module by its own result, so
 * that the binary has the data without loading the commands (scripts/build.ts).
 */
import { modules } from "./commands/index.ts"
import { root } from "./spec/root.ts"

const loaded = await Promise.all(Object.values(modules).map((load) => load()))

export const table = root(loaded.map(({ command }) => command.row))
