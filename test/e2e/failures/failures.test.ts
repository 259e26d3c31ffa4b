import { describe, expect, it } from "vitest";

import { catalogue } from "../../../shared/failures/catalogue.ts";
import type { Replayed } from "../../../shared/deadLetters/replayLetter.ts";
import type { DeliveryView } from "../../../shared/tickets/deliveryView.ts";
import { stepsOf } from "../../support/world/bridgeApi.ts";
import { eventually } from "../../support/world/eventually.ts";
import { useWorld } from "../../support/world/useWorld.ts";
import { allCases } from "./allCases.ts";
import type { FailureCase } from "./failureCase.ts";
import { adminPassword, directStage, stageConfig } from "./stage.ts";

const world = useWorld({
  config: stageConfig,
  sandbox: { adminPassword },
  hasTableProxy: true,
  // What crashes the worker is handed out again soon, so that the host gives it up soon.
  failedMessageHiddenFor: "00:00:00",
  settings: {
    SERVICENOW_TIMEOUT_SECONDS: "2",
    BRIDGE_CLAIM_SECONDS: "4",
    // Nothing in the sandbox works on after it has answered or dropped a call.
    BRIDGE_PARTNER_WORKING_SECONDS: "1",
  },
});
const { stage, setUp, mend } = directStage(world);

/** Title, cause and resolution are the catalogue's own, wherever they show. */
function wordsOf({ code }: FailureCase) {
  const { title, cause, resolution, owner } = catalogue[code];
  return { title, cause, resolution, owner };
}

async function play(played: FailureCase): Promise<void> {
  const { code, detail } = played;
  const { bridge } = stage.world;
  switch (played.shows) {
    case "answer": {
      const { status, body } = await played.provoke(stage);
      const { title, resolution, httpStatus } = catalogue[code];
      expect(body).toMatchObject({ code, title, resolution, status: httpStatus });
      expect(status).toBe(httpStatus);
      expect(body.detail).toMatch(detail);
      return;
    }
    case "command": {
      const { out, err } = await played.provoke(stage);
      expect(out + err).toMatch(detail);
      expect(out + err).toContain(code);
      return;
    }
    case "log": {
      const line = await played.provoke(stage);
      expect(line).toMatch(detail);
      for (const word of [code, JSON.stringify(catalogue[code].title)]) expect(line).toContain(word);
      return;
    }
    case "deadLetter": {
      // Nor would it survive a refusal for good.
      await finish();
      const letter = await played.provoke(stage);
      expect(letter).toMatchObject({ code, ...wordsOf(played) });
      expect(letter.detail).toMatch(detail);
      await mend();
      if (played.isOverAfterwards === false) return;
      if (played.isCausedBySettings === true) await setUp({});
      unfinished.push(await replay(letter.id));
      await finish();
      return;
    }
    case "warning": {
      const view = await bridge.settled(await played.provoke(stage));
      expect(view).toMatchObject({ state: "delivered" });
      const fields = stepsOf(view, "drifted").flatMap((step) => step.fields);
      const warned = fields.filter((field) => field.code === code);
      expect(JSON.stringify(warned)).toMatch(detail);
      return;
    }
    case "journal": {
      const id = await played.provoke(stage);
      const view = await eventually(async () => failedView(await bridge.delivery(id), played));
      expect(view.failure).toEqual(wordsOf(played));
      await mend();
      if (played.afterwards === "waits") return;
      unfinished.push(id);
      if (played.isCausedBySettings === true) await setUp({});
    }
  }
}

/** Resolves to the delivery that it has become. */
async function replay(deadLetterId: string): Promise<string> {
  const answer = await stage.world.bridge.post<Replayed>(`/api/dead-letters/${deadLetterId}/replay`, {});
  expect(answer.status).toBe(202);
  return answer.body.deliveryId;
}

/** Its own failure: a connection that the case before has paused says so with a code, too. */
function failedView(view: DeliveryView, { code, detail }: FailureCase): DeliveryView {
  if (view.code === code && detail.test(view.because ?? "")) return view;
  throw new Error(`Delivery ${view.id} is ${view.state}: ${view.code ?? ""} ${view.because ?? ""}`);
}

/** Deliveries whose cause is gone, and those sent afterwards: none of them may stay behind. */
const unfinished: string[] = [];

async function finish(): Promise<void> {
  for (const id of unfinished.splice(0)) {
    const { state, code, because } = await stage.world.bridge.settled(id);
    // Skipped: a former attempt had made it, or somebody has deleted it.
    const isDone = state === "delivered" || state === "skipped";
    expect({ isDone, state, code, because }).toMatchObject({ isDone: true });
  }
}

describe.each([...allCases])("when it is %s that fails", (_subject, cases) => {
  it.each(cases)("shows $code when $when", async (played) => {
    // What is still being tried again would not survive other settings.
    if (played.settings !== undefined || played.isFresh === true) await finish();
    await setUp(played.settings ?? {}, played.isFresh);
    try {
      await play(played);
    } finally {
      await mend();
    }
  });

  it("delivers everything once the causes are gone", finish);
});
