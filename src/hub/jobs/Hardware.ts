/** Machines of the Hub, as people know them: what a job asked for, not what it gets here (Hub API). */
import type { JobHardware } from "../../domain/wire/Jobs.ts"

type Row = readonly [name: string, pretty: string, cpus: number, ram: number, disk: number, gpu: string, hourly: number]

const rows: ReadonlyArray<Row> = [
  ["cpu-basic", "CPU Basic", 2, 16, 50, "", 0.01],
  ["cpu-upgrade", "CPU Upgrade", 8, 32, 50, "", 0.03],
  ["cpu-performance", "CPU Performance", 32, 256, 1024, "", 1.9],
  ["cpu-xl", "CPU XL", 16, 124, 1000, "", 1],
  ["t4-small", "Nvidia T4 - small", 4, 15, 50, "1 T4 16", 0.4],
  ["t4-medium", "Nvidia T4 - medium", 8, 30, 100, "1 T4 16", 0.6],
  ["a10g-small", "Nvidia A10G - small", 4, 15, 110, "1 A10G 24", 1],
  ["a10g-large", "Nvidia A10G - large", 12, 46, 200, "1 A10G 24", 1.5],
  ["a10g-largex2", "2x Nvidia A10G - large", 24, 92, 1000, "2 A10G 48", 3],
  ["a10g-largex4", "4x Nvidia A10G - large", 48, 184, 2000, "4 A10G 96", 5],
  ["a100-large", "Nvidia A100 - large", 12, 142, 1000, "1 A100 80", 2.5],
  ["a100x4", "4x Nvidia A100", 48, 568, 4000, "4 A100 320", 10],
  ["a100x8", "8x Nvidia A100", 96, 1136, 8000, "8 A100 640", 20],
  ["l4x1", "1x Nvidia L4", 8, 30, 400, "1 L4 24", 0.8],
  ["l4x4", "4x Nvidia L4", 48, 186, 3200, "4 L4 96", 3.8],
  ["l40sx1", "1x Nvidia L40S", 8, 62, 380, "1 L40S 48", 1.8],
  ["l40sx4", "4x Nvidia L40S", 48, 382, 3200, "4 L40S 192", 8.3],
  ["l40sx8", "8x Nvidia L40S", 192, 1534, 6500, "8 L40S 384", 23.5],
  ["h200", "Nvidia H200", 23, 256, 3000, "1 H200 141", 5],
  ["h200x2", "2x Nvidia H200", 46, 512, 6000, "2 H200 282", 10],
  ["h200x4", "4x Nvidia H200", 92, 1024, 12_000, "4 H200 564", 20],
  ["h200x8", "8x Nvidia H200", 184, 2048, 24_000, "8 H200 1128", 40]
]

const record = ([name, prettyName, cpus, ram, disk, gpu, hourly]: Row): typeof JobHardware.Encoded => {
  const [quantity = "", model = "", vram = ""] = gpu.split(" ")
  return {
    name,
    prettyName,
    cpu: `${cpus} vCPU`,
    ram: `${ram} GB`,
    ephemeralStorage: `${disk} GB`,
    accelerator: gpu === "" ? null : { type: "gpu", model, quantity, vram: `${vram} GB`, manufacturer: "Nvidia" },
    unitCostMicroUSD: Math.round((hourly / 60) * 1e6),
    unitCostUSD: Math.round((hourly / 60) * 1e6) / 1e6,
    unitLabel: "minute"
  }
}

export const all = rows.map(record)

/** What a job finds in its environment about the machine it asked for. */
export const environment = (flavor: string): Readonly<Record<string, string>> => {
  const row = rows.find(([name]) => name === flavor)
  return {
    ACCELERATOR: row === undefined || row[5] === "" ? "none" : flavor,
    ...(row === undefined ? {} : { CPU_CORES: String(row[2]), MEMORY: `${row[3]}Gi` })
  }
}
