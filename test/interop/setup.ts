import type { TestProject } from "vitest/node"
import * as Peers from "./Peers.ts"

declare module "vitest" {
  export interface ProvidedContext {
    /** The Python peers' `bin` folder, or `undefined` when they cannot be had. */
    readonly peers: string | undefined
  }
}

export default async (project: TestProject): Promise<void> => {
  project.provide("peers", await Peers.install())
}
