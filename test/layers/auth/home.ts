/** A temporary HF_HOME for the scope. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { SettingsShape } from "../../../src/services/Settings.ts"

export const home = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "hf-home-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

export const within = (folder: string): Partial<SettingsShape> => ({
  home: folder,
  tokenPath: join(folder, "token"),
  storedTokensPath: join(folder, "stored_tokens"),
  environmentToken: Option.none(),
  disableImplicitToken: false
})
