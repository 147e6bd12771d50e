import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    globalSetup: ["test/globalSetup.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Of two cores two workers leave a quarter idle, waiting for the processes they start.
    maxWorkers: 3,
    minWorkers: 1,
    // Reading Effect and the sources anew for each file was a tenth of all the work. What a test changes of its process it puts back.
    isolate: false,
    unstubEnvs: true,
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
