/** Builds the binary before the tests that run it, unless it is newer than everything it is made from. */
export { ensureBuilt as setup } from "./support/Build.ts"
