import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
    pool: "forks",
    setupFiles: ["test/setup.ts"],
    reporters: ["default", "./test/counts.ts"],
  },
});

export default config;
