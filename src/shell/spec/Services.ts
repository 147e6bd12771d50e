/** What a command may ask for and fail with; `shell/run.ts` provides the one and `shell/failure.ts` explains the other. */
import type { HfError } from "../../domain/errors.ts"
import type { Output } from "../../services/Output.ts"
import type { Prompt, PromptError } from "../../services/Prompt.ts"
import type { Settings } from "../../services/Settings.ts"

export type CommandServices = Output | Prompt | Settings

export type CommandError = HfError | PromptError
