/** What a job's processes use, from the kernel's own counters (Linux; elsewhere nothing is known). */
import { readdir, readFile } from "node:fs/promises"
import { totalmem } from "node:os"
import * as Effect from "effect/Effect"

interface Usage {
  /** Processor time so far, in ticks of a hundredth of a second. */
  readonly ticks: number
  readonly memory: number
}

const page = 4096

/** The group's processes are those of its session: the leader began one. */
const sum = async (session: number): Promise<Usage> => {
  let ticks = 0
  let memory = 0
  const names = await readdir("/proc").catch(() => [])
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, "latin1").catch(() => "")
    // The program's name stands in brackets and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    if (Number(fields[3]) !== session) continue
    ticks += Number(fields[11]) + Number(fields[12])
    memory += Number(fields[21]) * page
  }
  return { ticks, memory }
}

const of = (session: number): Effect.Effect<Usage> => Effect.promise(() => sum(session))

/** One event for a second in which `before` became what is now. */
export const sample = (session: number, before: Usage | undefined, millis: number) =>
  Effect.map(of(session), (usage) => {
    const used = before === undefined ? 0 : Math.max(0, usage.ticks - before.ticks) * 10
    const millicores = Math.round((used / millis) * 1000)
    return {
      usage,
      event: {
        cpu_usage_pct: Math.round(millicores / 10),
        cpu_millicores: millicores,
        memory_used_bytes: usage.memory,
        memory_total_bytes: totalmem(),
        rx_bps: 0,
        tx_bps: 0,
        gpus: null,
        replica: "0"
      }
    }
  })
