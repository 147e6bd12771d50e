import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    globalSetup: ["test/globalSetup.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make the process-spawning tests wait for each other.
    maxWorkers: 2,
    minWorkers: 1,
    env: { NODE_EXTRA_CA_CERTS: "" },
    projects: [
      {
        extends: true,
        test: {
          name: "hf",
          include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: ["test/interop/**", "node_modules/**"]
        }
      },
      {
        extends: true,
        test: {
          name: "the guide in hf shell",
          include: ["test/guide/*.test.ts"],
          exclude: ["test/guide/shell.test.ts"],
          env: { HF_GUIDE: "shell" }
        }
      }
    ]
  }
})
