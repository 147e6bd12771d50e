import { play } from "./play.ts"
import { tables } from "./tables.ts"

play((line) => line.writes === true, tables)
