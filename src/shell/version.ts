import { version } from "../domain/Version.ts"

export { version }

/** What `hf version` answers: kept here because it is answered before Effect is loaded, too. */
export const versionLabel = "hf version"
export const versionEntries = [["version", version]] as const
