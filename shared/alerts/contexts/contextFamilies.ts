import type { AlertFamily } from "../alert.ts";
import { squeezed } from "../reading/enumText.ts";
import type { JsonRecord } from "../reading/json.ts";
import { activityFamily } from "./activityLog/activityFamily.ts";
import { administrative } from "./activityLog/administrative.ts";
import { autoscale } from "./activityLog/autoscale.ts";
import { isActivityLogEvent } from "./activityLog/event.ts";
import { policy } from "./activityLog/policy.ts";
import { recommendation } from "./activityLog/recommendation.ts";
import { resourceHealth } from "./activityLog/resourceHealth.ts";
import { security } from "./activityLog/security.ts";
import { serviceHealth } from "./activityLog/serviceHealth.ts";
import { backup } from "./backup.ts";
import { budget } from "./budget.ts";
import type { ContextFamily } from "./contextFamily.ts";
import { logQuery } from "./logQuery.ts";
import { logV1 } from "./logV1.ts";
import { metric } from "./metric.ts";
import { other } from "./other.ts";
import { prometheus } from "./prometheus.ts";
import { selfWarning } from "./selfWarning.ts";
import { simpleLog } from "./simpleLog.ts";
import { smartDetector } from "./smartDetector.ts";

/** Families known by the shape of their context, in the order of asking; most alerts are metric alerts. */
const byShape: readonly ContextFamily[] = [
  metric,
  simpleLog,
  logQuery,
  logV1,
  prometheus,
  smartDetector,
  backup,
  budget,
];

const byFamily: Readonly<Record<AlertFamily, ContextFamily>> = {
  metric,
  logQuery,
  simpleLog,
  logV1,
  administrative,
  policy,
  autoscale,
  security,
  recommendation,
  serviceHealth,
  resourceHealth,
  smartDetector,
  prometheus,
  backup,
  budget,
  selfWarning,
  other,
};

/** Monitoring services, squeezed: a hint for contexts that say nothing themselves. The set is open. */
const byService: ReadonlyMap<string, ContextFamily> = new Map([
  ["platform", metric],
  ["logalertsv2", logQuery],
  ["simplelogalert", simpleLog],
  ["loganalytics", logV1],
  ["applicationinsights", logV1],
  ["prometheus", prometheus],
  ["activitylogadministrative", administrative],
  ["activitylogpolicy", policy],
  ["activitylogautoscale", autoscale],
  ["activitylogsecurity", security],
  ["activitylogrecommendation", recommendation],
  ["servicehealth", serviceHealth],
  ["resourcehealth", resourceHealth],
  ["smartdetector", smartDetector],
  ["costalerts", budget],
  ["azurebackup", backup],
]);

/** The family of a context: by its shape first, because names of services are an open set and written in many ways. */
export function familyOf(context: JsonRecord, monitoringService: string | null): ContextFamily {
  for (const family of byShape) if (family.recognises?.(context) === true) return family;
  const hinted = byService.get(squeezed(monitoringService));
  if (!isActivityLogEvent(context)) return hinted ?? other;
  const event = activityFamily(context);
  return event === null ? (hinted ?? administrative) : byFamily[event];
}

export function familyNamed(family: AlertFamily): ContextFamily {
  return byFamily[family];
}
