import * as Effect from "effect/Effect"
import { endpointHardware, type HardwareFilter, isDeployable, matches } from "../../../programs/endpoints/hardware.ts"
import type { Hardware } from "../../../services/Endpoints.ts"
import { Output } from "../../../services/Output.ts"
import { withHub } from "../../Access.ts"
import { leaf } from "../../spec/command.ts"
import * as opt from "../../spec/opt.ts"
import * as shared from "../params.ts"
import * as params from "./params.ts"

const columns = [
  "vendor",
  "region",
  "accelerator",
  "instance_type",
  "instance_size",
  "memory_gb",
  "gpu_memory_gb",
  "price_per_hour",
  "quota",
  "status"
] as const

/** All of it is there in JSON; tables show the columns above. */
const rowOf = ({ quota, ...each }: Hardware) => ({
  id: each.id,
  vendor: each.vendor,
  region: each.region,
  accelerator: each.accelerator,
  instance_type: each.instanceType,
  instance_size: each.instanceSize,
  architecture: each.architecture,
  num_accelerators: each.numAccelerators,
  ...(each.numCpus == null ? {} : { num_cpus: each.numCpus }),
  memory_gb: each.memoryGb,
  ...(each.gpuMemoryGb == null ? {} : { gpu_memory_gb: each.gpuMemoryGb }),
  price_per_hour: each.pricePerHour,
  status: each.status,
  max_accelerators: quota.maxAccelerators,
  used_accelerators: quota.usedAccelerators,
  quota: `${quota.usedAccelerators}/${quota.maxAccelerators}`
})

const example = (each: Hardware): string =>
  `Deploy on one of these, e.g.: hf endpoints deploy my-endpoint --repo <repo> --framework <framework> --vendor ${each.vendor} --region ${each.region} --accelerator ${each.accelerator} --instance-type ${each.instanceType} --instance-size ${each.instanceSize}`

const flags = [
  ["--vendor", "vendor"],
  ["--region", "region"],
  ["--accelerator", "accelerator"],
  ["--instance-type", "instanceType"]
] as const

/** What helps whoever sees nothing, or nothing of use. */
const hint = (all: ReadonlyArray<Hardware>, filter: HardwareFilter, shown: ReadonlyArray<Hardware>): string => {
  const usable = shown.find(isDeployable)
  if (usable !== undefined) return example(usable)
  if (shown.length > 0) return "None of these can be deployed on right now, see the QUOTA and STATUS columns."
  if (all.some((each) => matches(each, filter)))
    return "Use '--all' to also show hardware that cannot be deployed on right now."
  const unknown = flags.flatMap(([flag, key]) => {
    const value = filter[key]
    if (value === undefined || all.some((each) => matches(each, { [key]: value }))) return []
    return [`${flag} '${value}' (valid: ${[...new Set(all.map((each) => each[key]))].sort().join(", ")})`]
  })
  return unknown.length > 0
    ? `No such hardware: ${unknown.join("; ")}.`
    : "No hardware matches all of these filters at once. Try dropping one."
}

export const hardwareCommand = leaf(
  {
    name: "hardware",
    help: "List the hardware to deploy on, with its price in USD per replica and hour.\n\nOnly what the namespace can deploy on right now; --all shows the rest, too.",
    params: {
      namespace: params.namespace,
      vendor: opt.text(["--vendor"], { help: "Only of this cloud, such as `aws`." }),
      region: opt.text(["--region"], { help: "Only in this region, such as `us-east-1`." }),
      accelerator: opt.text(["--accelerator"], { help: "Only with this accelerator: `cpu`, `gpu`, `neuron` …" }),
      instanceType: opt.text(["--instance-type"], { help: "Only of this type, such as `nvidia-l4`." }),
      all: opt.flag(["-a", "--all"], { help: "Also what is unavailable, deprecated or beyond the quota." }),
      token: shared.token
    },
    examples: ["hf endpoints hardware", "hf endpoints hardware --vendor aws --accelerator gpu"]
  },
  ({ accelerator, all, instanceType, namespace, region, token, vendor }) =>
    Effect.gen(function* () {
      const output = yield* Output
      const found = yield* withHub(token, endpointHardware(yield* params.namespaceOf(namespace)))
      const filter = { vendor, region, accelerator, instanceType }
      const shown = found.filter((each) => matches(each, filter) && (all || isDeployable(each)))
      yield* output.table(
        columns.map((key) => ({ key })),
        shown.map(rowOf),
        "id"
      )
      yield* output.hint(hint(found, filter, shown))
    })
)
