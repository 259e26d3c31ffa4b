import { afterAll, afterEach, beforeAll, beforeEach, onTestFailed } from "vitest";

import { startWorld, type World, type WorldOptions } from "./world.ts";

const shownLines = 40;

/**
 * One world for all tests of a file or a `describe`: started before the first, ended after the last, faults of the
 * sandbox cleared in between. When a test fails, the last lines of the functions' log are shown.
 */
export function useWorld(options: WorldOptions = {}): () => World {
  let world: World | undefined;
  const current = (): World => {
    if (world === undefined) throw new Error("The world has not been started yet");
    return world;
  };
  beforeAll(async () => {
    world = await startWorld(options);
  });
  beforeEach(() => {
    onTestFailed(() => {
      console.error(`The functions' log ends with:\n${world?.log.slice(-shownLines).join("\n") ?? ""}`);
    });
  });
  afterEach(() => {
    world?.sandbox.faults.clear();
  });
  afterAll(async () => {
    await world?.close();
  });
  return current;
}
