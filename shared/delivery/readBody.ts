import type { Recognition } from "../alerts/alert.ts";
import type { JournalRecorder } from "../journal/recorder.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { Envelope } from "./envelope.ts";
import { thinking } from "./thinking.ts";

/**
 * Reads the alert in an envelope again, and says in the journal what it is. Throws BridgeError ALERT_PROCESSING_FAILED.
 */
export function readBody(
  { recognise }: Pick<DeliveryParts, "recognise">,
  envelope: Envelope,
  recorder: JournalRecorder,
): Recognition {
  const recognition = thinking(() => recognise(parseJson(envelope.body), envelope.receivedAtUtc));
  if (recognition.kind === "unknown") {
    recorder.add({ step: "unrecognised", problems: recognition.problems });
    return recognition;
  }
  const { alert } = recognition;
  recorder.add({
    step: "recognised",
    shape: alert.shape,
    family: alert.family,
    condition: alert.condition,
    severity: alert.severity,
    identity: alert.identity.key,
    alertId: alert.alertId,
    ruleName: alert.ruleName,
    subscriptionId: alert.subscriptionId,
  });
  return recognition;
}

/** `undefined` for what is not JSON: no shape fits it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
