/**
 * Builds what the package ships: `dist/bin` (the binary, bundled and split so that a command loads only what it needs) and
 * `dist/lib` (the library, one file a module, with types).
 */
import { execFileSync } from "node:child_process"
import { chmodSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { build, type Plugin } from "esbuild"
import { join } from "./join.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const only = process.argv[2]
/** Says `run-script` below `npm run`: `prepare` has to call this file itself. */
const packing = ["pack", "publish"].includes(process.env["npm_command"] ?? "")

/** Replaces `shell/table.ts` by the table itself: whatever the command files say now is what the binary knows. */
const commandTable: Plugin = {
  name: "command-table",
  setup: ({ onLoad }) => {
    onLoad({ filter: /src[\\/]shell[\\/]table\.ts$/ }, async () => {
      const { table } = await import("../src/shell/table.ts")
      const literal = JSON.stringify(JSON.stringify(table))
      return { loader: "js", contents: `export const table = JSON.parse(${literal})` }
    })
  }
}

/** Config-file formats that @effect/cli can read and hf does not: left out of the bundle. */
const unused: Plugin = {
  name: "unused-formats",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^(ini|toml|yaml)$/ }, ({ importer, path }) =>
      /[\\/]@effect[\\/]cli[\\/]/.test(importer) ? { path, namespace: "unused" } : undefined
    )
    onLoad({ filter: /.*/, namespace: "unused" }, () => ({
      loader: "js",
      contents: "export const parse = () => { throw new Error('not bundled') }; export default { parse }"
    }))
  }
}

/** The part of undici that talks HTTP: its index also brings fetch, WebSockets, caches and mocks, which cost time at every start. */
const slimUndici: Plugin = {
  name: "slim-undici",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^undici$/ }, () => ({ path: "undici", namespace: "slim-undici" }))
    // HTTP/2 is never offered (`allowH2`), and loading Node's takes milliseconds.
    onResolve({ filter: /[/]client-h2[.]js$/ }, ({ importer }) =>
      /[\\/]undici[\\/]/.test(importer) ? { path: "client-h2", namespace: "slim-undici-h2" } : undefined
    )
    onLoad({ filter: /.*/, namespace: "slim-undici-h2" }, () => ({
      loader: "js",
      contents: "module.exports = () => { throw new Error('HTTP/2 is not bundled') }"
    }))
    onLoad({ filter: /.*/, namespace: "slim-undici" }, () => ({
      loader: "js",
      resolveDir: root,
      contents: `
        import Dispatcher from "undici/lib/dispatcher/dispatcher.js"
        import Agent from "undici/lib/dispatcher/agent.js"
        import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js"
        import buildConnector from "undici/lib/core/connect.js"
        import errors from "undici/lib/core/errors.js"
        import api from "undici/lib/api/index.js"
        Object.assign(Dispatcher.prototype, api)
        export { getGlobalDispatcher, setGlobalDispatcher } from "undici/lib/global.js"
        export { Agent, Dispatcher, ProxyAgent, buildConnector, errors }
        export default {}
      `
    }))
  }
}

const buildBinary = async (): Promise<void> => {
  for (const folder of ["bin", "split"]) rmSync(`${root}/dist/${folder}`, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: { hf: "src/bin.ts" },
    outdir: "dist/split",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    keepNames: false,
    legalComments: "none",
    chunkNames: "chunks/[name]-[hash]",
    external: ["hash-wasm", "koffi", "@libsql/*", "libsql", "@parcel/watcher"],
    // CommonJS dependencies inside the ESM bundle ask for node's modules with require.
    banner: {
      js: "import{createRequire as __hfRequire}from'node:module';const require=__hfRequire(import.meta.url);"
    },
    plugins: [commandTable, unused, slimUndici],
    logLevel: "warning"
  })
  await join(`${root}dist/split`, `${root}dist/bin`)
  rmSync(`${root}/dist/split`, { recursive: true })
  chmodSync(`${root}/dist/bin/hf.js`, 0o755)
  // A package ships the first line that works everywhere; a clone's binary is an installed one.
  if (!packing) execFileSync(process.execPath, [`${root}/scripts/postinstall.mjs`])
}

const buildLibrary = (): void => {
  rmSync(`${root}/dist/lib`, { recursive: true, force: true })
  execFileSync(process.execPath, [`${root}/node_modules/typescript/bin/tsc`, "-p", "tsconfig.lib.json"], {
    cwd: root,
    stdio: "inherit"
  })
}

if (only !== "lib") await buildBinary()
if (only !== "bin") buildLibrary()
