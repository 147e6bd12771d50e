import { version } from "../domain/Version.ts"

/** What `hf version` answers: apart from its command because it is answered before Effect is loaded, too. */
export const versionLabel = "hf version"
export const versionEntries = [["version", version]] as const
