/** Every top-level command and the file it lives in, loaded when it is called. */
import type { Node } from "../spec/command.ts"

export const modules: Readonly<Record<string, () => Promise<{ readonly command: Node }>>> = {
  auth: () => import("./auth.ts"),
  cache: () => import("./cache/index.ts"),
  collections: () => import("./collections/index.ts"),
  cp: () => import("./cp.ts"),
  download: () => import("./download.ts"),
  endpoints: () => import("./endpoints.ts"),
  hub: () => import("./hub.ts"),
  jobs: () => import("./jobs.ts"),
  "repo-files": () => import("./repoFiles.ts"),
  repos: () => import("./repos.ts"),
  upload: () => import("./upload.ts"),
  "upload-large-folder": () => import("./uploadLargeFolder.ts"),
  shell: () => import("./shell.ts"),
  doctor: () => import("./doctor.ts"),
  env: () => import("./env.ts"),
  version: () => import("./version.ts")
}
