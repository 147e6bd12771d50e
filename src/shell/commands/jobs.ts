import { group } from "../spec/command.ts"
import { cancel } from "./jobs/cancel.ts"
import { hardware } from "./jobs/hardware.ts"
import { inspect } from "./jobs/inspect.ts"
import { labels } from "./jobs/labels.ts"
import { list } from "./jobs/list.ts"
import { logs } from "./jobs/logs.ts"
import { run } from "./jobs/run.ts"
import { scheduled } from "./jobs/scheduled.ts"
import { ssh } from "./jobs/ssh.ts"
import { stats } from "./jobs/stats.ts"
import { uvCommand } from "./jobs/uv.ts"
import { wait } from "./jobs/wait.ts"

export const command = group({ name: "jobs", help: "Run commands on the Hub's machines." }, [
  run,
  list,
  inspect,
  logs,
  stats,
  hardware,
  cancel,
  wait,
  labels,
  ssh,
  uvCommand,
  scheduled
])
