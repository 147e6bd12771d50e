import { cp } from "./cp/command.ts"

export const command = cp("hf cp")
