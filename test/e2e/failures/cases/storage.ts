import { setTimeout as pause } from "node:timers/promises";

import type { FailureCase } from "../failureCase.ts";

/** The bridge's own storage is away or slow, or its settings cannot be used. */
export const storageCases: readonly FailureCase[] = [
  {
    code: "CLAIM_LOST",
    when: "storing the claim takes nearly as long as a claim lasts",
    detail: /took nearly 4000 ms/,
    shows: "journal",
    provoke(stage) {
      const { tables } = stage.world;
      if (tables === undefined) throw new Error("The stage has no proxy in front of its tables");
      // A claim of 4 s has to outlive a request of 2 s.
      tables.delay = (line) =>
        /^(PUT|POST|MERGE|PATCH) .*BridgeTickets/.test(line) ? pause(2_300) : undefined;
      stage.undo(() => (tables.delay = () => undefined));
      return stage.fire();
    },
  },
  {
    code: "BRIDGE_STARTING",
    when: "a setting cannot be used",
    detail: /BRIDGE_CLAIM_SECONDS: must be at least twice SERVICENOW_TIMEOUT_SECONDS/,
    settings: { BRIDGE_CLAIM_SECONDS: "1" },
    shows: "answer",
    provoke: ({ world, series }) => world.bridge.post("/api/alerts", series().fired()),
  },
  {
    code: "STORAGE_UNAVAILABLE",
    when: "the storage account is away",
    detail: /queue bridge-work failed: ECONNREFUSED/,
    shows: "answer",
    async provoke({ world, series, undo }) {
      await world.stopStorage();
      undo(() => world.startStorage());
      return world.bridge.post("/api/alerts/default", series().fired());
    },
  },
];
