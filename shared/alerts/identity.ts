import type { AlertIdentity } from "./alert.ts";
import { contentHash } from "./contentHash.ts";
import type { ContextFamily } from "./contexts/contextFamily.ts";
import { dimensionKeys } from "./contexts/dimensions.ts";
import { conditionBeganAtUtc, type AlertBody } from "./reading/alertBody.ts";
import { lastSegmentOf, normalisedArmId, subscriptionOf } from "./reading/armId.ts";
import { squeezed } from "./reading/enumText.ts";

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * What makes this body the same problem as another. In this order: a test is only ever itself; what the family knows
 * (a health story, a budget); the alert's id; rule, targets and series; the content.
 */
export function identityOf(body: AlertBody, family: ContextFamily, isTest: boolean): AlertIdentity {
  if (isTest) return testIdentity(body, family);
  const own = family.identity?.(body) ?? null;
  if (own !== null) return own;
  return body.alertId === null ? compositeIdentity(body, family) : alertIdIdentity(body.alertId);
}

/** Ids and rules are the same in every test, so the moment has to tell two tests apart. */
function testIdentity(body: AlertBody, { family }: ContextFamily): AlertIdentity {
  const service = squeezed(body.monitoringService);
  return {
    key: [
      "test",
      (body.alertId ?? body.ruleId ?? body.ruleName ?? "").toLowerCase(),
      service === "" ? family : service,
      body.firedAtUtc ?? conditionBeganAtUtc(body),
    ],
    orderedBy: "instance",
  };
}

/**
 * The alert's GUID is the same in `/subscriptions/…/alerts/<guid>` and in the ids that are scoped to a resource or a
 * resource group, which the portal and the REST API use.
 */
function alertIdIdentity(alertId: string): AlertIdentity {
  const id = normalisedArmId(alertId);
  const name = lastSegmentOf(id);
  const isAlert = id.endsWith(`/microsoft.alertsmanagement/alerts/${name}`);
  if ((isAlert || name === id) && isGuid(name)) return { key: ["alert", name], orderedBy: "instance" };
  return { key: isAlert ? ["alert", subscriptionOf(id) ?? "", name] : ["alert", id], orderedBy: "instance" };
}

function isGuid(name: string): boolean {
  return name.length === 36 && guid.test(name);
}

function compositeIdentity(body: AlertBody, family: ContextFamily): AlertIdentity {
  const rule = body.ruleId === null ? body.ruleName?.toLowerCase() : normalisedArmId(body.ruleId);
  const targets = body.targetIds.map(normalisedArmId).sort();
  if (rule === undefined && targets.length === 0 && body.originAlertId === null) {
    return { key: ["content", contentHash(body.whole)], orderedBy: "instance" };
  }
  const series = [
    rule ?? "",
    ...targets,
    ...dimensionKeys(family.dimensions?.(body) ?? []),
    body.originAlertId?.toLowerCase() ?? "",
  ];
  // Only these two shapes repeat in a resolved body when the alert fired.
  const isInstanceKnown = body.shape === "commonAlertSchema" || body.shape === "armAlert";
  return isInstanceKnown && body.firedAtUtc !== null
    ? { key: ["firing", ...series, body.firedAtUtc], orderedBy: "instance" }
    : { key: ["series", ...series], orderedBy: "time" };
}
