import { group } from "../../spec/command.ts"
import * as gc from "./gc.ts"
import * as list from "./list.ts"
import * as pin from "./pin.ts"
import * as remove from "./remove.ts"
import * as verify from "./verify.ts"

export const command = group({ name: "cache", help: "Look after the local cache." }, [
  list.command,
  remove.rm,
  remove.prune,
  verify.command,
  list.du,
  gc.command,
  pin.pin,
  pin.unpin
])
