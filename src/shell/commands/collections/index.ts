import { group } from "../../spec/command.ts"
import * as download from "./download.ts"
import * as file from "./file.ts"
import * as items from "./items.ts"
import * as read from "./read.ts"
import * as write from "./write.ts"

export const command = group({ name: "collections", help: "Gather models, datasets, Spaces and papers on one page." }, [
  read.listCommand,
  read.infoCommand,
  write.createCommand,
  write.updateCommand,
  write.deleteCommand,
  items.addCommand,
  items.updateCommand,
  items.deleteCommand,
  download.downloadCommand,
  file.exportCommand,
  file.applyCommand
])
