/** The body shapes an Azure Monitor sender can post, named as Azure names them. */
export type AlertShape =
  | "commonAlertSchema"
  | "metricAlert"
  | "activityLog"
  | "logAlert"
  | "budgetNotification"
  | "flatLogAlert"
  | "classicMetricAlert"
  | "autoscaleNotification"
  | "armAlert"
  /** The bridge's own, about itself. */
  | "bridgeWarning";

/** What kind of problem it is. Decided by the shape of its context; the service's name is only a hint. */
export type AlertFamily =
  | "metric"
  | "logQuery"
  | "simpleLog"
  | "logV1"
  | "administrative"
  | "policy"
  | "autoscale"
  | "security"
  | "recommendation"
  | "serviceHealth"
  | "resourceHealth"
  | "smartDetector"
  | "prometheus"
  | "backup"
  | "budget"
  /** The bridge about itself. */
  | "selfWarning"
  | "other";

/** Azure Monitor's severities: 0 critical, 1 error, 2 warning, 3 informational, 4 verbose. */
export type AlertSeverity = 0 | 1 | 2 | 3 | 4;

export type AlertCondition = "fired" | "resolved";

/**
 * What makes two bodies speak of the same problem (design: "One alert, one ticket").
 * `key` is normalised (lower case where Azure compares without case) and never contains wording that an
 * alert's author may edit.
 */
export type AlertIdentity = {
  readonly key: readonly string[];
  /**
   * `instance`: the key names one instance of the problem, so its `resolved` is final, in whatever order the two arrive.
   * `time`: the key comes back with every firing, so the newest `occurredAtUtc` decides.
   */
  readonly orderedBy: "instance" | "time";
};

/** One problem, as far as routing and identity need it. Cheap to make: it is on the webhook's path. */
export type Alert = {
  readonly shape: AlertShape;
  readonly family: AlertFamily;
  /** As the sender wrote it. */
  readonly monitoringService: string | null;
  readonly identity: AlertIdentity;
  readonly condition: AlertCondition;
  /** `null` where the sender gives none (budgets, classic and autoscale notifications): the work item's defaults decide. */
  readonly severity: AlertSeverity | null;
  /** The alert's own id, when the body has one: what a person would search for. Not always unique. */
  readonly alertId: string | null;
  readonly ruleName: string | null;
  readonly ruleId: string | null;
  /** Azure Resource Manager ids of what is affected, as sent, best target for a configuration item first. */
  readonly targetIds: readonly string[];
  /** Names or ids that the sender offers for finding configuration items. */
  readonly configurationItems: readonly string[];
  readonly subscriptionId: string | null;
  /** When this condition began: fired or resolved moment. ISO 8601, ends in Z. Orders bodies of identities ordered by time. */
  readonly occurredAtUtc: string;
  readonly customProperties: Readonly<Record<string, string>>;
  /** A portal's or CLI's "Test action group" body: its ids are the same in every test. */
  readonly isTest: boolean;
};

/** A line of what is known about an alert, in reading order: "Metric", "CPU Credits Consumed". */
export type AlertFact = { readonly label: string; readonly value: string };

/** What people want to read about an alert. Made by the worker, not on the webhook's path. */
export type AlertDescription = {
  /** One line that says what is wrong with what. Not cut. */
  readonly title: string;
  /** The rule's or the event's own text, as plain text (HTML removed). */
  readonly text: string | null;
  /** Since when the problem is there, when known. ISO 8601, ends in Z. */
  readonly firedAtUtc: string | null;
  readonly resolvedAtUtc: string | null;
  /** Family-specific facts: value against threshold, window, operation, stage, cause… No personal data, no query text over 1,000 characters. */
  readonly facts: readonly AlertFact[];
  readonly dimensions: readonly AlertFact[];
  /** Whole links, best first (portal, filtered query results); never cut. */
  readonly links: readonly { readonly label: string; readonly url: string }[];
};

export type Recognition =
  | {
      readonly kind: "recognised";
      readonly alert: Alert;
      /** Reads the rest of the body. Never throws. */
      readonly describe: () => AlertDescription;
    }
  | { readonly kind: "unknown"; readonly problems: readonly string[] };
