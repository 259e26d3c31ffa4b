import { describe, expect, it } from "vitest";

import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryWarningStates } from "../../../shared/adapters/memory/memoryWarningStates.ts";
import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";
import type { ConnectionPause } from "../../../shared/connections/connectionState.ts";
import type { KnownEnd } from "../../../shared/connections/expiry.ts";
import { watchItself, type WatchParts } from "../../../shared/selfWarnings/watchItself.ts";
import type { SeenMessage } from "../../../shared/status/queueSight.ts";
import { dayMs } from "../../support/builders/careWorld.ts";
import { aSignedInConnection } from "../../support/builders/connections.ts";
import { anEnvelope, settableClock } from "../../support/contracts/storageBuilders.ts";

const minuteMs = 60_000;

/** A bridge that looks at itself: what it would post, and what it logs. */
function aWatch(policy: Partial<WatchParts["policy"]> = {}) {
  const clock = settableClock();
  const states = memoryConnectionStates();
  const setups = memoryConnectionStore();
  const deadLetters = memoryDeadLetterStore();
  const posted: { readonly body: string; readonly route: string | null }[] = [];
  const log: { readonly event: string; readonly [field: string]: unknown }[] = [];
  const visible: SeenMessage[] = [];
  const waiting = new Set<string>();
  const utc = (agoMs = 0) => new Date(clock.nowMs() - agoMs).toISOString();

  const parts: WatchParts = {
    connections: () =>
      Promise.resolve([
        {
          name: "servicenow",
          url: "https://contoso.service-now.com",
          connection: aSignedInConnection({ name: "servicenow" }),
        },
      ]),
    states,
    setups,
    queues: { look: async () => ({ critical: 0, ordinary: 0, oldest: visible[0] }) },
    deadLetters,
    clock,
    warnings: memoryWarningStates(),
    isWaiting: async (deliveryId) => waiting.has(deliveryId),
    accept: async (body, route) => void posted.push({ body, route }),
    log: (event, fields) => void log.push({ event, ...fields }),
    policy: { isEnabled: true, route: null, waitingMs: 15 * minuteMs, pausedMs: 15 * minuteMs, ...policy },
  };
  let letters = 0;

  return {
    parts,
    clock,
    posted,
    log,
    visible,
    waiting,
    utc,
    watch: () => watchItself(parts),
    alerts: () =>
      posted.map(({ body }) => {
        const recognition = recogniseAlert(JSON.parse(body), utc());
        if (recognition.kind === "unknown") throw new Error(recognition.problems.join("; "));
        return { alert: recognition.alert, description: recognition.describe() };
      }),
    pause: async (pause: Partial<ConnectionPause> | undefined) => {
      const stored = await states.read("servicenow");
      const whole: ConnectionPause = {
        code: "SERVICENOW_UNREACHABLE",
        detail: "connect ECONNREFUSED",
        sinceUtc: utc(),
        untilUtc: utc(-minuteMs),
        failedProbes: 1,
        isParked: false,
        ...pause,
      };
      await states.write(
        { v: 1, connection: "servicenow", ...(pause === undefined ? {} : { pause: whole }) },
        stored?.version,
      );
    },
    deadLetter: async (body = "{}") => {
      letters += 1;
      await deadLetters.put({
        v: 1,
        id: `dl-${letters}`,
        code: "SERVICENOW_ACL_DENIED",
        detail: "refused",
        failedAtUtc: utc(),
        envelope: anEnvelope({ connection: "servicenow", body }),
      });
    },
    /** What of the connection ends, and when; none: nothing. */
    ends: async (ends: readonly Pick<KnownEnd, "of" | "endsUtc">[]) => {
      const stored = await setups.readSetup("servicenow");
      await setups.writeSetup(
        {
          v: 1,
          connection: "servicenow",
          state: "ready",
          changedAtUtc: utc(),
          warned: [],
          ends: ends.map((end) => ({ lifespanMs: null, isReplacedByItself: false, ...end })),
        },
        stored?.version,
      );
    },
    discardAll: async () => {
      for (let id = 1; id <= letters; id += 1) {
        const stored = await deadLetters.get(`dl-${id}`);
        if (stored !== undefined)
          await deadLetters.setStatus(stored, { state: "discarded", atUtc: utc(), reason: "contoso" });
      }
    },
  };
}

