import { activityLog } from "./activityLog.ts";
import { armAlert } from "./armAlert.ts";
import { autoscaleNotification } from "./autoscaleNotification.ts";
import type { BodyShape } from "./bodyShape.ts";
import { bridgeWarning } from "./bridgeWarning.ts";
import { budgetNotification } from "./budgetNotification.ts";
import { classicMetricAlert } from "./classicMetricAlert.ts";
import { commonAlertSchema } from "./commonAlertSchema.ts";
import { flatLogAlert, logAlert } from "./logAlert.ts";
import { metricAlert } from "./metricAlert.ts";

/** Every known shape, in the order of asking. A new one is one file beside these, its test, and one line here. */
export const bodyShapes: readonly BodyShape[] = [
  commonAlertSchema,
  metricAlert,
  activityLog,
  logAlert,
  budgetNotification,
  flatLogAlert,
  // Before the classic alert: this one has a status, too.
  autoscaleNotification,
  classicMetricAlert,
  armAlert,
  bridgeWarning,
];
