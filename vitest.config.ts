import { defineConfig } from "vitest/config";

const slow = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Groups run one after the other: unit and integration tests would slow the whole world down.
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          sequence: { groupOrder: 1 },
          ...slow,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/support/world/bundledApp.ts"],
          // Each starts the whole local world, and mostly waits for it.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          ...slow,
        },
      },
    ],
  },
});
