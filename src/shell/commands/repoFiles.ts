/** The old name of `hf repos delete-files`. */
import { group } from "../spec/command.ts"
import { repoFilesDeleteCommand } from "./repos/deleteFiles.ts"

export const command = group({ name: "repo-files", help: "Delete files of a repository.", hidden: true }, [
  repoFilesDeleteCommand
])
