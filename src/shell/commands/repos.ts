import { group } from "../spec/command.ts"
import { cp } from "./cp/command.ts"
import { branchCommand } from "./repos/branch.ts"
import { createCommand } from "./repos/create.ts"
import { deleteCommand } from "./repos/delete.ts"
import { deleteFilesCommand } from "./repos/deleteFiles.ts"
import { duplicateCommand } from "./repos/duplicate.ts"
import { listCommand } from "./repos/list.ts"
import { moveCommand } from "./repos/move.ts"
import { settingsCommand } from "./repos/settings.ts"
import { tagCommand } from "./repos/tag.ts"

export const command = group(
  {
    name: "repos",
    help: "Manage repositories on the Hub.",
    aliases: [{ name: "repo", deprecated: "`hf repo` is the old name of `hf repos`; both do the same." }]
  },
  [
    branchCommand,
    cp("hf repos cp"),
    createCommand,
    deleteCommand,
    deleteFilesCommand,
    duplicateCommand,
    listCommand,
    moveCommand,
    settingsCommand,
    tagCommand
  ]
)
