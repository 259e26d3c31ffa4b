import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { alertBodies } from "../../../bench/load/alertBodies.ts";
import { openSender } from "../../../bench/load/sender.ts";
import { listener as reference } from "../../../bench/references/rawWebhook.ts";
import { listener as ours } from "../../../bench/subjects/webhookDirect.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function senderTo(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const sender = openSender(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closing.push(() => sender.close());
  return sender;
}

describe("the webhooks that the bench compares", () => {
  it.each([
    ["ours", ours],
    ["the reference", reference],
  ])("take its alerts: %s", async (_which, listener) => {
    const sender = await senderTo(listener);
    expect(await sender.sendAll(alertBodies("log", 3), 2)).toHaveLength(3);
  });

  it("answer with the ids of the deliveries, as the webhook does", async () => {
    const [answer] = await (await senderTo(ours)).sendAll(alertBodies("log", 1), 1);
    expect(JSON.parse(answer?.body ?? "")).toMatchObject({
      deliveries: [{ id: expect.any(String) as string }],
    });
  });
});
