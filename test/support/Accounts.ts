/** The people the tests act as. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"

/** `alice` may write, `reader` is her read-only token, `bob` is somebody else. */
export const tokens = {
  alice: "hf_AliceWriteTokenAliceWriteToken0001",
  reader: "hf_AliceReadTokenAliceReadToken000002",
  bob: "hf_BobWriteTokenBobWriteTokenBob00003"
} as const

export const accounts = {
  users: [
    {
      name: "alice",
      fullname: "Alice A.",
      email: "alice@example.org",
      tokens: [
        { token: tokens.alice, role: "write", displayName: "laptop" },
        { token: tokens.reader, role: "read", displayName: "reader" }
      ]
    },
    { name: "bob", fullname: "Bob B.", tokens: [{ token: tokens.bob, role: "write", displayName: "bobs" }] }
  ],
  orgs: [{ name: "acme", fullname: "Acme", members: [{ user: "alice", role: "admin" }] }]
}

/** Writes the accounts file `hf hub serve --accounts` reads; answers its path. */
export const write = (dir: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const path = join(dir, "accounts.json")
    await writeFile(path, JSON.stringify(accounts), { mode: 0o600 })
    return path
  })
