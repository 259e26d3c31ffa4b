import { describe, expect, it } from "vitest";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import type { WaitingMessages } from "../../../shared/delivery/ports.ts";
import { anEnvelope } from "./storageBuilders.ts";

/** What every WaitingMessages promises. All processes of a world see the same storage. */
export function waitingMessagesContract(
  name: string,
  makeWorld: () => Promise<(processId: string) => WaitingMessages>,
): void {
  describe(`WaitingMessages contract: ${name}`, () => {
    it("shows others what a process keeps, exactly as it was, until it is released", async () => {
      const processOf = await makeWorld();
      const [mine, other] = [processOf("it's/one|#%"), processOf("other")];
      const first = anEnvelope({ deliveryId: "dlv-1", body: '{"text":"\u2028 ü 😀"}' });
      const second = anEnvelope({ deliveryId: "dlv-2", body: "x".repeat(200_000) });
      await mine.keep(first);
      await mine.keep(second);
      await mine.keep(first);

      expect(await other.keptBy("it's/one|#%")).toEqual([first, second]);
      await mine.release("dlv-1");
      await mine.release("dlv-1");
      expect(await other.keptBy("it's/one|#%")).toEqual([second]);
    });

    it("passes over what a later release kept: the others must not wait for that", async () => {
      const processOf = await makeWorld();
      const ofLater = { ...anEnvelope({ deliveryId: "dlv-1" }), v: 2 } as unknown as Envelope;
      const known = anEnvelope({ deliveryId: "dlv-2" });
      await processOf("one").keep(ofLater);
      await processOf("one").keep(known);
      expect(await processOf("other").keptBy("one")).toEqual([known]);
    });

    it("keeps the processes apart, also when one's name begins like another's", async () => {
      const processOf = await makeWorld();
      const kept = anEnvelope({ deliveryId: "dlv-1" });
      await processOf("one").keep(kept);
      await processOf("one-more").keep(kept);
      await processOf("other").forget("one");

      expect(await processOf("other").keptBy("one")).toEqual([]);
      expect(await processOf("other").keptBy("one-more")).toEqual([kept]);
      await processOf("other").forget("nobody");
    });
  });
}
