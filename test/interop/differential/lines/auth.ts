import type { Line } from "../Line.ts"

export const lines: ReadonlyArray<Line> = [
  { line: "auth whoami" },
  { line: "auth whoami --json" },
  { line: "auth whoami -q" },
  { line: "auth whoami --format agent" },
  { line: "auth whoami --format human" },
  { line: "auth whoami --json", as: "reader" },
  { line: "auth whoami --json", as: "bob" },
  { line: "auth whoami", as: "nobody", differs: ["exit-access"] },
  { line: "auth whoami -q", as: "saved" },
  { line: "auth token" },
  { line: "auth token -q", as: "saved" },
  { line: "auth token", as: "nobody", differs: ["exit-access"] },
  { line: "auth login --token hf_AliceReadTokenAliceReadToken000002", as: "nobody" },
  { line: "auth login --token hf_AliceReadTokenAliceReadToken000002 --json", as: "nobody" },
  { line: "auth login --token hf_AliceReadTokenAliceReadToken000002 -q", as: "saved" },
  { line: "auth login --token hf_Wrong", as: "nobody", differs: ["exit-access"] },
  { line: "auth login --force --token hf_BobWriteTokenBobWriteTokenBob00003", as: "saved" },
  { line: "auth login", as: "saved" },
  { line: "auth logout", as: "saved" },
  { line: "auth logout --json", as: "saved" },
  { line: "auth logout -q --token-name laptop", as: "saved" },
  { line: "auth logout --token-name nothing", as: "saved" },
  { line: "auth logout", as: "nobody" }
]
