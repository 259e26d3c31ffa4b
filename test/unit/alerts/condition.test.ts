import { describe, expect, it } from "vitest";
import { anAutoscaleNotification } from "../../support/alertBodies/activityLogAlerts.ts";
import { aCommonAlert } from "../../support/alertBodies/commonAlert.ts";
import {
  aLegacyResourceHealthAlert,
  aLegacyServiceHealthAlert,
  aResourceHealthAlert,
  aServiceHealthAlert,
} from "../../support/alertBodies/healthAlerts.ts";
import { aLegacyMetricAlert } from "../../support/alertBodies/metricAlerts.ts";
import { anArmAlert } from "../../support/alertBodies/otherAlerts.ts";
import { alertIn } from "../../support/alertBodies/recognised.ts";

describe("the condition of an alert", () => {
  it.each`
    word          | condition
    ${"Fired"}    | ${"fired"}
    ${"resolved"} | ${"resolved"}
    ${"RESOLVED"} | ${"resolved"}
    ${null}       | ${"fired"}
    ${"Unheard"}  | ${"fired"}
    ${17}         | ${"fired"}
  `(
    "is $condition when the monitor's condition is $word",
    ({ word, condition }: { word: string; condition: string }) => {
      expect(alertIn(aCommonAlert({ essentials: { monitorCondition: word } })).condition).toBe(condition);
      expect(alertIn(anArmAlert(word)).condition).toBe(condition);
    },
  );

  it.each`
    status           | condition
    ${"Activated"}   | ${"fired"}
    ${"Deactivated"} | ${"resolved"}
    ${"Resolved"}    | ${"resolved"}
  `(
    "is $condition when a legacy metric alert is $status",
    ({ status, condition }: { status: string; condition: string }) => {
      expect(alertIn(aLegacyMetricAlert({ status })).condition).toBe(condition);
    },
  );

  it.each`
    incidentType        | stage            | condition
    ${"Incident"}       | ${"Active"}      | ${"fired"}
    ${"Incident"}       | ${"Resolved"}    | ${"resolved"}
    ${"Incident"}       | ${"RCA"}         | ${"resolved"}
    ${"Security"}       | ${"Active"}      | ${"fired"}
    ${"Security"}       | ${"Resolved"}    | ${"resolved"}
    ${"Maintenance"}    | ${"Active"}      | ${"fired"}
    ${"Maintenance"}    | ${"Planned"}     | ${"fired"}
    ${"Maintenance"}    | ${"InProgress"}  | ${"fired"}
    ${"Maintenance"}    | ${"In Progress"} | ${"fired"}
    ${"Maintenance"}    | ${"Rescheduled"} | ${"fired"}
    ${"Maintenance"}    | ${"Canceled"}    | ${"resolved"}
    ${"Maintenance"}    | ${"Complete"}    | ${"resolved"}
    ${"Maintenance"}    | ${"Resolved"}    | ${"resolved"}
    ${"ActionRequired"} | ${"Active"}      | ${"fired"}
    ${"Informational"}  | ${"Active"}      | ${"fired"}
    ${"Incident"}       | ${null}          | ${"fired"}
  `(
    "is $condition when a service story ($incidentType) is $stage",
    ({ incidentType, stage, condition }: Record<string, string>) => {
      expect(alertIn(aServiceHealthAlert({ incidentType, stage })).condition).toBe(condition);
      expect(alertIn(aLegacyServiceHealthAlert({ incidentType, stage })).condition).toBe(condition);
    },
  );

  it.each`
    status          | condition
    ${"Active"}     | ${"fired"}
    ${"InProgress"} | ${"fired"}
    ${"Updated"}    | ${"fired"}
    ${"Resolved"}   | ${"resolved"}
  `(
    "is $condition when a resource's health event is $status",
    ({ status, condition }: { status: string; condition: string }) => {
      expect(alertIn(aResourceHealthAlert(status)).condition).toBe(condition);
      expect(alertIn(aLegacyResourceHealthAlert(status)).condition).toBe(condition);
    },
  );

  it("is what the operation says when a resource's health event has no status", () => {
    const body = aResourceHealthAlert("Resolved");
    Object.assign(body.data.alertContext as object, { status: null });
    expect(alertIn(body).condition).toBe("resolved");
  });

  it("is always fired for autoscale", () => {
    expect(alertIn({ ...anAutoscaleNotification("Scale In"), status: "Resolved" }).condition).toBe("fired");
  });
});
