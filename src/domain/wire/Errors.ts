/** How the Hub says no: header `X-Error-Code`, header `X-Error-Message`, body `{"error": …}` (Hub API). */

/** Codes that clients branch on. */
export const errorCodes = ["RepoNotFound", "RevisionNotFound", "EntryNotFound", "GatedRepo"] as const

/** Texts clients compare to the letter. */
export const messages = {
  badToken: "Invalid credentials in Authorization header",
  anonymous: "Invalid username or password.",
  repoNotFound: "Repository not found",
  entryNotFound: "Entry not found",
  disabled: "Access to this resource is disabled."
} as const
