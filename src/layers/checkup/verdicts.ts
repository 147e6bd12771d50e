import type { Verdict } from "../../services/Checkup.ts"

const make =
  (verdict: Verdict["verdict"]) =>
  (check: string, detail: string, remedy?: string): Verdict => ({ check, verdict, detail, remedy })

export const ok = make("ok")
export const warning = make("warning")
export const failed = make("failed")
export const skipped = make("skipped")
