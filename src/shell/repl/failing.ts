/** How a failure is told inside the shell: as outside, and with what can be done about it here. */
import * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import { explain, type Told } from "../failure.ts"
import type { Failure } from "./Failure.ts"

const isTimeOut = (error: Failure): boolean =>
  error._tag === "RequestFailed" ? isTimeOut(error.error) : error._tag === "TimedOut"

/** In words for people; an interruption is none of ours. */
export const told = (cause: Cause.Cause<Failure>): Told => {
  const { code, lines } = explain(cause, undefined, false)
  const hints = Option.exists(Cause.failureOption(cause), isTimeOut)
    ? ["Hint: In this shell: set timeout 60s, or with timeout 60s { … } for some commands."]
    : []
  return { code, lines: [...lines, ...hints] }
}
