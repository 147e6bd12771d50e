import { group } from "../spec/command.ts"
import { cancel } from "./jobs/cancel.ts"
import { inspect } from "./jobs/inspect.ts"
import { list } from "./jobs/list.ts"
import { logs } from "./jobs/logs.ts"
import { run } from "./jobs/run.ts"

export const command = group({ name: "jobs", help: "Run commands on the Hub's machines." }, [
  run,
  list,
  inspect,
  logs,
  cancel
])
