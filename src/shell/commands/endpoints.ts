import { group } from "../spec/command.ts"
import { catalogCommand, listCatalogCommand } from "./endpoints/catalog.ts"
import { deleteCommand } from "./endpoints/delete.ts"
import { deployCommand } from "./endpoints/deploy.ts"
import { hardwareCommand } from "./endpoints/hardware.ts"
import { listCommand } from "./endpoints/list.ts"
import { describeCommand, pauseCommand, resumeCommand, scaleToZeroCommand } from "./endpoints/states.ts"
import { updateCommand } from "./endpoints/update.ts"
import { waitCommand } from "./endpoints/wait.ts"

export const command = group(
  {
    name: "endpoints",
    help: "Deploy models as Inference Endpoints, and look after them.",
    aliases: [{ name: "inference-endpoints", hidden: true }]
  },
  [
    listCommand,
    hardwareCommand,
    deployCommand,
    catalogCommand,
    listCatalogCommand,
    describeCommand,
    updateCommand,
    deleteCommand,
    pauseCommand,
    resumeCommand,
    scaleToZeroCommand,
    waitCommand
  ]
)
