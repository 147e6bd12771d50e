/** What a command may ask for and fail with; `shell/run.ts` provides the one and `shell/failure.ts` explains the other. */
import type { HfError } from "../../domain/errors.ts"
import type { AddressUnavailable, HubStartError } from "../../hub/HubError.ts"
import type { Output } from "../../services/Output.ts"
import type { Prompt, PromptError } from "../../services/Prompt.ts"
import type { Settings } from "../../services/Settings.ts"
import type { Access } from "../Access.ts"
import type { Commands } from "../Commands.ts"
import type { Misuse } from "../Misuse.ts"
import type { RequestFailed } from "../RequestFailed.ts"
import type { Screen } from "../render/Screen.ts"
import type { Stopped } from "../repl/Stopped.ts"
import type { Shutdown } from "../Shutdown.ts"

/** `Screen` is for the shell, which runs commands of its own; all others say what they have to say by `Output`. */
export type CommandServices = Access | Commands | Output | Prompt | Screen | Settings | Shutdown

export type CommandError = HfError | PromptError | HubStartError | AddressUnavailable | Misuse | RequestFailed | Stopped
