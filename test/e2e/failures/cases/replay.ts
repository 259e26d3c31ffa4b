import { setTimeout as pause } from "node:timers/promises";

import type { Answer } from "../../../support/world/bridgeApi.ts";
import type { FailureCase, Problem } from "../failureCase.ts";
import type { Stage } from "../stage.ts";

/** A dead letter of an alert that was never routed. */
async function aDeadLetter(stage: Stage) {
  return stage.world.bridge.deadLetterOf(await stage.fire("nowhere"));
}

/** What somebody may get wrong who deals with dead letters. */
export const replayCases: readonly FailureCase[] = [
  {
    code: "REPLAY_NOT_POSSIBLE",
    when: "an alert that was never routed is to be replayed as a delivery",
    detail: /was never routed: replay it as received/,
    shows: "answer",
    async provoke(stage) {
      const { id } = await aDeadLetter(stage);
      return stage.world.bridge.post(`/api/dead-letters/${id}/replay`, { as: "delivery" });
    },
  },
  {
    code: "REPLAY_UNDER_WAY",
    when: "two people replay the same dead letter at the same moment",
    detail: /is being replayed by/,
    shows: "answer",
    async provoke(stage): Promise<Answer<Problem>> {
      const { tables, bridge } = stage.world;
      const { id } = await aDeadLetter(stage);
      if (tables === undefined) throw new Error("The stage has no proxy in front of its tables");
      // So that both have read it before either writes.
      tables.delay = (line) => (line.startsWith("GET") ? undefined : pause(500));
      stage.undo(() => (tables.delay = () => undefined));
      const answers = await Promise.all(
        [1, 2].map(() => bridge.post<Problem>(`/api/dead-letters/${id}/replay`, {})),
      );
      const [second, ...more] = answers.filter(({ status }) => status !== 202);
      if (second === undefined || more.length > 0) throw new Error("One of the two has to be let through");
      return second;
    },
  },
  {
    code: "DISCARD_NOT_POSSIBLE",
    when: "a dead letter is discarded that has been replayed",
    detail: /Delivery dlv-\S+ has replayed dl-/,
    shows: "answer",
    async provoke(stage) {
      const { bridge } = stage.world;
      const { id } = await aDeadLetter(stage);
      await bridge.post(`/api/dead-letters/${id}/replay`, {});
      return bridge.post(`/api/dead-letters/${id}/discard`, { reason: "Nobody needs it" });
    },
  },
  {
    code: "DISCARD_REASON_MISSING",
    when: "a dead letter is discarded without a word",
    detail: /reason is empty/,
    shows: "answer",
    async provoke(stage) {
      const { id } = await aDeadLetter(stage);
      return stage.world.bridge.post(`/api/dead-letters/${id}/discard`, { reason: " . " });
    },
  },
];
