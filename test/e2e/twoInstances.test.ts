import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { atOnce } from "../support/world/azureMonitor.ts";
import { eventually } from "../support/world/eventually.ts";
import { startWorld, type World } from "../support/world/world.ts";

/** Takes every call and answers none. */
type HangingInstance = {
  readonly url: string;
  /** Calls that wait for an answer. */
  open(): number;
  /** Resolves when a caller has given up for the first time. */
  readonly firstGivenUp: Promise<void>;
  close(): Promise<void>;
};

async function startHangingInstance(): Promise<HangingInstance> {
  let open = 0;
  const { promise: firstGivenUp, resolve: giveUp } = Promise.withResolvers<undefined>();
  const server = createServer((request, response) => {
    request.resume();
    open += 1;
    response.once("close", () => {
      open -= 1;
      giveUp(undefined);
    });
  });
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    open: () => open,
    firstGivenUp,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/** Where nothing listens any more. */
async function aClosedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((done) => server.close(done));
  return port;
}

const numbers = (count: number) => Array.from({ length: count }, (_, place) => place + 1);
const ticketCount = 200;
/** More than the host hands out of one queue at once. */
const brokenCount = 60;
/** Each has as many calls at work as it has places: together more than half of what the host hands out. */
const hangingNames = ["hanging", "silent", "stalled"] as const;

describe("five instances, of which three hang and one refuses every call", () => {
  let hanging: HangingInstance;
  let world: World;

  beforeAll(async () => {
    hanging = await startHangingInstance();
    const grant = { kind: "basic", userName: "bridge.integration", password: "env:BROKEN_PASSWORD" };
    world = await startWorld({
      // A call to the one that hangs hangs for as long as it may.
      settings: {
        SERVICENOW_GRANT: "basic",
        SERVICENOW_TIMEOUT_SECONDS: "60",
        BRIDGE_CLAIM_SECONDS: "120",
        BROKEN_PASSWORD: "Fabrikam-integration-1",
      },
      config: {
        connections: [
          ...hangingNames.map((name) => ({ name, instanceUrl: hanging.url, grant })),
          { name: "refusing", instanceUrl: `http://127.0.0.1:${await aClosedPort()}`, grant },
        ],
        routes: [
          { name: "good" },
          ...hangingNames.map((name) => ({ name, connection: name })),
          { name: "refusing", connection: "refusing" },
        ],
      },
    });
  });
  afterAll(async () => {
    await world.close();
    await hanging.close();
  });

  const send = (route: string, count: number) => {
    const series = anAlertSeries();
    return atOnce(10, numbers(count), async (sequence) => {
      const [delivery] = await world.bridge.send(series.fired({ sequence }), `/api/alerts/${route}`);
      return delivery;
    });
  };
  const sendToHanging = async (count: number) => {
    const sent = [];
    for (const name of hangingNames) sent.push(...(await send(name, count)));
    return sent;
  };
  const made = () => world.sandbox.records("incident").length;

  it("makes the tickets of the fifth all the same, while those still hang and the other still refuses", async () => {
    const refused = await send("refusing", brokenCount);
    const hung = await sendToHanging(brokenCount / hangingNames.length);
    await eventually(() => expect(hanging.open()).toBe(hangingNames.length));
    const madeWhenGivenUp = hanging.firstGivenUp.then(made);
    const good = await send("good", ticketCount);

    await eventually(() => expect(made()).toBe(ticketCount), { withinMs: 150_000, everyMs: 200 });
    // Without a share for each, nothing is made before somebody gives up waiting: then it is one in 200 or none.
    const madeMeanwhile = await Promise.race([madeWhenGivenUp, Promise.resolve().then(made)]);
    expect(madeMeanwhile).toBeGreaterThan(ticketCount / 2);
    const settled = await atOnce(10, good, ({ id }) => world.bridge.settled(id));
    expect(new Set(settled.map(({ state }) => state))).toEqual(new Set(["delivered"]));

    const views = await atOnce(10, [...refused, ...hung], ({ id }) => world.bridge.delivery(id));
    expect(views.filter(({ state }) => state !== "waiting" && state !== "retrying")).toEqual([]);
    expect((await world.bridge.deadLetters()).deadLetters).toEqual([]);
  }, 240_000);
});
