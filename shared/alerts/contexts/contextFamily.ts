import type { AlertCondition, AlertFact, AlertFamily, AlertIdentity, AlertSeverity } from "../alert.ts";
import type { AlertBody, LabelledLink } from "../reading/alertBody.ts";
import type { FactList } from "../reading/factList.ts";
import type { JsonRecord } from "../reading/json.ts";

/**
 * How one kind of context is read. Everything but `family`, `title` and `facts` may be left out: the envelope's word
 * holds then. The upper half is on the webhook's path; the lower half is only called to describe an alert.
 */
export type ContextFamily = {
  readonly family: AlertFamily;
  /** Whether the context looks like this family's. Asked in the registry's order. */
  readonly recognises?: (context: JsonRecord) => boolean;
  /** Metric and log rules repeat the custom properties in `context.properties`; the activity log keeps event data there. */
  readonly hasCustomPropertiesInContext?: boolean;
  /** `null`: the alert's own id identifies it, or what stands in for one. */
  readonly identity?: (body: AlertBody) => AlertIdentity | null;
  readonly condition?: (body: AlertBody) => AlertCondition;
  /** `null`: the envelope's. */
  readonly severity?: (body: AlertBody) => AlertSeverity | null;
  /** Ids that are better targets than the envelope's. */
  readonly targetIds?: (body: AlertBody) => readonly string[];
  readonly configurationItems?: (body: AlertBody) => readonly string[];
  /** `null`: the envelope's. */
  readonly occurredAtUtc?: (body: AlertBody) => string | null;
  /** Names and values that tell one series of a rule from another. */
  readonly dimensions?: (body: AlertBody) => readonly AlertFact[];

  /** One line without the severity. `target` is the name of what is affected, if known. */
  readonly title: (body: AlertBody, target: string | null) => string | null;
  readonly facts: (body: AlertBody, facts: FactList) => void;
  /** `null`: the envelope's description. */
  readonly text?: (body: AlertBody) => string | null;
  readonly firedAtUtc?: (body: AlertBody) => string | null;
  readonly resolvedAtUtc?: (body: AlertBody) => string | null;
  readonly links?: (body: AlertBody) => readonly LabelledLink[];
};
