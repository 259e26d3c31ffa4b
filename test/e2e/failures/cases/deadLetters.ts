import type { DeadLetterDetail } from "../../../../shared/deadLetters/deadLetterQueries.ts";
import type { Answer } from "../../../support/world/bridgeApi.ts";
import type { FailureCase, Problem } from "../failureCase.ts";
import type { Stage } from "../stage.ts";

const actions = (id: string) => `/api/dead-letters/${id}`;

/** Of a message that cannot be routed, so that it fails again whenever it is replayed. */
async function aDeadLetter(stage: Stage): Promise<DeadLetterDetail> {
  return stage.world.bridge.deadLetterOf(await stage.fire("nowhere"));
}

/** Two at once are rarely so far apart that the first is done before the second looks; then the next ten try. */
async function manyAtOnce(stage: Stage): Promise<Answer<Problem>> {
  for (;;) {
    const { id } = await aDeadLetter(stage);
    const replays = Array.from({ length: 10 }, () =>
      stage.world.bridge.post<Problem>(`${actions(id)}/replay`, {}),
    );
    const refused = (await Promise.all(replays)).find(({ status }) => status !== 202);
    if (refused !== undefined) return refused;
  }
}

/** What stands in the way of replaying or discarding. */
export const deadLetterCases: readonly FailureCase[] = [
  {
    code: "REPLAY_NOT_POSSIBLE",
    when: "a message that was never routed is replayed as a delivery",
    detail: /dl-\w+ was never routed/,
    shows: "answer",
    provoke: async (stage) => {
      const { id } = await aDeadLetter(stage);
      return stage.world.bridge.post(`${actions(id)}/replay`, { as: "delivery" });
    },
  },
  {
    code: "REPLAY_UNDER_WAY",
    when: "several people replay a dead letter at once",
    detail: /dl-\w+ is being replayed by/,
    shows: "answer",
    provoke: manyAtOnce,
  },
  {
    code: "DISCARD_REASON_MISSING",
    when: "a dead letter is discarded without a word",
    detail: /reason is empty/,
    shows: "answer",
    provoke: async (stage) => {
      const { id } = await aDeadLetter(stage);
      return stage.world.bridge.post(`${actions(id)}/discard`, {});
    },
  },
  {
    code: "DISCARD_NOT_POSSIBLE",
    when: "a dead letter is discarded that was replayed",
    detail: /dlv-\w+ has replayed dl-\w+/,
    shows: "answer",
    provoke: async (stage) => {
      const { id } = await aDeadLetter(stage);
      await stage.world.bridge.post(`${actions(id)}/replay`, {});
      return stage.world.bridge.post(`${actions(id)}/discard`, { reason: "Not needed" });
    },
  },
];