describe("the bridge warns about itself", () => {
  it("one alert for dead letters, however many and however long, and its end when none waits", async () => {
    const { watch, deadLetter, discardAll, alerts, clock } = aWatch();
    await watch();
    expect(alerts()).toEqual([]);

    await deadLetter();
    await watch();
    await deadLetter();
    clock.advanceMs(60 * minuteMs);
    await watch();
    const [{ alert, description } = expect.fail("nothing was posted")] = alerts();
    expect(alerts()).toHaveLength(1);
    expect(alert).toMatchObject({
      shape: "bridgeWarning",
      family: "selfWarning",
      monitoringService: "Azure Ticket Bridge",
      condition: "fired",
      severity: 2,
    });
    expect(description.title).toBe("A dead letter of the connection servicenow waits (Sev2)");
    expect(description.text).toMatch(/SERVICENOW_ACL_DENIED \(1\): .*npm run bridge -- dead-letters/s);

    await discardAll();
    await watch();
    await watch();
    expect(alerts().map((one) => one.alert.condition)).toEqual(["fired", "resolved"]);
    expect(alerts()[1]?.alert.identity).toEqual(alert.identity);
  });

  it("the next time is a new alert", async () => {
    const { watch, deadLetter, discardAll, alerts, clock } = aWatch();
    await deadLetter();
    await watch();
    await discardAll();
    clock.advanceMs(minuteMs);
    await watch();
    await deadLetter();
    await watch();
    const ids = alerts().map(({ alert }) => alert.alertId);
    expect(ids).toHaveLength(3);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it("a dead letter of a warning leads to no warning", async () => {
    const { watch, deadLetter, posted, log } = aWatch();
    await deadLetter();
    await watch();
    const warning = posted[0]?.body;
    const again = aWatch();
    await again.deadLetter(warning);
    await again.watch();
    expect(again.posted).toEqual([]);
    expect(log.find(({ name }) => name === "bridge.deadLetters")?.["value"]).toBe(1);
    expect(again.log.find(({ name }) => name === "bridge.deadLetters")?.["value"]).toBe(0);
  });

  it.each([
    { what: "paused for less than its time", pause: {}, afterMs: 14 * minuteMs, warns: false },
    { what: "paused for its time", pause: {}, afterMs: 15 * minuteMs, warns: true },
    { what: "parked, at once", pause: { isParked: true }, afterMs: 0, warns: true },
  ])("of a connection that is $what: $warns", async ({ pause: how, afterMs, warns }) => {
    const { watch, pause, alerts, clock } = aWatch();
    await pause(how);
    clock.advanceMs(afterMs);
    await watch();
    expect(alerts().map(({ alert }) => alert.severity)).toEqual(warns ? [1] : []);
    await pause(undefined);
    await watch();
    expect(alerts()).toHaveLength(warns ? 2 : 0);
  });

  it("a message that was seen once is remembered for as long as it waits, also where no look finds it", async () => {
    const { watch, visible, waiting, alerts, clock, log, utc } = aWatch();
    visible.push({ deliveryId: "dlv-1", receivedAtUtc: utc() });
    waiting.add("dlv-1");
    await watch();
    visible.pop();
    clock.advanceMs(15 * minuteMs);
    await watch();
    expect(alerts()[0]?.description.text).toContain("npm run bridge -- why dlv-1");
    expect(log.findLast(({ name }) => name === "bridge.oldestWaitingMs")?.["value"]).toBe(15 * minuteMs);

    waiting.delete("dlv-1");
    await watch();
    expect(alerts().map(({ alert }) => alert.condition)).toEqual(["fired", "resolved"]);
    expect(log.findLast(({ name }) => name === "bridge.oldestWaitingMs")?.["value"]).toBe(0);
  });

  it("one alert for each thing of a connection that ends soon, and its end when it is renewed", async () => {
    const { watch, ends, alerts, utc } = aWatch();
    await ends([
      { of: "refreshToken", endsUtc: utc(-6.5 * dayMs) },
      { of: "clientSecret", endsUtc: utc(-29.5 * dayMs) },
      { of: "password", endsUtc: utc(-31 * dayMs) },
    ]);
    await watch();
    await watch();
    expect(alerts().map(({ description, alert }) => [description.title, alert.condition])).toEqual([
      ["The refresh token of the connection servicenow ends in 6 days (Sev2)", "fired"],
      ["The client secret of the connection servicenow ends in 29 days (Sev2)", "fired"],
    ]);
    const [refresh, secret] = alerts().map(({ description }) => description.text);
    expect(refresh).toContain("npm run bridge -- connections authorize servicenow");
    expect(refresh).toMatch(/grant that needs no person/);
    expect(secret).toMatch(
      /What to do: 1\. .* make a second client .* 2\. .* connections credentials servicenow --client-id/,
    );
    expect(secret).toContain("CONNECTION_CREDENTIALS_END");

    await ends([{ of: "refreshToken", endsUtc: utc(-90 * dayMs) }]);
    await watch();
    await watch();
    expect(alerts().map(({ alert }) => alert.condition)).toEqual(["fired", "fired", "resolved", "resolved"]);
    expect(alerts()[2]?.alert.identity).toEqual(alerts()[0]?.alert.identity);
  });

  it("of an end that has come near: the warning gives way to an error, and that stays one until it is renewed", async () => {
    const { watch, ends, alerts, utc, clock } = aWatch();
    await ends([{ of: "refreshToken", endsUtc: utc(-6 * dayMs) }]);
    for (let day = 0; day < 9; day += 0.5) {
      await watch();
      clock.advanceMs(dayMs / 2);
    }
    expect(alerts().map(({ alert }) => [alert.severity, alert.condition])).toEqual([
      [2, "fired"],
      [2, "resolved"],
      [1, "fired"],
    ]);
    await ends([]);
    await watch();
    expect(alerts().at(-1)?.alert).toMatchObject({ severity: 1, condition: "resolved" });
  });

  it("two instances that look at the same moment warn once", async () => {
    const { watch, deadLetter, alerts } = aWatch();
    await deadLetter();
    await Promise.all([watch(), watch()]);
    await watch();
    expect(new Set(alerts().map(({ alert }) => alert.alertId)).size).toBe(1);
  });

  it("what a crash left unsent is sent at the next look, as the same alert", async () => {
    const { parts, watch, deadLetter, alerts, clock } = aWatch();
    await deadLetter();
    const dead = watchItself({ ...parts, accept: () => Promise.reject(new Error("the process ends")) });
    await expect(dead).rejects.toThrow("the process ends");
    clock.advanceMs(minuteMs);
    await watch();
    await watch();
    expect(alerts()).toHaveLength(1);
  });

  it("goes to the route that is named, and says so in the log at once", async () => {
    const { watch, deadLetter, posted, log } = aWatch({ route: "platform" });
    await deadLetter();
    await watch();
    expect(posted[0]?.route).toBe("platform");
    expect(log.find(({ event }) => event === "bridge.warned")).toMatchObject({
      condition: "deadLetters",
      connection: "servicenow",
      codes: ["SERVICENOW_ACL_DENIED"],
    });
  });

  it("switched off, it only measures", async () => {
    const { watch, deadLetter, posted, log } = aWatch({ isEnabled: false });
    await deadLetter();
    await watch();
    expect(posted).toEqual([]);
    expect(log.map(({ name }) => name)).toEqual([
      "bridge.deadLetters",
      "bridge.oldestWaitingMs",
      "bridge.connectionPausedMs",
    ]);
  });
});
