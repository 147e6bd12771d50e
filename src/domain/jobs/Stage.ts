/** Where a job is. */
import * as Open from "../Open.ts"

/** Stages the Hub is known to answer. */
export const stages = ["SCHEDULING", "RUNNING", "UPDATING", "COMPLETED", "ERROR", "CANCELED", "DELETED"] as const
export type Stage = (typeof stages)[number]

const open = Open.make(stages)

/** What an answer may say: a stage, or one that a newer Hub knows. */
export const ReportedStage = open.schema
export type ReportedStage = Open.Reported<Stage>

/** `running` → `RUNNING`: the Hub spells them in capitals. */
export const parse = (text: string): ReportedStage => open.of(text.toUpperCase())

export type TerminalStage = "COMPLETED" | "ERROR" | "CANCELED" | "DELETED"

/** Nothing comes after it. */
export const isTerminal = (stage: ReportedStage): stage is TerminalStage =>
  stage === "COMPLETED" || stage === "ERROR" || stage === "CANCELED" || stage === "DELETED"
