import type { Run } from "./argv/Plan.ts"
export const runMain = (plan: Run): void => {
  throw new Error(`not yet: ${plan.path.join(" ")}`)
}
