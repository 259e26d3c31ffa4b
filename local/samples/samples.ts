import * as activityLog from "./activityLogSamples.ts";
import * as health from "./healthSamples.ts";
import * as legacy from "./legacySamples.ts";
import * as logs from "./logSamples.ts";
import * as metrics from "./metricSamples.ts";
import { occurrenceOf, type Occurrence } from "./occurrence.ts";
import * as other from "./otherSamples.ts";
import type { Sample } from "./sample.ts";

type Resolving = "resolves" | "stays";
type Row = readonly [
  name: string,
  title: string,
  resolving: Resolving,
  body: (occurrence: Occurrence) => Record<string, unknown>,
];

/** Adding a sample is one function in a file beside this one and one row here. */
const rows: readonly Row[] = [
  ["metric", "Metric alert, static threshold", "resolves", metrics.metric],
  ["metric-dynamic", "Metric alert, dynamic threshold", "resolves", metrics.metricDynamic],
  [
    "metric-multi-resource",
    "Metric alert over many resources, two conditions",
    "resolves",
    metrics.metricMultiResource,
  ],
  ["availability", "Availability test", "resolves", metrics.availability],
  ["log", "Log search alert, split by machine", "resolves", logs.log],
  ["log-v1", "Log search alert from before 2021, common schema", "stays", logs.logV1],
  ["simple-log", "Simple log search alert, one row", "stays", logs.simpleLog],
  ["activity", "Activity log: administrative event", "stays", activityLog.activity],
  ["policy", "Activity log: policy audit", "stays", activityLog.policy],
  ["autoscale-activity", "Activity log: autoscale", "stays", activityLog.autoscaleActivity],
  ["security", "Activity log: Defender for Cloud", "stays", activityLog.security],
  ["recommendation", "Activity log: Azure Advisor", "stays", activityLog.recommendation],
  ["service-health", "Service health: incident of Azure", "resolves", health.serviceHealth],
  ["resource-health", "Resource health: machine unavailable", "resolves", health.resourceHealth],
  ["smart-detector", "Smart detection: failure anomalies", "stays", other.smartDetector],
  ["prometheus", "Managed Prometheus rule", "resolves", other.prometheus],
  ["backup", "Azure Backup: job failed", "stays", other.backup],
  ["budget", "Budget: threshold reached", "stays", other.budget],
  ["legacy-metric", "Metric alert, common schema off", "resolves", legacy.legacyMetric],
  ["legacy-activity", "Activity log, common schema off", "stays", legacy.legacyActivity],
  ["legacy-service-health", "Service health, common schema off", "resolves", legacy.legacyServiceHealth],
  ["legacy-log", "Log alert on Application Insights, common schema off", "stays", legacy.legacyLog],
  ["legacy-log-flat", "Log alert on Log Analytics, common schema off", "stays", legacy.legacyLogFlat],
  ["legacy-budget", "Budget, common schema off", "stays", legacy.legacyBudget],
  ["classic-metric", "Classic metric alert (retired)", "resolves", legacy.classicMetric],
  ["autoscale", "Autoscale notification", "stays", legacy.autoscale],
  ["arm-alert", "Alert as the Alerts Management API shows it", "resolves", other.armAlert],
  ["test-notification", 'The portal\'s "Test action group"', "stays", other.testNotification],
  ["unknown", "JSON that no known sender posts", "stays", other.unknown],
];

/** Every alert body that can be sent by hand or by the bench, by name. */
export const samples: ReadonlyMap<string, Sample> = new Map(
  rows.map(([name, title, resolving, body]) => [name, sample(name, title, resolving === "resolves", body)]),
);

function sample(name: string, title: string, canResolve: boolean, body: Row[3]): Sample {
  return {
    name,
    title,
    canResolve,
    make(input) {
      if (input.condition === "resolved" && !canResolve)
        throw new RangeError(`Azure never says that an alert of the kind "${name}" is resolved`);
      return body(occurrenceOf(input));
    },
  };
}
