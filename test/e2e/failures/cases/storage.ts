import { setTimeout as pause } from "node:timers/promises";

import { eventually } from "../../../support/world/eventually.ts";
import type { FailureCase, Problem } from "../failureCase.ts";

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
    provoke: ({ world, series }) =>
      eventually(async () => {
        const answer = await world.bridge.post<Problem>("/api/alerts", series().fired());
        // On a busy machine the settings have not even been read when the sender has to be answered.
        if (/not answered yet/.test(answer.body.detail)) throw new Error(answer.body.detail);
        return answer;
      }),
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
