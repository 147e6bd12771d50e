/** Changes to repositories, gathered until they are committed: `put`, `rm`, `mv`, `cp`, `status`, `reset`, `commit`. */
import type { Builtin } from "../Builtin.ts"
import { changing } from "./changing.ts"
import { committing } from "./commit.ts"
import { removing } from "./removing.ts"
import { review } from "./review.ts"

export const staging: Readonly<Record<string, Builtin>> = { ...changing, ...removing, ...review, ...committing }
