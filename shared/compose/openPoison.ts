import { failureLogFields } from "../failures/failureView.ts";
import type { openStorage } from "./openStorage.ts";
import type { DeliveryParts } from "../delivery/deliveryParts.ts";
import { strandedMessages } from "../delivery/strandedMessages.ts";
import { deliverBeside } from "../poison/deliverBeside.ts";
import { makeLoneGate } from "../poison/loneGate.ts";
import { tryAlone } from "../poison/tryAlone.ts";
import type { Bridge } from "../bridge.ts";

/** How long those who are being delivered are waited for before one message is tried alone. */
const drainMs = 45_000;

/** The worker, which makes room for messages that have to be tried alone. */
export function openPoison(
  delivery: DeliveryParts,
  azure: Pick<Awaited<ReturnType<typeof openStorage>>, "trials" | "deadLetters" | "deadLetterQueue">,
  { processId, limitMs }: { readonly processId: string; readonly limitMs: number },
): Pick<Bridge, "deliver" | "capturePoison"> & { readonly close: () => Promise<void> } {
  const gate = makeLoneGate({ schedule: delivery.schedule, drainMs });
  const stranded = strandedMessages(delivery);
  const running = new Map<string, string>();
  const { trials } = azure;
  const keep = { store: azure.deadLetters, letters: azure.deadLetterQueue };
  const parts = { delivery, opener: delivery.queue, keep, trials, gate, processId, running, limitMs };
  return {
    deliver: async (message) => {
      const envelope = await delivery.queue.open(message);
      return stranded.watch(envelope, () => deliverBeside(delivery, gate, envelope));
    },
    capturePoison: async (message, queuedAtUtc) => {
      const end = await tryAlone(parts, message, queuedAtUtc);
      if (end.kind === "deadLettered") {
        delivery.log("deadLetter.captured", {
          id: end.letter.id,
          code: end.letter.code,
          ...failureLogFields(end.letter.code),
        });
      } else {
        delivery.log(end.kind === "delivered" ? "message.triedAlone" : "message.postponed", {
          because: end.kind === "postponed" ? end.because : end.outcome.kind,
        });
      }
    },
    // Who is asked to end in the midst of a trial has not crashed.
    close: async () => {
      await Promise.all([...running.values()].map((key) => trials.end(key).catch(() => undefined)));
    },
  };
}
