import { setImmediate as soon } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";

const resolved = { condition: "resolved", occurredAtUtc: "2026-03-01T12:30:00.000Z" } as const;

describe("while the register of unfinished work cannot be written", () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  beforeEach(() => {
    unhandled.length = 0;
    process.on("unhandledRejection", note);
  });
  afterEach(() => process.off("unhandledRejection", note));

  it("no rejection goes unheard, which would end the process with everything that it is doing", async () => {
    const { parts, accept, deliverVisible } = aDeliveryWorld();
    const { store, unfinished } = parts;
    const away = new BridgeError("STORAGE_UNAVAILABLE", "ECONNREFUSED");
    Object.assign(parts, {
      unfinished: { ...unfinished, begin: () => Promise.reject(away) },
      store: {
        ...store,
        // Later than the refusal.
        read: async (correlationId: string) => {
          await soon();
          return store.read(correlationId);
        },
      },
    });
    await accept(resolved);
    expect(await deliverVisible()).toMatchObject([{ kind: "skipped", because: "nothing to resolve" }]);
    await soon();
    expect(unhandled).toEqual([]);
  });
});
