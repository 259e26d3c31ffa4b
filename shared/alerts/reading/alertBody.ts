import type { AlertCondition, AlertFamily, AlertShape } from "../alert.ts";
import type { JsonRecord } from "./json.ts";

/** What an envelope says, whatever its shape. The context is as it came; its family reads it. */
export type AlertBody = {
  readonly shape: AlertShape;
  /** Where the shape leaves no choice; otherwise the context decides. */
  readonly family?: AlertFamily;
  readonly monitoringService: string | null;
  readonly alertId: string | null;
  /** The monitoring service's own id. Repeats for every firing of a metric rule. */
  readonly originAlertId: string | null;
  readonly ruleName: string | null;
  readonly ruleId: string | null;
  /** As sent: `severityOf` understands it. */
  readonly severity: unknown;
  /** The envelope's word for it; some families know better. */
  readonly condition: AlertCondition;
  readonly targetIds: readonly string[];
  readonly configurationItems: readonly string[];
  /** In lower case. */
  readonly subscriptionId: string | null;
  readonly firedAtUtc: string | null;
  readonly resolvedAtUtc: string | null;
  readonly receivedAtUtc: string;
  readonly description: string | null;
  readonly customProperties: unknown;
  readonly context: JsonRecord;
  /** The links of the envelope, best first, not yet checked. */
  readonly links: readonly LabelledLink[];
  readonly whole: JsonRecord;
};

export type LabelledLink = { readonly label: string; readonly url: string | null };

/** When this condition began, as far as the envelope says. */
export function conditionBeganAtUtc(body: AlertBody): string {
  const momentUtc = body.condition === "resolved" ? body.resolvedAtUtc : body.firedAtUtc;
  return momentUtc ?? body.receivedAtUtc;
}
