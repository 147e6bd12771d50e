/** Version of this package; a test holds it against package.json. */
export const version = "0.1.0"

/** What `hf version` answers: kept here because it is answered before Effect is loaded, too. */
export const versionLabel = "hf version"
export const versionEntries = [["version", version]] as const
