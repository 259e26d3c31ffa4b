import { alertGuid, alertIdOf, orderVm } from "./ids.ts";

type Parts = {
  readonly essentials?: object;
  readonly alertContext?: unknown;
  readonly customProperties?: unknown;
};

/** A body in the common alert schema: a fired Sev2 platform alert on a virtual machine unless told otherwise. */
export function aCommonAlert({ essentials, alertContext, customProperties }: Parts = {}) {
  return {
    schemaId: "azureMonitorCommonAlertSchema",
    data: {
      essentials: {
        alertId: alertIdOf(alertGuid),
        alertRule: "Orders CPU high",
        severity: "Sev2",
        signalType: "Metric",
        monitorCondition: "Fired",
        monitoringService: "Platform",
        alertTargetIDs: [orderVm] as unknown,
        configurationItems: ["vm-orders-01"] as unknown,
        originAlertId: "0f3b6c52_rg-orders_microsoft.insights_metricAlerts_Orders CPU high_1034772815",
        firedDateTime: "2026-02-03T10:15:30.1234567Z",
        description: "CPU of the order machines",
        essentialsVersion: "1.0",
        alertContextVersion: "1.0",
        ...essentials,
      },
      ...(alertContext === undefined ? {} : { alertContext }),
      ...(customProperties === undefined ? {} : { customProperties }),
    },
  };
}

export const resolvedAt = (resolvedDateTime: string) => ({ monitorCondition: "Resolved", resolvedDateTime });
