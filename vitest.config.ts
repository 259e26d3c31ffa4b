import { defineConfig } from "vitest/config";

const slow = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      { test: { name: "integration", include: ["test/integration/**/*.test.ts"], ...slow } },
      // One at a time: each starts the whole local world and measures nothing but itself.
      { test: { name: "e2e", include: ["test/e2e/**/*.test.ts"], ...slow, fileParallelism: false } },
    ],
  },
});
