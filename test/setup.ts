import { addEqualityTesters, it } from "@effect/vitest"

addEqualityTesters()

/**
 * `layer(…)` of @effect/vitest puts its own methods on the one `it` there is. Files share their modules, so the next file gets the
 * methods back that were there at first.
 */
const kept = Symbol.for("hf/test/it")
const first: object = Reflect.get(globalThis, kept) ?? { ...it }
Reflect.set(globalThis, kept, first)
Object.assign(it, first)
