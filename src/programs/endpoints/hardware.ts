/** What an endpoint can be deployed on. */
import * as Effect from "effect/Effect"
import * as Order from "effect/Order"
import type { Namespace } from "../../domain/Namespace.ts"
import { Endpoints, type Hardware } from "../../services/Endpoints.ts"

/** What is given must be equal, whatever the case. */
export interface HardwareFilter {
  readonly vendor?: string | undefined
  readonly region?: string | undefined
  readonly accelerator?: string | undefined
  readonly instanceType?: string | undefined
  readonly instanceSize?: string | undefined
}

const gone: ReadonlySet<string> = new Set(["deprecated", "not_available"])

/** Can the namespace deploy a replica on it right now? A status we do not know is no obstacle. */
export const isDeployable = ({ numAccelerators, quota, status }: Hardware): boolean =>
  !gone.has(status) && quota.maxAccelerators - quota.usedAccelerators >= numAccelerators

const keys = ["vendor", "region", "accelerator", "instanceType", "instanceSize"] as const

export const matches = (hardware: Hardware, filter: HardwareFilter): boolean =>
  keys.every((key) => filter[key] === undefined || hardware[key].toLowerCase() === filter[key].toLowerCase())

/** Sizes by their number of accelerators: as texts, `x16` comes before `x2`. */
const order = Order.combineAll([
  Order.mapInput(Order.string, ({ vendor }: Hardware) => vendor),
  Order.mapInput(Order.string, ({ region }: Hardware) => region),
  Order.mapInput(Order.string, ({ accelerator }: Hardware) => accelerator),
  Order.mapInput(Order.string, ({ instanceType }: Hardware) => instanceType),
  Order.mapInput(Order.number, ({ numAccelerators }: Hardware) => numAccelerators)
])

/** Everything on offer to the namespace, in a steady order. */
export const endpointHardware = (namespace?: Namespace) =>
  Effect.gen(function* () {
    const all = yield* (yield* Endpoints).hardware(namespace)
    return [...all].sort(order)
  })
