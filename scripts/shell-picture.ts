/**
 * Draws docs/shell.svg: a session of `hf shell --local`, typed on a real pseudo-terminal and drawn from what an emulator then shows.
 * Nothing in it is made up; `npx tsx scripts/shell-picture.ts` makes it anew.
 */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import type { Run } from "../test/shell/repl/editor/Emulator.ts"
import * as Pty from "../test/shell/repl/editor/Pty.ts"
import * as Build from "../test/support/Build.ts"
import { cleanEnv } from "../test/support/Process.ts"
import * as TempDir from "../test/support/TempDir.ts"

const size = { columns: 100, rows: 24 }

type Picture = ReadonlyArray<ReadonlyArray<Run>>

interface Frame {
  readonly picture: Picture
  /** Seconds it stays. */
  readonly stays: number
}

/** What is typed, and what the screen shows when it is done. */
const line = (keys: ReadonlyArray<string>, until: RegExp, stays = 1.5) => ({ keys, until, stays })

const acts = [
  line(["repos ls", " | sort", " id"], /repos ls \| sort id$/m, 0.4),
  line(["\r"], /demo-model(.*\n)+hf>$/, 2),
  line(["cd hf://", "local/demo-m", "\t"], /cd hf:\/\/local\/demo-model/, 0.8),
  line(["\r"], /demo-model hf>$/, 0.4),
  line(["ls", "\r"], /README\.md(.*\n)+.*demo-model hf>$/, 1.5),
  line(["mv ", "conf", "\t"], /mv config\.json/, 0.6),
  line(["old/", "\r"], /staged(.*\n)+.*demo-model hf>$/, 0.8),
  line(["status", "\r"], /old\/config\.json(.*\n)+.*demo-model hf>$/, 2),
  line(["commit ", "-m 'Tidy up'", "\r"], /commit\/(.*\n)+.*demo-model hf>$/, 1.5),
  line(["explain", " | select method status ms url", "\r"], /POST(.*\n)+.*demo-model hf>$/, 4)
]

const colors = [
  "#484f58",
  "#ff7b72",
  "#3fb950",
  "#d29922",
  "#58a6ff",
  "#bc8cff",
  "#39c5cf",
  "#b1bac4",
  "#6e7681",
  "#ffa198",
  "#56d364",
  "#e3b341",
  "#79c0ff",
  "#d2a8ff",
  "#56d4dd",
  "#ffffff"
]
const ground = "#0d1117"
const ink = "#c9d1d9"
const cell = { width: 8.4, height: 19 }
const edge = 14

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(" ", "\u00a0")

const drawn = (run: Run, row: number): string => {
  const text = run.inverse ? run.text : run.text.trimEnd()
  const x = edge + run.column * cell.width
  const y = edge + row * cell.height
  const color = run.color === undefined ? ink : (colors[run.color] ?? ink)
  const width = [...text].length * cell.width
  const back = run.inverse
    ? `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${cell.height}" fill="${color}"/>`
    : ""
  const look = `fill="${run.inverse ? ground : color}"${run.bold ? ' font-weight="bold"' : ""}${run.dim ? ' opacity="0.6"' : ""}`
  const place = `x="${x.toFixed(1)}" y="${y + 14}" textLength="${width.toFixed(1)}"`
  return `${back}<text ${place} ${look}>${escaped(text)}</text>`
}

const svg = (frames: ReadonlyArray<Frame>): string => {
  const total = frames.reduce((sum, { stays }) => sum + stays, 0)
  const width = 2 * edge + size.columns * cell.width
  const height = 2 * edge + size.rows * cell.height
  let from = 0
  const shown = frames.map(({ picture, stays }, at) => {
    const percent = (seconds: number) => `${((100 * seconds) / total).toFixed(2)}%`
    const [start, end] = [percent(from), percent(from + stays)]
    from += stays
    const first = at === 0 ? "" : "0%{visibility:hidden}"
    const last = at === frames.length - 1 ? "" : `${end}{visibility:hidden}`
    return {
      style: `@keyframes f${at}{${first}${start}{visibility:visible}${last}}#f${at}{animation:f${at} ${total}s step-end infinite}`,
      body: `<g id="f${at}"${at === frames.length - 1 ? "" : ' visibility="hidden"'}>${picture.flatMap((row, y) => row.map((run) => drawn(run, y))).join("")}</g>`
    }
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" role="img">`,
    "<title>A session of hf shell: commands, pipes, a menu of candidates, staged changes</title>",
    `<style>${shown.map(({ style }) => style).join("")}@media (prefers-reduced-motion){g{animation:none!important}}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="${ground}"/>`,
    ...shown.map(({ body }) => body),
    "</svg>",
    ""
  ].join("\n")
}

const program = Effect.gen(function* () {
  yield* Effect.promise(Build.ensureBuilt)
  const home = yield* TempDir.make("picture")
  const env = cleanEnv({ TERM: "xterm-256color", HOME: home, HF_HOME: join(home, "hf") })
  const opened = `sh -c "clear; exec \\"${process.execPath}\\" \\"${Build.bin}\\" shell --local"`
  const pty = yield* Pty.run(size, opened, env)
  const frames: Array<Frame> = []
  const take = (stays: number) => frames.push({ picture: pty.emulator.runs(), stays })
  yield* pty.until(Pty.isReady)
  take(1.5)
  for (const { keys, stays, until } of acts) {
    for (const key of keys) {
      const before = pty.sent().length
      pty.type(key)
      yield* pty.until(() => pty.sent().length > before)
      take(0.25)
    }
    yield* pty.until(({ rows }) => until.test(rows.join("\n")))
    take(stays)
  }
  yield* Effect.promise(() => writeFile(join(Build.root, "docs/shell.svg"), svg(frames)))
})

program.pipe(Effect.scoped, NodeRuntime.runMain)
