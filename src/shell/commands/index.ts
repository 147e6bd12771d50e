/** Every top-level command and the file it lives in, loaded when it is called. */
import type { Node } from "../spec/command.ts"

export const modules: Readonly<Record<string, () => Promise<{ readonly command: Node }>>> = {
  env: () => import("./env.ts"),
  version: () => import("./version.ts")
}
