import { describe, expect, it } from "vitest";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import type { WorkQueue } from "../../../shared/delivery/ports.ts";
import { anEnvelope, hostileText } from "./storageBuilders.ts";

export type WorkQueueWorld = {
  readonly queue: WorkQueue;
  /** What a trigger would hand out now, taken out of the queue. */
  readonly take: () => Promise<unknown[]>;
  /** The same of the critical lane. */
  readonly takeCritical: () => Promise<unknown[]>;
};

/** What every WorkQueue promises. */
export function workQueueContract(name: string, makeWorld: () => Promise<WorkQueueWorld>): void {
  describe(`WorkQueue contract: ${name}`, () => {
    it.each<{ what: string; envelope: Envelope }>([
      { what: "a delivery", envelope: anEnvelope() },
      { what: "a delivery whose fan-out is pending", envelope: anEnvelope({ isFanOutPending: true }) },
      {
        what: "a body to be recognised again",
        envelope: {
          v: 1,
          kind: "received",
          deliveryId: "dlv-contoso-2",
          receivedAtUtc: "2026-03-01T12:00:00.000Z",
          body: "not JSON at all",
          attempt: 3,
          route: null,
        },
      },
      { what: "any text", envelope: anEnvelope({ body: hostileText }) },
      { what: "a body just below a message's limit", envelope: anEnvelope({ body: "x".repeat(47_000) }) },
      { what: "a body just above a message's limit", envelope: anEnvelope({ body: "x".repeat(48_000) }) },
      { what: "a body of just more than 48 KiB", envelope: anEnvelope({ body: "x".repeat(49_200) }) },
      { what: "a body of 1 MiB", envelope: anEnvelope({ body: "é🔥x".repeat(150_000) }) },
    ])("hands out what was sent: $what", async ({ envelope }) => {
      const { queue, take } = await makeWorld();

      await queue.send(envelope);

      const [message, ...more] = await take();
      expect(more).toEqual([]);
      expect(await queue.open(message)).toEqual(envelope);
      expect(await queue.open(JSON.stringify(message))).toEqual(envelope);
    });

    it("puts what is critical into a queue of its own, what waits for later, too", async () => {
      const { queue, take, takeCritical } = await makeWorld();
      await queue.send(anEnvelope({ lane: "critical", body: "x".repeat(60_000) }));
      await queue.send(anEnvelope({ lane: "critical" }), 3_600_000);

      expect(await take()).toEqual([]);
      const [message, ...more] = await takeCritical();
      expect(more).toEqual([]);
      expect(await queue.open(message)).toMatchObject({ lane: "critical" });
    });

    it("stores nothing for somebody who does not wait for it any more", async () => {
      const { queue, take } = await makeWorld();

      for (const body of ["{}", "x".repeat(60_000)]) {
        const sending = queue.send(anEnvelope({ body }), 0, AbortSignal.abort());
        await expect(sending).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
      }
      expect(await take()).toEqual([]);
    });

    it("keeps a delayed message back", async () => {
      const { queue, take } = await makeWorld();

      await queue.send(anEnvelope({ deliveryId: "later" }), 3_600_000);
      await queue.send(anEnvelope({ deliveryId: "now" }), 0);

      expect(await take()).toMatchObject([{ deliveryId: "now" }]);
    });

    it("takes a delay beyond what storage allows for the longest it allows", async () => {
      const { queue, take } = await makeWorld();

      await queue.send(anEnvelope(), 30 * 24 * 3_600_000);

      expect(await take()).toEqual([]);
    });

    it.each([
      { what: "no JSON", message: "rescue me", detail: /JSON|envelope/ },
      { what: "another kind of JSON", message: { hello: "contoso" }, detail: /kind/ },
      { what: "a number", message: 42, detail: /envelope/ },
      { what: "nothing", message: undefined, detail: /envelope/ },
      { what: "a later version", message: { ...anEnvelope(), v: 2 }, detail: /v: .*1/ },
      { what: "an attempt of none", message: { ...anEnvelope(), attempt: 0 }, detail: /attempt/ },
      { what: "a missing body", message: { ...anEnvelope(), body: undefined }, detail: /body/ },
    ])("says what is wrong with a message it cannot read: $what", async ({ message, detail }) => {
      const { queue } = await makeWorld();

      await expect(queue.open(message)).rejects.toMatchObject({
        code: "MESSAGE_UNREADABLE",
        detail: expect.stringMatching(detail) as string,
      });
    });

    it("lets through what a later release has added to an envelope", async () => {
      const { queue } = await makeWorld();

      expect(await queue.open({ ...anEnvelope(), colour: "green" })).toMatchObject({ colour: "green" });
    });
  });
}
