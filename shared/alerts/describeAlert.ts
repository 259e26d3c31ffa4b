import type { Alert, AlertDescription, AlertFact } from "./alert.ts";
import type { ContextFamily } from "./contexts/contextFamily.ts";
import type { AlertBody, LabelledLink } from "./reading/alertBody.ts";
import {
  isArmId,
  isResourceId,
  lastSegmentOf,
  resourceGroupOf,
  resourceTypeOf,
  subscriptionOf,
} from "./reading/armId.ts";
import { FactList } from "./reading/factList.ts";
import { portalLinkToAlert, portalLinkToResource, webLink } from "./reading/link.ts";
import { oneLine } from "./reading/words.ts";

/** Reads what people want to know. Work of the worker, not of the webhook. */
export function describeAlert(body: AlertBody, family: ContextFamily, alert: Alert): AlertDescription {
  const facts = new FactList();
  family.facts(body, facts);
  return {
    title: titleOf(body, family, alert),
    text: family.text?.(body) ?? body.description,
    ...momentsOf(body, family, alert),
    facts: [...facts.all(), ...envelopeFacts(body, alert)],
    dimensions: new FactList().addAll(family.dimensions?.(body) ?? []).all(),
    links: checked([
      ...linksToAlert(body, alert),
      ...(family.links?.(body) ?? []),
      ...linksToTarget(body, alert),
    ]),
  };
}

/** "CPU Credits Consumed greater than 10 on vm-prod-01 (Sev3)". */
function titleOf(body: AlertBody, family: ContextFamily, alert: Alert): string {
  const title = oneLine(family.title(body, targetName(alert)) ?? "Azure Monitor alert");
  const severity = alert.severity === null ? "" : ` (Sev${alert.severity})`;
  return `${alert.isTest ? "Test: " : ""}${title}${severity}`;
}

/** Where signals are kept. The resource that is ill has another name, if the sender knows one. */
const signalStores = new Set(["microsoft.operationalinsights/workspaces", "microsoft.monitor/accounts"]);

function targetName(alert: Alert): string | null {
  const [target] = alert.targetIds;
  const [item] = alert.configurationItems;
  const isStore = target !== undefined && signalStores.has(resourceTypeOf(target)?.toLowerCase() ?? "");
  if (target !== undefined && isResourceId(target) && !(isStore && item !== undefined))
    return lastSegmentOf(target);
  if (item !== undefined) return lastSegmentOf(item);
  if (target === undefined) return null;
  return resourceGroupOf(target) ?? (isArmId(target) ? `subscription ${lastSegmentOf(target)}` : target);
}

/** Apart from the family's, so that very many of those do not push these out. */
function envelopeFacts(body: AlertBody, alert: Alert): readonly AlertFact[] {
  const facts = new FactList();
  const [target] = alert.targetIds;
  facts.add("Rule", alert.ruleName);
  if (target !== undefined && isResourceId(target)) facts.add("Resource", target);
  if (target !== undefined) {
    facts.add("Resource type", resourceTypeOf(target));
    facts.add("Resource group", resourceGroupOf(target));
    facts.add("Subscription", subscriptionOf(target) ?? alert.subscriptionId);
  }
  facts.add("Monitoring service", body.monitoringService);
  facts.add("Alert id", alert.alertId);
  return facts.all();
}

function momentsOf(
  body: AlertBody,
  family: ContextFamily,
  alert: Alert,
): Pick<AlertDescription, "firedAtUtc" | "resolvedAtUtc"> {
  if (alert.condition === "fired") {
    return { firedAtUtc: family.firedAtUtc?.(body) ?? body.firedAtUtc, resolvedAtUtc: null };
  }
  // The events that tell of an end carry their own time: when it began is known only if the envelope or the story says.
  const isBeginKnown = body.condition === "resolved" || family.resolvedAtUtc !== undefined;
  return {
    firedAtUtc: isBeginKnown ? (family.firedAtUtc?.(body) ?? body.firedAtUtc) : null,
    resolvedAtUtc: family.resolvedAtUtc?.(body) ?? body.resolvedAtUtc ?? alert.occurredAtUtc,
  };
}

function linksToAlert({ links, shape }: AlertBody, { alertId, isTest }: Alert): readonly LabelledLink[] {
  const isThere =
    (shape === "commonAlertSchema" || shape === "armAlert") &&
    !isTest &&
    alertId !== null &&
    alertId.toLowerCase().includes("/providers/microsoft.alertsmanagement/alerts/");
  return isThere ? [{ label: "Alert in the portal", url: portalLinkToAlert(alertId) }, ...links] : links;
}

function linksToTarget({ links }: AlertBody, { targetIds }: Alert): readonly LabelledLink[] {
  const [target] = targetIds;
  if (target === undefined || !isResourceId(target)) return [];
  const label = "Resource in the portal";
  return links.some((link) => link.label === label && link.url !== null)
    ? []
    : [{ label, url: portalLinkToResource(target) }];
}

const mostLinks = 12;

function checked(links: readonly LabelledLink[]): AlertDescription["links"] {
  const seen = new Set<string>();
  const safe: { label: string; url: string }[] = [];
  for (const { label, url } of links) {
    const whole = webLink(url);
    if (whole === null || seen.has(whole) || safe.length === mostLinks) continue;
    seen.add(whole);
    safe.push({ label, url: whole });
  }
  return safe;
}
