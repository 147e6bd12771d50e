/** What the lines of a shell may fail with, and what they ask for. */
import type { CliApp } from "@effect/cli/CliApp"
import type { CommandError, CommandServices } from "../spec/Services.ts"
import type { Background } from "./background/Background.ts"
import type { Replaying } from "./recording/Replaying.ts"
import type { CurrentSession } from "./Session.ts"
import type { Ways } from "./Ways.ts"

export type Failure = CommandError

export type Needs = CommandServices | Background | CliApp.Environment | CurrentSession | Replaying | Ways
