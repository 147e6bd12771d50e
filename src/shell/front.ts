/** What is answered without Effect: completion, help, usage errors, `version`. Everything else is handed on as a {@link Run}. */

import { version } from "../domain/Version.ts"
import type { Extension, Run } from "./argv/Plan.ts"
import { plan } from "./argv/planner.ts"
import { find as findExtension } from "./extension.ts"
import { help } from "./help/help.ts"
import { result } from "./render/block.ts"
import { harmless, paint, redact } from "./render/paint.ts"
import { table } from "./table.ts"
import { versionEntries, versionLabel } from "./version.ts"

/** What the front needs to know of the process it runs in. */
export interface Host {
  readonly words: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly columns: number | undefined
  readonly color: boolean
}

/** Text for the two streams and the exit code. */
export interface Answer {
  readonly _tag: "Answer"
  readonly stdout: string
  readonly stderr: string
  readonly code: number
  /** The process must not wait for what it still has open: it may never end. */
  readonly stuck?: boolean
}

const answer = (stdout: string, stderr = "", code = 0): Answer => ({ _tag: "Answer", stdout, stderr, code })

const isVersion = (run: Run): boolean =>
  run.path.length === 1 && run.path[0] === "version" && run.warnings.length === 0 && !run.auto

/** The program of an extension, and what it is called with. */
export interface Dispatch {
  readonly _tag: "Dispatch"
  readonly program: string
  readonly extension: Extension
}

export const front = async (host: Host): Promise<Answer | Dispatch | Run> => {
  if (host.env["_HF_COMPLETE"]) {
    const { respond } = await import("./completion/protocol.ts")
    const { stuck, text } = await respond(table, host.env)
    return { ...answer(text), stuck }
  }
  const planned = plan(table, host.words)
  switch (planned._tag) {
    case "Version":
      return answer(`${version}\n`)
    case "Help": {
      const text = help(planned.row, planned.typed, host.columns)
      return planned.asked ? answer(text) : answer("", text, 2)
    }
    case "UsageError": {
      const { extension } = planned
      const program = extension === undefined ? undefined : findExtension(extension.name, host.env)
      if (extension !== undefined && program !== undefined) return { _tag: "Dispatch", program, extension }
      return answer("", redact(harmless(planned.text)), 2)
    }
    case "Completion": {
      const { install, show } = await import("./completion/install.ts")
      const done = planned.action === "show" ? show(host.env) : install(host.env)
      return "text" in done ? answer(done.text) : answer("", `Error: ${done.problem}\n`, 1)
    }
    case "Run":
      return isVersion(planned)
        ? answer(`${result(planned.mode, "", versionLabel, versionEntries, paint(host.color)) ?? ""}\n`)
        : planned
  }
}
