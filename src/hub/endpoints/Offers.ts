/** What this Hub says can be deployed, and on what: a small excerpt of the real lists. Nothing of it costs anything here. */
import type { Compute, Providers } from "../../domain/wire/Endpoints.ts"

interface Size {
  readonly accelerator: string
  readonly type: string
  readonly architecture: string
  readonly count: number
  readonly cpus: number
  readonly memory: number
  readonly gpuMemory?: number
  readonly price: number
}

const sizes: ReadonlyArray<Size> = [
  ...[1, 2, 4, 8, 16].map((count) => ({
    accelerator: "cpu",
    type: "intel-icl",
    architecture: "Intel Ice Lake",
    count,
    cpus: count,
    memory: 2 * count,
    price: 0.032 * count
  })),
  ...[1, 4].map((count) => ({
    accelerator: "gpu",
    type: "nvidia-l4",
    architecture: "Nvidia L4",
    count,
    cpus: count * 7,
    memory: count * 30,
    gpuMemory: count * 24,
    price: count === 1 ? 0.8 : 3.8
  })),
  ...[1, 8].map((count) => ({
    accelerator: "gpu",
    type: "nvidia-a10g",
    architecture: "Nvidia A10G",
    count,
    cpus: count * 6,
    memory: count * 30,
    gpuMemory: count * 24,
    price: count
  }))
]

const quota = 16

const compute =
  (vendor: string, region: string, used: ReadonlyMap<string, number>) =>
  (size: Size): Compute => ({
    id: `${vendor}-${region}-${size.type}-x${size.count}`,
    accelerator: size.accelerator,
    numAccelerators: size.count,
    numCpus: size.cpus,
    memoryGb: size.memory,
    ...(size.gpuMemory === undefined ? {} : { gpuMemoryGb: size.gpuMemory }),
    instanceType: size.type,
    instanceSize: `x${size.count}`,
    architecture: size.architecture,
    status: "available",
    pricePerHour: Number(size.price.toFixed(3)),
    quota: { maxAccelerators: quota, usedAccelerators: used.get(size.type) ?? 0 }
  })

const places = [
  ["aws", ["us-east-1", "eu-west-1"]],
  ["gcp", ["us-east4"]]
] as const

/** `used`: how many accelerators of a type the namespace has at work. */
export const providers = (used: ReadonlyMap<string, number>): typeof Providers.Encoded => ({
  vendors: places.map(([vendor, regions]) => ({
    name: vendor,
    status: "available",
    regions: regions.map((region) => ({
      name: region,
      label: region,
      status: "available",
      computes: sizes.map(compute(vendor, region, used))
    }))
  }))
})

/** Accelerators of one replica: `x4` has 4. */
export const accelerators = (instanceSize: string): number => Number(/^x(\d+)$/.exec(instanceSize)?.[1] ?? 1)

/** Models that can be deployed although this Hub does not have them: nothing is loaded anyway. */
export const catalog: ReadonlyArray<string> = [
  "openai/gpt-oss-120b",
  "openai/gpt-oss-20b",
  "openai-community/gpt2",
  "meta-llama/Llama-3.2-1B-Instruct",
  "Qwen/Qwen2.5-7B-Instruct",
  "BAAI/bge-base-en-v1.5",
  "sentence-transformers/all-MiniLM-L6-v2"
]

/** `gpt2` is the old name of a model of the catalog. */
export const inCatalog = (repository: string): boolean => catalog.includes(repository) || repository === "gpt2"
