import { defineConfig } from "vitest/config";

/** What limits, pauses and kills do within seconds: beside another world they would have to wait for it. */
const alone = ["crash", "exactlyOnce", "pacing", "tokenRenewal", "twoInstances"].map(
  (name) => `test/e2e/${name}.test.ts`,
);
const slow = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Vitest by itself leaves one processor unused: of two, half.
    maxWorkers: "100%",
    // Groups run one after the other: unit and integration tests would slow the whole world down.
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          // What a file leaves behind (mocks, timers) it takes away itself: most of a unit test's time went into
          // loading the same modules anew for each file.
          isolate: false,
          // Bounds for what hangs; a busy machine is no reason to fail.
          ...{ testTimeout: 60_000, hookTimeout: 60_000 },
        },
      },
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
          exclude: alone,
          globalSetup: ["test/support/world/bundledApp.ts"],
          // Each starts the whole local world, and mostly waits for it.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          ...slow,
        },
      },
      {
        test: {
          name: "e2e-alone",
          include: alone,
          globalSetup: ["test/support/world/bundledApp.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          ...slow,
        },
      },
    ],
  },
});
