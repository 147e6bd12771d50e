/** What a command may ask for and fail with; `shell/run.ts` provides the one and explains the other. */
import type { HfError } from "../../domain/errors.ts"
import type { Output } from "../../services/Output.ts"
import type { Settings } from "../../services/Settings.ts"

export type CommandServices = Output | Settings

export type CommandError = HfError
